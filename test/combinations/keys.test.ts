/** Keys of the customer, for logs and queues; and no network of the customer. */
import { App, Stack, Validations } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import { AccessController } from 'cdk-temporary-access';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { type Json, messagesOf } from '../lib/fixture';
import { onRequest } from '../lib/on-request';
import { removeFolders, role } from '../lib/rehearsal/assembly-fixture';
import { accessIn, storyOf } from './played-app';

afterAll(removeFolders);

function encrypted(stack: Stack, encryptionKey: IKey, opens: 'by the clock' | 'on request' = 'by the clock'): void {
  new AccessController(stack, 'Controller', { encryptionKey });
  accessIn(stack, role(stack), 'Release', opens === 'on request' ? { windows: [onRequest()] } : {});
}

const imported = (stack: Stack): IKey =>
  Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab');

const statementsIn = (stack: Stack): string[] =>
  messagesOf(stack)
    .filter(({ text }) => text.includes('encryption-key-policy'))
    .map(({ path, text }) => `${path} ${/"Principal":\{"Service":(.+?)\},"Resource/.exec(text)?.[1] ?? text}`);

test('a key of the stack, one of another stack, an alias and an imported key all leave the windows as they are', async () => {
  const { accesses, violations } = await storyOf((app) => {
    const [keys, own, alias, other, outside] = ['Keys', 'Own', 'Alias', 'Other', 'Outside'].map(
      (id) => new Stack(app, id),
    );
    encrypted(own!, new Key(own!, 'Key'));
    encrypted(alias!, new Key(alias!, 'Key').addAlias('shop'));
    encrypted(other!, new Key(keys!, 'Key'));
    encrypted(outside!, imported(outside!));
  });
  expect(violations).toEqual([]);
  expect(accesses.filter((access) => access.endsWith(': opened, closed, verified'))).toHaveLength(4);
});

test('an imported key is warned about, with the statement that its policy needs for the logs', () => {
  const stack = new Stack(new App(), 'Shop');
  encrypted(stack, imported(stack));
  expect(statementsIn(stack)).toEqual([
    '/Shop/Controller {"Fn::Join":["",["logs.",{"Ref":"AWS::Region"},".",{"Ref":"AWS::URLSuffix"}]]}',
  ]);
});

test('and for EventBridge, where that leaves signals in a queue', () => {
  const stack = new Stack(new App(), 'Shop');
  encrypted(stack, imported(stack), 'on request');
  expect(statementsIn(stack)).toContainEqual('/Shop/Controller "events.amazonaws.com"');
});

test('a key whose policy the app can extend is not warned about, nor one that was acknowledged', () => {
  const [own, known] = [new Stack(new App(), 'Shop'), new Stack(new App(), 'Shop')];
  encrypted(own, new Key(own, 'Key'), 'on request');
  encrypted(known, imported(known), 'on request');
  const id = 'cdk-temporary-access:encryption-key-policy';
  Validations.of(known).acknowledge({ id, reason: 'the key lets all services of the account in' });
  expect([own, known].map(statementsIn)).toEqual([[], []]);
});

test('the functions are in no VPC, and nothing is deployed into one', () => {
  const stack = new Stack(new App(), 'Shop');
  encrypted(stack, new Key(stack, 'Key'), 'on request');
  const resources = Object.values<Json>(App.of(stack)!.synth().getStackByName('Shop').template.Resources);
  const functions = resources.filter(({ Type }) => Type === 'AWS::Lambda::Function');
  expect(functions.map(({ Properties }) => Properties.VpcConfig)).toEqual([undefined, undefined]);
  expect(resources.filter(({ Type }) => Type.startsWith('AWS::EC2::'))).toEqual([]);
});
