/** China and GovCloud: nothing that is deployed names the partition `aws`, or an address in it. */
import { App, type Environment, Stack, Stage } from 'aws-cdk-lib';
import { ManagedPolicy } from 'aws-cdk-lib/aws-iam';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { IAMClient } from '@aws-sdk/client-iam';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { STSClient } from '@aws-sdk/client-sts';
import { eventsOf } from '../../lambda/aws/events';
import { rolesOf, sessionsOf } from '../../lambda/aws/iam';
import { schedulesOf } from '../../lambda/aws/scheduler';
import { EXAMPLES } from '../example-apps';
import type { Json } from '../lib/fixture';
import { removeFolders, role } from '../lib/rehearsal/assembly-fixture';
import { accessIn, BEFORE, fine, storyOf } from './played-app';

afterAll(removeFolders);

const account = '111122223333';
const BEIJING: Environment = { account, region: 'cn-north-1' };
const EVENT = { detailType: 'Access Opened', at: BEFORE, resources: [], detail: {} } as const;
const GOVCLOUD: Environment = { account, region: 'us-gov-west-1' };

test('no template of an example names another partition than China’s, or an address outside it', () => {
  const app = new App({ context: { '@aws-cdk/core:enablePartitionLiterals': true } });
  const stage = new Stage(app, 'China', { env: BEIJING });
  Object.values(EXAMPLES).forEach((Example) => new Example(stage, Example.name));
  const templates = stage.synth().stacks.map(({ template }) => JSON.stringify(template));
  expect(templates).toHaveLength(Object.keys(EXAMPLES).length);
  for (const template of templates) {
    expect(template).toContain('arn:aws-cn:');
    expect(template.match(/.{40}arn:aws(-us-gov)?:.{40}/g)).toBeNull();
    expect(template.match(/.{40}\.amazonaws\.com\/.{40}/g)).toBeNull();
  }
}, 20_000);

test('windows open and close in every partition, and where neither account nor region is known', async () => {
  const readOnly = { managedPolicies: [ManagedPolicy.fromAwsManagedPolicyName('ReadOnlyAccess')] };
  const stacks: [id: string, env: Environment | undefined][] = [
    ['China', BEIJING],
    ['Gov', GOVCLOUD],
    ['Anywhere', undefined],
  ];
  const story = await storyOf((app) => {
    for (const [id, env] of stacks) {
      const stack = new Stack(app, id, env === undefined ? {} : { env });
      accessIn(stack, role(stack), id, readOnly);
    }
  });
  expect(story).toEqual(
    fine(
      `China on arn:aws-cn:iam::${account}:role/China-DeployRole885297C3`,
      `Gov on arn:aws-us-gov:iam::${account}:role/Gov-DeployRole885297C3`,
      'Anywhere on arn:aws:iam::123456789012:role/Anywhere-DeployRole885297C3',
    ),
  );
});

test.each([
  [
    'cn-northwest-1',
    [
      'iam.cn-north-1.amazonaws.com.cn',
      'sts.cn-northwest-1.amazonaws.com.cn',
      'scheduler.cn-northwest-1.amazonaws.com.cn',
      'events.cn-northwest-1.amazonaws.com.cn',
    ],
  ],
  [
    'us-gov-east-1',
    [
      'iam.us-gov.amazonaws.com',
      'sts.us-gov-east-1.amazonaws.com',
      'scheduler.us-gov-east-1.amazonaws.com',
      'events.us-gov-east-1.amazonaws.com',
    ],
  ],
])('the functions call the services of their own partition: in %s', async (region, expected) => {
  const hosts: string[] = [];
  const handle = ({ hostname }: { hostname: string }): Promise<never> => {
    hosts.push(hostname);
    return Promise.reject(new Error('no network here'));
  };
  const credentials = { accessKeyId: 'AKIA', secretAccessKey: 'secret' };
  const settings: Json = { region, credentials, maxAttempts: 1, requestHandler: { handle } };
  const calls = [
    () => rolesOf(new IAMClient(settings)).attachedPage('deploy', undefined),
    () => sessionsOf(new STSClient(settings)).assume('arn:aws-cn:iam::111122223333:role/a', 'close-a', '{}'),
    () => schedulesOf(new SchedulerClient(settings), 'group').get('sweep'),
    () => eventsOf(new EventBridgeClient(settings), 'default').put(EVENT),
  ];
  for (const call of calls) {
    await expect(call()).rejects.toThrow();
  }
  expect(hosts).toEqual(expected);
});
