import { App, Stack, TimeZone } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Effect, ManagedPolicy, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { AccessWindow, TemporaryAccess, type TemporaryAccessProps } from 'cdk-temporary-access';

type Json = ReturnType<typeof JSON.parse>;

const once = (start: string, end: string): AccessWindow =>
  AccessWindow.once({ start: `2026-12-12T${start}Z`, end: `2026-12-12T${end}Z` });

const MORNING = once('07:00', '09:30');
const EVENING = once('20:00', '21:00');
const MORNING_BOUND = {
  DateGreaterThanEquals: { 'aws:CurrentTime': '2026-12-12T07:00:00Z' },
  DateLessThan: { 'aws:CurrentTime': '2026-12-12T09:30:00Z' },
};
const EVENING_BOUND = {
  DateGreaterThanEquals: { 'aws:CurrentTime': '2026-12-12T20:00:00Z' },
  DateLessThan: { 'aws:CurrentTime': '2026-12-12T21:00:00Z' },
};

const read = (more: Partial<ConstructorParameters<typeof PolicyStatement>[0]> = {}): PolicyStatement =>
  new PolicyStatement({ actions: ['s3:GetObject'], resources: ['arn:aws:s3:::shop/*'], ...more });

function accessWith(props: Partial<TemporaryAccessProps>, context: Record<string, unknown> = {}): TemporaryAccess {
  const stack = new Stack(new App({ context }), 'Shop');
  return new TemporaryAccess(stack, 'Release', {
    role: Role.fromRoleName(stack, 'DeployRole', 'deploy'),
    purpose: 'Deploy the shop front',
    windows: [MORNING],
    ...props,
  });
}

const stackWith = (props: Partial<TemporaryAccessProps>, context?: Record<string, unknown>): Stack =>
  Stack.of(accessWith(props, context));

/** The properties of the stack's one managed policy. */
function policyOf(stack: Stack): Json {
  const [policy, ...others] = Object.values(Template.fromStack(stack).findResources('AWS::IAM::ManagedPolicy'));
  expect(others).toEqual([]);
  return policy!['Properties'];
}

const statementsOf = (props: Partial<TemporaryAccessProps>, context?: Record<string, unknown>): Json[] =>
  policyOf(stackWith(props, context)).PolicyDocument.Statement;

describe('the own policy of an access', () => {
  test('has a constant description, no name, and is attached to nobody', () => {
    const properties = policyOf(stackWith({ statements: [read()] }));
    expect(Object.keys(properties)).toEqual(['Description', 'Path', 'PolicyDocument']);
    expect(properties.Description).toBe('Attached by cdk-temporary-access during declared windows only');
  });

  test('does not exist where only existing policies are given', () => {
    const stack = stackWith({ managedPolicies: [ManagedPolicy.fromAwsManagedPolicyName('ReadOnlyAccess')] });
    Template.fromStack(stack).resourceCountIs('AWS::IAM::ManagedPolicy', 0);
  });

  test('stands beside existing policies once a statement or a grant comes', () => {
    const access = accessWith({ managedPolicies: [ManagedPolicy.fromAwsManagedPolicyName('ReadOnlyAccess')] });
    new Bucket(Stack.of(access), 'Bucket').grantRead(access);
    const template = Template.fromStack(Stack.of(access));
    template.resourceCountIs('AWS::IAM::ManagedPolicy', 1);
    const [declared] = Object.values(template.findResources('Custom::TemporaryAccess'));
    expect(declared!['Properties'].policies).toEqual([
      { Ref: expect.stringMatching(/^ReleasePolicy/) },
      { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::aws:policy/ReadOnlyAccess']] },
    ]);
  });

  test('fails at synth for a statement that only a resource policy can have', () => {
    const stack = stackWith({ statements: [new PolicyStatement({ actions: ['s3:GetObject'] })] });
    expect(() => Template.fromStack(stack)).toThrow('must specify at least one resource');
  });
});

describe('where every window is one-time', () => {
  test('an allowance carries the times of the window', () => {
    expect(statementsOf({ statements: [read()] })).toEqual([
      { Action: 's3:GetObject', Effect: 'Allow', Resource: 'arn:aws:s3:::shop/*', Condition: MORNING_BOUND },
    ]);
  });

  test('an allowance is there once for each window', () => {
    const statements = statementsOf({ statements: [read()], windows: [EVENING, MORNING] });
    expect(statements.map(({ Condition }) => Condition)).toEqual([MORNING_BOUND, EVENING_BOUND]);
  });

  test('windows that overlap or touch are one', () => {
    const windows = [once('07:00', '08:00'), once('07:30', '09:00'), once('09:00', '09:30')];
    expect(statementsOf({ statements: [read()], windows }).map(({ Condition }) => Condition)).toEqual([MORNING_BOUND]);
  });

  test('a grant carries the times too', () => {
    const access = accessWith({});
    new Bucket(Stack.of(access), 'Bucket').grantRead(access);
    expect(policyOf(Stack.of(access)).PolicyDocument.Statement[0].Condition).toEqual(MORNING_BOUND);
  });

  test('a denial stands as it is, once', () => {
    const statements = statementsOf({
      statements: [read(), read({ effect: Effect.DENY, sid: 'NotTheLedger' })],
      windows: [MORNING, EVENING],
    });
    expect(statements.filter(({ Effect: effect }) => effect === 'Deny')).toEqual([
      { Action: 's3:GetObject', Effect: 'Deny', Resource: 'arn:aws:s3:::shop/*', Sid: 'NotTheLedger' },
    ]);
  });

  test('conditions of the statement stay beside the times', () => {
    const conditions = { StringEquals: { 'aws:RequestedRegion': 'eu-west-1' } };
    expect(statementsOf({ statements: [read({ conditions })] })[0].Condition).toEqual({
      ...conditions,
      ...MORNING_BOUND,
    });
  });

  test.each(['aws:CurrentTime', 'aws:currenttime'])(
    'a time of its own in %s stays beside that of the window',
    (key) => {
      const conditions = {
        DateLessThan: { [key]: '2026-12-12T08:00:00Z', 'aws:TokenIssueTime': '2026-12-12T07:30:00Z' },
      };
      expect(statementsOf({ statements: [read({ conditions })] })[0].Condition).toEqual({
        ...conditions,
        DateGreaterThanEquals: MORNING_BOUND.DateGreaterThanEquals,
        DateLessThanIfExists: MORNING_BOUND.DateLessThan,
      });
    },
  );

  test('fails at synth where both spellings of an operator are taken, and does not drop either time', () => {
    const conditions = {
      DateLessThan: { 'aws:CurrentTime': '2026-12-12T08:00:00Z' },
      DateLessThanIfExists: { 'aws:CurrentTime': '2026-12-12T08:30:00Z' },
    };
    const stack = stackWith({ statements: [read({ conditions })] });
    expect(() => Template.fromStack(stack)).toThrow(
      '[Shop/Release] the statement s3:GetObject compares aws:CurrentTime by DateLessThan and by DateLessThanIfExists: ' +
        'a one-time window adds its own time, and finds both taken; keep the stricter of the two [own-time-condition]',
    );
  });

  test('each statement id is there once, whatever ids the others have', () => {
    const sids = ['Read', 'Read2', 'ReadWindow2', 'Write'];
    const statements = statementsOf({
      statements: [...sids.map((sid) => read({ sid })), read({ sid: 'ReadWindow2Copy', effect: Effect.DENY })],
      windows: [MORNING, EVENING],
    });
    const used = statements.map(({ Sid }) => Sid as string);
    expect(new Set(used).size).toBe(9);
    expect(used).toEqual(expect.arrayContaining(sids));
    expect(used.filter((sid) => !/^[A-Za-z0-9]+$/.test(sid))).toEqual([]);
  });

  test('the statement that was handed over is not changed, and may be handed over twice', () => {
    const statement = read({ sid: 'Read' });
    const statements = statementsOf({ statements: [statement], windows: [MORNING, EVENING] });
    expect(statements).toHaveLength(2);
    expect(statement.conditions).toEqual({});
    expect(statementsOf({ statements: [statement] })[0].Condition).toEqual(MORNING_BOUND);
  });

  test('a statement that changes later carries the change and the times', () => {
    const statement = read();
    const stack = stackWith({ statements: [statement], windows: [MORNING, EVENING] });
    statement.addActions('s3:ListBucket');
    const document = policyOf(stack).PolicyDocument;
    expect(document.Statement.map(({ Action }: Json) => Action)).toEqual([
      ['s3:GetObject', 's3:ListBucket'],
      ['s3:GetObject', 's3:ListBucket'],
    ]);
  });

  test('minimizing joins what is allowed at the same times, and never two windows', () => {
    const statements = statementsOf(
      { statements: [read(), read({ actions: ['s3:GetObjectVersion'] })], windows: [MORNING, EVENING] },
      { '@aws-cdk/aws-iam:minimizePolicies': true },
    );
    expect(statements.map(({ Action, Condition }) => [Action, Condition])).toEqual([
      [['s3:GetObject', 's3:GetObjectVersion'], MORNING_BOUND],
      [['s3:GetObject', 's3:GetObjectVersion'], EVENING_BOUND],
    ]);
  });
});

test('where a window recurs, nothing is bounded: the own policy is the same in every week', () => {
  const nightly = AccessWindow.daily({ start: '22:00', end: '06:00', timeZone: TimeZone.EUROPE_LONDON });
  expect(statementsOf({ statements: [read()], windows: [MORNING, nightly] })).toEqual([
    { Action: 's3:GetObject', Effect: 'Allow', Resource: 'arn:aws:s3:::shop/*' },
  ]);
});
