/**
 * One list of what the handler relies on, asked of moto and of the rehearsal's IAM and Scheduler alike.
 *
 * Both are asked through the handler's own ports, so moto's answers go through the adapters that run in Lambda. Where
 * one of them differs from what AWS documents, the check says which and why.
 */
import { AttachRolePolicyCommand, CreatePolicyCommand, CreateRoleCommand } from '@aws-sdk/client-iam';
import { CreateScheduleCommand, CreateScheduleGroupCommand } from '@aws-sdk/client-scheduler';
import { epochMs } from '../../lib/core/interval';
import type { Policies } from '../../lib/core/policy-simulation';
import {
  failureOf,
  type Roles,
  type Schedules,
  type ScheduleState,
  type ScheduleTarget,
  type Session,
  type Sessions,
} from '../../lib/core/world';
import { SimulatedAws } from '../../lib/rehearsal/simulated-aws';
import type { Caller } from '../../lib/rehearsal/iam-authority';
import { SimulatedPolicies } from '../../lib/rehearsal/simulated-policies';
import { rolesOf, sessionsOf } from '../../lambda/aws/iam';
import { policiesOf } from '../../lambda/aws/policies';
import { schedulesOf } from '../../lambda/aws/scheduler';
import { ACCOUNT, awsAt, describeOnMoto, motoEndpoint, REGION } from './aws';

interface Subject {
  readonly roles: Roles;
  /** Moto has no simulator of policies. */
  readonly policies: Omit<Policies, 'simulatePage'>;
  readonly sessions: Sessions;
  readonly schedules: Schedules;
  /** A role below `/delivery/`, and the ARN that it gets. */
  makeRole(name: string): Promise<string>;
  makePolicy(name: string): Promise<string>;
  attachByHand(role: string, policy: string): Promise<void>;
  makeSchedule(name: string, state: ScheduleState): Promise<void>;
}

const GROUP = 'Contract';
const CLOSER: ScheduleTarget = {
  arn: `arn:aws:lambda:${REGION}:${ACCOUNT}:function:closer`,
  roleArn: `arn:aws:iam::${ACCOUNT}:role/end`,
  deadLetterArn: `arn:aws:sqs:${REGION}:${ACCOUNT}:undelivered`,
};
const AT_MIDDAY = { expression: 'at(2027-12-12T12:00:00)', input: '{"a":1}', target: CLOSER };
const ANYTHING = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
const anyoneOf = (account: string): object => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: `arn:aws:iam::${account}:root` } }],
});

function simulated(): Subject {
  const aws = new SimulatedAws({ from: epochMs(Date.parse('2026-12-01T00:00:00Z')), seed: 1 });
  const arnOf = (role: string): string => `arn:aws:iam::${ACCOUNT}:role/delivery/${role}`;
  const put = (name: string): string => {
    const arn = arnOf(name);
    aws.iam.putRole({ arn, trust: anyoneOf(ACCOUNT) as never });
    aws.iam.putInlinePolicy(arn, 'All', ANYTHING);
    return arn;
  };
  const caller: Caller = { roleArn: put('Handler'), sessionName: 'handler' };
  const scheduleArn = (name: string): string => `arn:aws:scheduler:${REGION}:${ACCOUNT}:schedule/${GROUP}/${name}`;
  // The ports of the simulation answer at once; `async` turns what they throw into what a call throws.
  /* eslint-disable @typescript-eslint/require-await */
  const rolesAs = (who: Caller): Roles => ({
    attachedPage: async (role, marker) => aws.iam.listAttached(who, role, marker),
  });
  const policies = new SimulatedPolicies(aws.iam);
  return {
    roles: rolesAs(caller),
    policies: {
      defaultVersion: async (policy) => policies.defaultVersion(caller, policy),
      document: async (policy, version) => policies.document(caller, policy, version),
    },
    sessions: {
      assume: async (role, name, policy) => {
        const session = aws.iam.assume(caller, role, name, policy);
        return {
          ...rolesAs(session),
          attach: async (target, attached) => {
            aws.iam.attach(session, target, attached);
          },
          detach: async (target, detached) => {
            aws.iam.detach(session, target, detached);
          },
        };
      },
    },
    schedules: {
      get: async (name) => aws.scheduler.get(caller, scheduleArn(name)),
      namesPage: async (prefix) => aws.scheduler.namesLike(caller, scheduleArn(prefix)),
      create: async (name, schedule) => {
        aws.scheduler.create(caller, scheduleArn(name), schedule);
      },
      remove: async (name) => {
        aws.scheduler.delete(caller, scheduleArn(name));
      },
    },
    makeRole: async (name) => put(name),
    makePolicy: async (name) => {
      const arn = `arn:aws:iam::${ACCOUNT}:policy/${name}`;
      aws.iam.putManagedPolicy(arn, ANYTHING);
      return arn;
    },
    attachByHand: async (role, policy) => {
      aws.iam.attachPermanently(role, policy);
    },
    makeSchedule: async (name, { target, ...state }) => {
      const names = { arn: scheduleArn(name), group: GROUP, name, account: ACCOUNT };
      const called = { target: target.arn, targetRole: target.roleArn, deadLetterArn: target.deadLetterArn };
      const unbounded = { startDate: undefined, endDate: undefined, deletedOnceDone: false };
      aws.scheduler.put({ ...names, ...called, ...state, ...unbounded });
    },
  };
  /* eslint-enable @typescript-eslint/require-await */
}

function moto(): Subject {
  const endpoint = motoEndpoint();
  // The adapter makes clients of its own for sessions, from the environment of the function.
  Object.assign(process.env, { AWS_ENDPOINT_URL: endpoint, AWS_REGION: REGION });
  const { iam, scheduler, sts } = awsAt(endpoint);
  const once = (state: ScheduleState): object => ({
    State: state.enabled ? 'ENABLED' : 'DISABLED',
    ScheduleExpression: state.expression,
    ScheduleExpressionTimezone: state.timeZone,
    FlexibleTimeWindow: { Mode: 'OFF' },
    Target: {
      Arn: state.target.arn,
      RoleArn: state.target.roleArn,
      Input: state.input,
      ...(state.target.deadLetterArn === undefined ? {} : { DeadLetterConfig: { Arn: state.target.deadLetterArn } }),
    },
  });
  const group = scheduler.send(new CreateScheduleGroupCommand({ Name: GROUP }));
  return {
    roles: rolesOf(iam),
    policies: policiesOf(iam),
    sessions: sessionsOf(sts),
    schedules: schedulesOf(scheduler, GROUP),
    makeRole: async (RoleName) => {
      const AssumeRolePolicyDocument = JSON.stringify(anyoneOf(ACCOUNT));
      const made = await iam.send(new CreateRoleCommand({ RoleName, Path: '/delivery/', AssumeRolePolicyDocument }));
      return made.Role!.Arn!;
    },
    makePolicy: async (PolicyName) => {
      const PolicyDocument = JSON.stringify(ANYTHING);
      return (await iam.send(new CreatePolicyCommand({ PolicyName, PolicyDocument }))).Policy!.Arn!;
    },
    attachByHand: async (role, PolicyArn) => {
      await iam.send(new AttachRolePolicyCommand({ RoleName: role.slice(role.lastIndexOf('/') + 1), PolicyArn }));
    },
    makeSchedule: async (Name, state) => {
      await group;
      await scheduler.send(new CreateScheduleCommand({ GroupName: GROUP, Name, ...once(state) } as never));
    },
  };
}

async function failureIn(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return 'no failure';
  } catch (error) {
    return failureOf(error) ?? String(error);
  }
}

const WORLDS = [
  { world: 'the rehearsal', subjectOf: simulated, where: describe },
  { world: 'moto', subjectOf: moto, where: describeOnMoto },
];

for (const { world, subjectOf, where } of WORLDS) {
  where(world, () => {
    checks(world, subjectOf);
  });
}

function checks(world: string, subjectOf: () => Subject): void {
  let subject: Subject;
  beforeAll(() => {
    subject = subjectOf();
  });
  const onMoto = world === 'moto';
  let roles = 0;

  async function roleAndPolicy(): Promise<{ arn: string; name: string; policy: string; session: Session }> {
    const name = `Role${++roles}`;
    const arn = await subject.makeRole(name);
    const session = await subject.sessions.assume(arn, 'open-Release', undefined);
    return { arn, name, policy: await subject.makePolicy(`Policy${roles}`), session };
  }

  test('lists a role by its friendly name, whatever its path', async () => {
    const { name, arn } = await roleAndPolicy();
    expect(await subject.roles.attachedPage(name, undefined)).toMatchObject({ policies: [], marker: undefined });
    expect(await failureIn(subject.roles.attachedPage(arn.split(':role/')[1]!, undefined))).not.toBe('no failure');
  });

  test('reads the text of a policy by the version in force, and none of a policy that is not there', async () => {
    const { policy } = await roleAndPolicy();
    const version = await subject.policies.defaultVersion(policy);
    expect(version).toBe('v1');
    expect(JSON.parse(await subject.policies.document(policy, version))).toEqual(ANYTHING);
    expect(await failureIn(subject.policies.defaultVersion(`${policy}-of-nobody`))).toBe('absent');
    expect(await failureIn(subject.policies.document(policy, 'v9'))).toBe('absent');
  });

  test('lists what is attached a hundred at a time, with a marker on every page but the last', async () => {
    const { arn, name } = await roleAndPolicy();
    const made: string[] = [];
    for (let index = 0; index < 101; index++) {
      const policy = await subject.makePolicy(`Many${index}`);
      await subject.attachByHand(arn, policy);
      made.push(policy);
    }
    const first = await subject.roles.attachedPage(name, undefined);
    expect(first.policies).toHaveLength(100);
    const second = await subject.roles.attachedPage(name, first.marker);
    expect(second.marker).toBeUndefined();
    expect([...first.policies, ...second.policies].sort()).toEqual(made.sort());
  });

  test('attaches once, however often it is asked', async () => {
    const { name, policy, session } = await roleAndPolicy();
    await session.attach(name, policy);
    await session.attach(name, policy);
    expect((await session.attachedPage(name, undefined)).policies).toEqual([policy]);
    await session.detach(name, policy);
    expect((await session.attachedPage(name, undefined)).policies).toEqual([]);
  });

  test('says that there is no such thing when it is to detach what is not attached', async () => {
    const { name, policy, session } = await roleAndPolicy();
    expect(await failureIn(session.detach(name, policy))).toBe('absent');
  });

  test('says the same of a role that is not there, and of a policy', async () => {
    const { name, policy, session } = await roleAndPolicy();
    expect(await failureIn(subject.roles.attachedPage('Nobody', undefined))).toBe('absent');
    expect(await failureIn(session.attach('Nobody', policy))).toBe('absent');
    expect(await failureIn(session.detach('Nobody', policy))).toBe('absent');
    expect(await failureIn(session.attach(name, `arn:aws:iam::${ACCOUNT}:policy/Nothing`))).toBe('absent');
    expect(await failureIn(session.detach(name, `arn:aws:iam::${ACCOUNT}:policy/Nothing`))).toBe('absent');
  });

  test('gives a schedule back as it was made', async () => {
    const enabled = { ...AT_MIDDAY, enabled: true, timeZone: 'UTC' };
    const disabled = {
      ...{ enabled: false, expression: 'cron(0 20 ? * TUE *)', timeZone: 'Europe/London', input: '{}' },
      target: { ...CLOSER, deadLetterArn: undefined },
    };
    await subject.makeSchedule('once', enabled);
    await subject.makeSchedule('weekly', disabled);
    expect(await subject.schedules.get('once')).toEqual(enabled);
    expect(await subject.schedules.get('weekly')).toEqual(disabled);
    expect(await failureIn(subject.schedules.get('none'))).toBe('absent');
  });

  test('gives back a schedule that was made at run time, armed and in UTC', async () => {
    await subject.makeSchedule('beside', { ...AT_MIDDAY, enabled: true, timeZone: 'UTC' });
    await subject.schedules.create('lease-Made-1', { ...AT_MIDDAY, description: 'Closes Made' });
    expect(await subject.schedules.get('lease-Made-1')).toEqual({ ...AT_MIDDAY, enabled: true, timeZone: 'UTC' });
  });

  test('makes no second schedule of a name, and leaves the first as it is', async () => {
    await subject.schedules.create('lease-Twice-1', { ...AT_MIDDAY, description: 'first' });
    const again = subject.schedules.create('lease-Twice-1', { ...AT_MIDDAY, input: '{"b":2}', description: 'second' });
    expect(await failureIn(again)).toBe('conflict');
    expect((await subject.schedules.get('lease-Twice-1')).input).toBe(AT_MIDDAY.input);
  });

  test('removes a schedule once, and its name is free again', async () => {
    await subject.schedules.create('hold-Gone-abcdefgh', { ...AT_MIDDAY, description: 'Keeps Gone closed' });
    await subject.schedules.remove('hold-Gone-abcdefgh');
    expect(await failureIn(subject.schedules.get('hold-Gone-abcdefgh'))).toBe('absent');
    expect(await failureIn(subject.schedules.remove('hold-Gone-abcdefgh'))).toBe('absent');
    const again = subject.schedules.create('hold-Gone-abcdefgh', { ...AT_MIDDAY, description: 'Keeps Gone closed' });
    expect(await failureIn(again)).toBe('no failure');
  });

  test('lists the names that begin so, of every page and of no other', async () => {
    const names = ['hold-Listed-abcdefgh', 'hold-Listed-12345678', 'hold-Listed-more-abcdefgh'];
    for (const name of [...names, 'hold-List-abcdefgh', 'lease-Listed-1']) {
      await subject.schedules.create(name, { ...AT_MIDDAY, description: 'Keeps it closed' });
    }
    expect([...(await subject.schedules.namesPage('hold-Listed-', undefined)).names].sort()).toEqual(names.sort());
    expect(await subject.schedules.namesPage('hold-Nobody-', undefined)).toEqual({ names: [], marker: undefined });
  });

  test('takes names of 64 characters', async () => {
    const name = `lease-${'A.b_c-d'.repeat(8)}-1`;
    expect(name).toHaveLength(64);
    await subject.schedules.create(name, { ...AT_MIDDAY, description: 'Closes it' });
    expect(await failureIn(subject.schedules.get(name))).toBe('no failure');
  });

  test('refuses policies beyond the quota of the role (moto knows no quota)', async () => {
    const { arn, name, session } = await roleAndPolicy();
    for (let index = 0; index < 10; index++) {
      await subject.attachByHand(arn, await subject.makePolicy(`Full${index}`));
    }
    const beyond = await subject.makePolicy('Beyond');
    expect(await failureIn(session.attach(name, beyond))).toBe(onMoto ? 'no failure' : 'refused');
  });

  test('lets nobody take on a role that is not there (moto does, until it enforces IAM)', async () => {
    const assuming = subject.sessions.assume(`arn:aws:iam::${ACCOUNT}:role/Nobody`, 'open-Release', undefined);
    expect(await failureIn(assuming)).toBe(onMoto ? 'no failure' : 'denied');
  });

  test('takes session names of 64 characters', async () => {
    const { arn } = await roleAndPolicy();
    const name = `close-${'A.b_c-d'.repeat(8)}xx`;
    expect(name).toHaveLength(64);
    expect(await failureIn(subject.sessions.assume(arn, name, undefined))).toBe('no failure');
  });

  test('holds a session to its session policy (moto evaluates none)', async () => {
    const { arn, name, policy } = await roleAndPolicy();
    const past = { DateLessThan: { 'aws:CurrentTime': '2020-01-01T00:00:00Z' } };
    const document = { Statement: [{ Effect: 'Allow', Action: '*', Resource: '*', Condition: past }] };
    const late = await subject.sessions.assume(arn, 'open-Release', JSON.stringify(document));
    expect(await failureIn(late.attach(name, policy))).toBe(onMoto ? 'no failure' : 'denied');
  });
}
