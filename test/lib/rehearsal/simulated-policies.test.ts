import { fromIso } from '../../../lib/core/interval';
import type { AnswersPage, SimulationQuestion } from '../../../lib/core/policy-simulation';
import type { JsonObject } from '../../../lib/assembly/template';
import type { Caller } from '../../../lib/rehearsal/iam-authority';
import { SimulatedIam } from '../../../lib/rehearsal/simulated-iam';
import { SimulatedPolicies } from '../../../lib/rehearsal/simulated-policies';
import { VirtualClock } from '../../../lib/rehearsal/virtual-clock';

const NOW = fromIso('2026-12-01T22:00:00Z')!;
const account = 'arn:aws:iam::123456789012:';
const target = `${account}role/team/deploy`;
const policyOf = (name: string): string => `${account}policy/team/${name}`;
const closer: Caller = { roleArn: `${account}role/closer`, sessionName: 'closer' };
const bucket = 'arn:aws:s3:::shop';
const allow = (more: JsonObject): JsonObject => ({
  Effect: 'Allow',
  Action: 's3:PutObject',
  Resource: bucket,
  ...more,
});
const documentOf = (...statements: JsonObject[]): JsonObject => ({ Version: '2012-10-17', Statement: statements });

interface Setup {
  readonly inline?: JsonObject;
  readonly attached?: Readonly<Record<string, JsonObject>>;
  readonly boundary?: JsonObject;
  readonly closer?: JsonObject;
  readonly pageSize?: number;
}

function simulator(setup: Setup): SimulatedPolicies {
  const iam = new SimulatedIam(new VirtualClock(NOW));
  const boundary = setup.boundary === undefined ? undefined : policyOf('boundary');
  iam.putRole({ arn: target, trust: {}, boundary });
  iam.putRole({ arn: closer.roleArn, trust: {} });
  iam.putInlinePolicy(closer.roleArn, 'Ask', documentOf(setup.closer ?? allow({ Action: 'iam:*', Resource: '*' })));
  iam.putManagedPolicy(policyOf('boundary'), setup.boundary ?? {});
  if (setup.inline !== undefined) {
    iam.putInlinePolicy(target, 'Own', setup.inline);
  }
  Object.entries(setup.attached ?? {}).forEach(([name, document]) => {
    iam.putManagedPolicy(policyOf(name), document);
    iam.attachPermanently(target, policyOf(name));
  });
  return new SimulatedPolicies(iam, setup.pageSize);
}

const question: SimulationQuestion = {
  role: target,
  without: [],
  actions: ['s3:PutObject'],
  resource: bucket,
  at: NOW,
};

function ask(setup: Setup, more: Partial<SimulationQuestion> = {}, marker?: string): AnswersPage {
  return simulator(setup).simulate(closer, { ...question, ...more }, marker);
}

describe('a right that something else still gives', () => {
  test.each<[string, JsonObject]>([
    ['the same action', allow({})],
    ['the same action in another spelling', allow({ Action: 'S3:putobject' })],
    ['a pattern of actions', allow({ Action: 's3:*' })],
    ['everything', allow({ Action: '*', Resource: '*' })],
    ['all actions but others', { Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }],
    ['all resources but others', { Effect: 'Allow', Action: 's3:PutObject', NotResource: 'arn:aws:s3:::other' }],
    [
      'a condition that holds by the time',
      allow({ Condition: { DateLessThan: { 'aws:CurrentTime': '2027-01-01T00:00:00Z' } } }),
    ],
  ])('is allowed by %s', (_what, statement) => {
    const [answer] = ask({ attached: { base: documentOf(statement) } }).answers;

    expect(answer).toMatchObject({
      decision: 'allowed',
      allowedBy: [{ policy: 'base', kind: 'user-managed', line: 1, column: 38 }],
    });
  });

  test.each<[string, JsonObject[]]>([
    ['another action', [allow({ Action: 's3:PutObjectAcl' })]],
    ['another resource', [allow({ Resource: `${bucket}/*` })]],
    ['all actions but this', [{ Effect: 'Allow', NotAction: 's3:*', Resource: '*' }]],
    ['it, and a Deny', [allow({}), { Effect: 'Deny', Action: 's3:Put*', Resource: '*' }]],
    [
      'a condition on the time that has passed',
      [allow({ Condition: { DateLessThan: { 'aws:CurrentTime': '2026-12-01T22:00:00Z' } } })],
    ],
    ['a condition on what nobody told', [allow({ Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } })]],
    ['a condition on a tag', [allow({ Condition: { StringEquals: { 'aws:PrincipalTag/team': 'shop' } } })]],
  ])('is not allowed by %s', (_what, statements) => {
    const [answer] = ask({ attached: { base: documentOf(...statements) } }).answers;

    expect(answer).toMatchObject({ decision: 'not allowed', allowedBy: [] });
  });

  test('is not allowed beyond the boundary of the role', () => {
    const attached = { base: documentOf(allow({})) };

    expect(ask({ attached, boundary: documentOf(allow({})) }).answers[0]?.decision).toBe('allowed');
    expect(ask({ attached, boundary: documentOf(allow({ Action: 'ec2:*' })) }).answers[0]?.decision).toBe(
      'not allowed',
    );
  });

  test('is allowed by each statement that does so by itself, with its place in the text', () => {
    const inline = documentOf(allow({ Action: 's3:GetObject' }), allow({ Action: 's3:Put*' }));
    const { allowedBy } = ask({ inline, attached: { base: documentOf(allow({})) } }).answers[0]!;

    expect(allowedBy).toEqual([
      {
        policy: 'Own',
        kind: 'role',
        line: 1,
        column: JSON.stringify(inline).indexOf('{"Effect":"Allow","Action":"s3:Put') + 1,
      },
      { policy: 'base', kind: 'user-managed', line: 1, column: 38 },
    ]);
  });

  test('is not allowed by what is left out, even if it is attached', () => {
    const attached = { release: documentOf(allow({})) };

    expect(ask({ attached }).answers[0]?.decision).toBe('allowed');
    expect(ask({ attached }, { without: [policyOf('release')] }).answers[0]?.decision).toBe('not allowed');
  });
});

test('keys that nobody told are named, and the time is told', () => {
  const conditional = (key: string): JsonObject => allow({ Condition: { StringEquals: { [key]: 'x' } } });
  const inline = documentOf(
    conditional('aws:CurrentTime'),
    conditional('aws:PrincipalTag/team'),
    conditional('aws:PrincipalTag/team'),
  );

  expect(ask({ inline }).answers[0]?.missingKeys).toEqual(['aws:PrincipalTag/team']);
});

test('the answers come on pages', () => {
  const setup = { pageSize: 2 };
  const actions = ['s3:GetObject', 's3:PutObject', 's3:ListBucket'];
  const { answers, marker } = ask(setup, { actions });

  expect(answers.map(({ action }) => action)).toEqual(['s3:GetObject', 's3:PutObject']);
  expect(ask(setup, { actions }, marker)).toMatchObject({ answers: [{ action: 's3:ListBucket' }], marker: undefined });
});

describe('a question fails', () => {
  test.each(['s3:*', 's3:Get?bject', '*', 's3'])('for %s, which is no action', (action) => {
    expect(() => ask({}, { actions: ['s3:PutObject', action] })).toThrow(
      expect.objectContaining({ failure: 'refused' }),
    );
  });

  test('for a role that is not there', () => {
    expect(() => ask({}, { role: `${account}role/nobody` })).toThrow(expect.objectContaining({ failure: 'absent' }));
  });

  test('without the right to ask about this role', () => {
    const elsewhere = allow({ Action: 'iam:SimulatePrincipalPolicy', Resource: `${account}role/other` });

    expect(() => ask({ closer: elsewhere })).toThrow(expect.objectContaining({ failure: 'denied' }));
  });
});

describe('the text of a policy', () => {
  const attached = { base: documentOf(allow({})) };

  test('is read in two calls', () => {
    const policies = simulator({ attached });
    const version = policies.defaultVersion(closer, policyOf('base'));

    expect(JSON.parse(policies.document(closer, policyOf('base'), version))).toEqual(attached.base);
    expect(() => policies.document(closer, policyOf('base'), 'v9')).toThrow(
      expect.objectContaining({ failure: 'absent' }),
    );
  });

  test('is nothing where no template makes the policy, and absent where there is none', () => {
    const policies = simulator({});

    expect(policies.document(closer, 'arn:aws:iam::aws:policy/ReadOnlyAccess', 'v1')).toBe('{}');
    expect(() => policies.defaultVersion(closer, policyOf('gone'))).toThrow(
      expect.objectContaining({ failure: 'absent' }),
    );
  });

  test('is denied without the rights to both', () => {
    const mayGet = (Action: string): SimulatedPolicies =>
      simulator({ attached, closer: allow({ Action, Resource: '*' }) });

    expect(() => mayGet('iam:GetPolicyVersion').defaultVersion(closer, policyOf('base'))).toThrow('iam:GetPolicy');
    expect(() => mayGet('iam:GetPolicy').document(closer, policyOf('base'), 'v1')).toThrow('iam:GetPolicyVersion');
  });
});
