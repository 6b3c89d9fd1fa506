import { App, NestedStack, Stack, Stage, Validations } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { TemporaryAccess } from 'cdk-temporary-access';
import { Construct } from 'constructs';
import { accessIn, messagesOf, stackOf } from '../fixture';

const RULE = 'cdk-temporary-access:assume-role';
const SHOWN = expect.stringMatching(
  /^sts:AssumeRole is granted: .* \[ack: annotation::cdk-temporary-access:assume-role\]$/,
);

function assuming(scope: Construct, id?: string): TemporaryAccess {
  const assume = new PolicyStatement({ actions: ['sts:AssumeRole'], resources: ['*'] });
  return accessIn(scope, { statements: [assume] }, id);
}

/** What the assembly tells the command line about a stack: where, how loudly, and what. */
function shownFor(stack: Stack): [path: string, level: string, text: string][] {
  return messagesOf(stack).map(({ path, level, text }) => [path, level, text]);
}

describe('a warning', () => {
  test('is in the assembly, on its access, and does not fail the synthesis', () => {
    const stack = stackOf();
    assuming(stack);
    expect(shownFor(stack)).toEqual([['/Shop/Release', 'warning', SHOWN]]);
  });

  test('is there once, however often the app is synthesized', () => {
    const stack = stackOf();
    assuming(stack);
    shownFor(stack);
    expect(shownFor(stack)).toHaveLength(1);
  });

  test('is there for each access that has it', () => {
    const stack = stackOf();
    assuming(new Construct(stack, 'A'));
    assuming(new Construct(stack, 'B'));
    expect(shownFor(stack).map(([path]) => path)).toEqual(['/Shop/A/Release', '/Shop/B/Release']);
  });

  test('is there from a Stage and from a nested stack', () => {
    const staged = new Stack(new Stage(new App(), 'Production'), 'Shop');
    assuming(staged);
    expect(shownFor(staged).map(([path]) => path)).toEqual(['/Production/Shop/Release']);
    const stack = stackOf();
    assuming(new NestedStack(stack, 'Nested'));
    expect(shownFor(stack).map(([path]) => path)).toEqual(['/Shop/Nested/Release']);
  });

  test('does not fail where the CDK reports warnings as findings', () => {
    const app = new App({ postCliContext: { '@aws-cdk/core:annotationsInValidationReport': true } });
    const stack = new Stack(app, 'Shop');
    assuming(stack);
    const printed = jest.spyOn(console, 'error').mockImplementation(() => undefined);
    const before = process.exitCode;
    app.synth();
    expect(process.exitCode).toBe(before);
    printed.mockRestore();
  });
});

describe('a warning is gone', () => {
  test.each(['Shop/Pipeline/Release', 'Shop/Pipeline', 'Shop', ''])('once it is acknowledged on %j', (path) => {
    const stack = stackOf();
    assuming(new Construct(stack, 'Pipeline'));
    const scope = stack.node.root.node.findAll().find(({ node }) => node.path === path)!;
    Validations.of(scope).acknowledge({ id: RULE, reason: 'the other role allows 15 minutes' });
    expect(shownFor(stack)).toEqual([]);
  });

  test('once it is acknowledged between two syntheses', () => {
    const stack = stackOf();
    const access = assuming(stack);
    shownFor(stack);
    Validations.of(access).acknowledge({ id: RULE, reason: 'seen' });
    expect(shownFor(stack)).toEqual([]);
  });

  test.each([
    ['with the prefix that the CDK shows', `annotation::${RULE}`],
    ['without', RULE],
  ])('by its id %s', (_prefix, id) => {
    const stack = stackOf();
    Validations.of(assuming(stack)).acknowledge({ id, reason: 'seen' });
    expect(shownFor(stack)).toEqual([]);
  });

  test('and others are not', () => {
    const stack = stackOf();
    const [one, other] = [new Construct(stack, 'A'), new Construct(stack, 'B')].map((scope) => assuming(scope)) as [
      TemporaryAccess,
      TemporaryAccess,
    ];
    Validations.of(one).acknowledge({ id: RULE, reason: 'seen' });
    Validations.of(other).acknowledge({ id: 'cdk-temporary-access:window-past', reason: 'another matter' });
    expect(shownFor(stack).map(([path]) => path)).toEqual(['/Shop/B/Release']);
  });
});
