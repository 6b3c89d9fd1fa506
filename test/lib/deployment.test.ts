/**
 * What CloudFormation may and may not do first, computed from the references of a synthesized template.
 *
 * It creates a resource after everything that the resource refers to or depends on, and deletes in reverse. Nothing
 * else is promised, so nothing else is asserted.
 */
import { Template } from 'aws-cdk-lib/assertions';
import { ManagedPolicy } from 'aws-cdk-lib/aws-iam';
import { createOrder, dependenciesOf, reachable } from '../../lib/rehearsal/deployment-order';
import { type Json, accessIn, readObjects, roleIn, saturday, nightly, stackOf } from './fixture';

const stack = stackOf();
const deployRole = roleIn(stack);
const shared = new ManagedPolicy(stack, 'Shared', { statements: [readObjects()] });
accessIn(stack, { role: deployRole, windows: [nightly(), saturday()], managedPolicies: [shared] }, 'Release');
accessIn(stack, { role: deployRole }, 'Migration');
const json = Template.fromStack(stack).toJSON();
const resources = json['Resources'] as Record<string, { Type: string; Properties: Json }>;
const dependencies = dependenciesOf(json);

const all = Object.keys(resources);
const named = (pattern: RegExp): string[] => all.filter((id) => pattern.test(id));
const one = (pattern: RegExp): string => {
  const [id, ...more] = named(pattern);
  if (id === undefined || more.length > 0) {
    throw new Error(`expected one resource like ${String(pattern)}, found ${[id, ...more].join(', ')}`);
  }
  return id;
};
/** What has to be there before a resource is made, and still is while it is deleted. */
const standsBefore = (id: string): string[] => [...reachable(dependencies, id)];

const admission = one(/Admission/);
const sweep = one(/Sweep[^H]/);
const deployment = one(/^CdkTemporaryAccessDeployment/);
const access = named(/^Release/).find((id) => resources[id]?.Type === 'Custom::TemporaryAccess')!;
const ends = named(/^Release.*End/);
const starts = named(/^Release.*Start/);
const controller = named(/^CdkTemporaryAccessController/);

test('there is an order', () => {
  expect(createOrder(json)).toHaveLength(all.length);
});

describe('on create', () => {
  test('the admission looks before anything that could detach knows of a pair', () => {
    for (const id of [sweep, ...ends]) {
      expect(standsBefore(id)).toContain(admission);
    }
    expect(standsBefore(admission)).not.toContain(sweep);
  });

  test('functions, permissions, queues and alarms stand before the admission', () => {
    expect(controller.length).toBeGreaterThan(20);
    expect(standsBefore(admission)).toEqual(expect.arrayContaining(controller));
  });

  test('sweep and ends are armed before an access is declared, and declared before it can start', () => {
    expect(ends).toHaveLength(2);
    expect(starts).toHaveLength(2);
    expect(standsBefore(access)).toEqual(expect.arrayContaining([sweep, ...ends]));
    for (const start of starts) {
      expect(standsBefore(start)).toContain(access);
      expect(standsBefore(start)).toEqual(expect.arrayContaining([sweep, ...ends]));
    }
  });

  test('the deployment opens what is due only when all starts stand', () => {
    expect(standsBefore(deployment)).toEqual(expect.arrayContaining([...starts, ...named(/^Migration.*Start/)]));
  });
});

describe('on delete', () => {
  test('the starts go before the detach', () => {
    for (const start of [...starts, deployment]) {
      expect(standsBefore(access)).not.toContain(start);
    }
  });

  test('alarms, queues, ends, sweep, functions, roles and policies all still stand while removal is proved', () => {
    const needed = all.filter(
      (id) => ![access, deployment, ...starts].includes(id) && !id.startsWith('Migration') && id !== 'CDKMetadata',
    );
    expect(standsBefore(access).sort()).toEqual(expect.arrayContaining(needed));
    expect(needed).toEqual(expect.arrayContaining([sweep, ...ends, ...controller, ...named(/^Release.*Policy/)]));
  });
});

describe('on the replacement of a pair', () => {
  const attachmentRole = resources[one(/^ReleaseAttachmentRole/)]!;

  test('the attachment role is replaced with the real role, own policy and shared policy, by its path', () => {
    expect(JSON.stringify(attachmentRole.Properties.Path['Fn::Join'][1].filter((part: unknown) => part !== '/'))).toBe(
      JSON.stringify([
        '/temporary-access/',
        { 'Fn::Select': [2, { 'Fn::Split': ['/', { Ref: 'AWS::StackId' }] }] },
        { Ref: one(/^DeployRole/) },
        { 'Fn::GetAtt': [one(/^ReleasePolicy/), 'PolicyId'] },
        { 'Fn::GetAtt': [one(/^Shared/), 'PolicyId'] },
      ]),
    );
  });

  test('the access is told in the main phase, after the new attachment role and before any new start', () => {
    expect(resources[access]?.Properties.attachmentRole['Fn::GetAtt'][0]).toBe(one(/^ReleaseAttachmentRole/));
    expect(resources[access]?.Properties.role).toEqual({ 'Fn::GetAtt': [one(/^DeployRole/), 'Arn'] });
    expect(resources[access]?.Properties.policies).toEqual([{ Ref: one(/^ReleasePolicy/) }, { Ref: one(/^Shared/) }]);
  });
});
