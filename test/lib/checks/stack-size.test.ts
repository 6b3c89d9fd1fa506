/** The warning of a stack that is getting full: of what CloudFormation will count, told once, on the controller. */
import { App, CfnElement, CfnResource, NestedStack, Stack, Validations } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Policy } from 'aws-cdk-lib/aws-iam';
import { AccessController } from 'cdk-temporary-access';
import { accessIn, messagesOf, roleIn, stackOf, type Warned } from '../fixture';

const RULE = 'cdk-temporary-access:stack-nearly-full';
/** The controller, an access with one window, and the role that is not of this library. */
const [CONTROLLER, ACCESS, ROLE] = [31, 5, 1] as const;

/** A part of a template as it is. */
class Fragment extends CfnElement {
  public override _toCloudFormation(): object {
    const one = { Type: 'AWS::CloudFormation::WaitConditionHandle' };
    return { Resources: { One: one, Two: one } };
  }
}

/** Resources of one's own. */
function fill(stack: Stack, count: number): void {
  for (let index = 0; index < count; index++) {
    new CfnResource(stack, `Own${index}`, { type: 'AWS::CloudFormation::WaitConditionHandle' });
  }
}

function warningsOf(stack: Stack): Warned[] {
  return messagesOf(stack).filter(({ text }) => text.includes(RULE));
}

/** A stack with an access, whose template has so many resources. */
function stackWith(count: number, stack = stackOf()): Stack {
  accessIn(stack);
  fill(stack, count - CONTROLLER - ACCESS - ROLE);
  return stack;
}

function countIn(stack: Stack): number {
  return Object.keys(Template.fromStack(stack).toJSON()['Resources']).length;
}

describe('a stack with an access', () => {
  test('is not warned of at 399 resources', () => {
    const stack = stackWith(399);
    expect(countIn(stack)).toBe(399);
    expect(warningsOf(stack)).toEqual([]);
  });

  test('is warned of at 400, once, on its controller, with what is ours, the limit and how to split', () => {
    const stack = stackWith(400);
    expect(countIn(stack)).toBe(400);
    const [warned, ...others] = warningsOf(stack);
    expect(others).toEqual([]);
    expect(warned).toMatchObject({ path: '/Shop/CdkTemporaryAccess/Default', level: 'warning' });
    for (const part of [
      'stack Shop has 400 resources, 36 of them for its access, and CloudFormation takes 500',
      'by team or by stage',
      'windows are the same',
      'goes in one deployment and comes in the next',
    ]) {
      expect(warned?.text).toContain(part);
    }
  });

  test('is warned of on the controller that was given settings, with the number of its accesses', () => {
    const stack = stackWith(400 - ACCESS - ROLE);
    new AccessController(stack, 'Settings');
    accessIn(stack, { role: roleIn(stack, 'Second') }, 'Another');
    const [warned, ...others] = warningsOf(stack);
    expect(others).toEqual([]);
    expect(warned?.path).toBe('/Shop/Settings');
    expect(warned?.text).toContain('400 resources, 41 of them for its 2 accesses');
  });
});

describe('counted is', () => {
  test('what is deployed: no policy without a statement', () => {
    const stack = stackWith(399);
    new Policy(stack, 'Empty');
    expect(countIn(stack)).toBe(399);
    expect(warningsOf(stack)).toEqual([]);
  });

  test('every resource of an element that has several', () => {
    const stack = stackWith(398);
    new Fragment(stack, 'Included');
    expect(countIn(stack)).toBe(400);
    expect(warningsOf(stack)).toHaveLength(1);
  });

  test('what the CDK adds itself', () => {
    const stack = stackWith(
      399,
      new Stack(new App({ analyticsReporting: true }), 'Shop', { env: { region: 'eu-west-2' } }),
    );
    expect(countIn(stack)).toBe(400);
    expect(warningsOf(stack)).toHaveLength(1);
  });

  test('a nested stack for itself', () => {
    const stack = stackWith(398);
    const nested = stackWith(400, new NestedStack(stack, 'Nested'));
    // The parent has the resource that is the nested stack, and no more of it.
    expect([countIn(stack), countIn(nested)]).toEqual([399, 400]);
    expect(warningsOf(stack).map(({ path }) => path)).toEqual(['/Shop/Nested/CdkTemporaryAccess/Default']);
  });

  test('nothing where the stack has no access', () => {
    const stack = stackOf();
    new AccessController(stack, 'Settings');
    fill(stack, 400);
    expect(warningsOf(stack)).toEqual([]);
  });
});

test('can be acknowledged, on the stack', () => {
  const stack = stackWith(400);
  Validations.of(stack).acknowledge({ id: RULE, reason: 'it does not grow any more' });
  expect(warningsOf(stack)).toEqual([]);
});
