/** The whole play, with the real handler on templates of the real constructs. */
import { AccessWindow, TemporaryAccess } from 'cdk-temporary-access';
import { NestedStack, Stack, Stage, TimeZone } from 'aws-cdk-lib';
import { ManagedPolicy, Role } from 'aws-cdk-lib/aws-iam';
import { rehearse } from '../../../lib/rehearsal/rehearsal';
import type { OccurrenceReport, RehearsalReport } from '../../../lib/rehearsal/report';
import {
  at,
  edited,
  ofType,
  removeFolders,
  role,
  synthesized,
  type Untyped,
  weekly,
  withHandler,
  writing,
} from './assembly-fixture';

afterAll(removeFolders);

interface Play {
  readonly from?: string;
  readonly until?: string;
  readonly seed?: number;
  readonly playIdleSweeps?: boolean;
}

function play(
  folder: string,
  { from = '2026-12-01', until = '2026-12-29', seed = 1, ...more }: Play = {},
): Promise<RehearsalReport> {
  return rehearse({ folder, from: at(from), until: at(until), seed, ...more });
}

let assembly = '';
beforeAll(() => {
  assembly = synthesized(weekly);
});

describe('a weekly window', () => {
  test('opens, closes and is verified each time, within Scheduler’s minute', async () => {
    const report = await play(assembly);
    expect(report.violations).toEqual([]);
    const [access] = report.accesses;
    expect(access).toMatchObject({ id: 'Release', stack: 'Shop', purpose: 'Release train' });
    expect(access!.occurrences.map(({ start, end }) => [start, end])).toEqual([
      ['2026-12-07T20:00:00Z', '2026-12-07T22:00:00Z'],
      ['2026-12-14T20:00:00Z', '2026-12-14T22:00:00Z'],
      ['2026-12-21T20:00:00Z', '2026-12-21T22:00:00Z'],
      ['2026-12-28T20:00:00Z', '2026-12-28T22:00:00Z'],
    ]);
    for (const occurrence of access!.occurrences) {
      const { attachedAt, detachedAt, verifiedAt, overrunSeconds } = complete(occurrence);
      expect(attachedAt).toBeGreaterThanOrEqual(at(occurrence.start));
      expect(attachedAt).toBeLessThan(at(occurrence.start) + 62_000);
      expect(detachedAt).toBeGreaterThanOrEqual(at(occurrence.end));
      expect(overrunSeconds).toBe((detachedAt - at(occurrence.end)) / 1000);
      expect(overrunSeconds).toBeLessThan(62);
      // IAM gets six seconds to settle.
      expect(verifiedAt - detachedAt).toBeGreaterThanOrEqual(6_000);
    }
  });

  test('gives the same report for the same seed, and other times for another', async () => {
    const [one, same, other] = [await play(assembly), await play(assembly), await play(assembly, { seed: 2 })];
    expect(JSON.stringify(same)).toBe(JSON.stringify(one));
    expect(other.accesses[0]!.occurrences[0]!.attachedAt).not.toBe(one.accesses[0]!.occurrences[0]!.attachedAt);
    expect(other.violations).toEqual([]);
  });

  test('gives the same report when idle sweeps are played too', async () => {
    const short = { from: '2026-12-07T12:00:00Z', until: '2026-12-08' };
    const all = await play(assembly, { ...short, playIdleSweeps: true });
    expect(all).toEqual(await play(assembly, short));
    expect(all.accesses[0]!.occurrences).toHaveLength(1);
  });

  test('opens at once when it is deployed inside a window', async () => {
    const { accesses, violations } = await play(assembly, { from: '2026-12-07T21:00:00Z', until: '2026-12-08' });
    expect(violations).toEqual([]);
    expect(accesses[0]!.occurrences).toHaveLength(1);
    const { attachedAt, detachedAt } = complete(accesses[0]!.occurrences[0]!);
    expect(attachedAt - at('2026-12-07T21:00:00Z')).toBeLessThan(5_000);
    expect(detachedAt).toBeGreaterThanOrEqual(at('2026-12-07T22:00:00Z'));
  });

  test('is no violation when it is over before the deployment is', async () => {
    const { accesses, violations } = await play(assembly, { from: '2026-12-07T21:59:59.950Z', until: '2026-12-08' });
    expect(violations).toEqual([]);
    expect(accesses[0]!.occurrences).toMatchObject([{ attachedAt: null, overrunSeconds: 0 }]);
  });

  test('is played to its end when it is still open at the last moment', async () => {
    const { accesses, violations } = await play(assembly, { until: '2026-12-07T20:30:00Z' });
    expect(violations).toEqual([]);
    expect(complete(accesses[0]!.occurrences[0]!).verifiedAt).toBeGreaterThan(at('2026-12-07T22:00:00Z'));
  });

  test('is not listed when it starts at the last moment', async () => {
    const { accesses, violations } = await play(assembly, { until: '2026-12-07T20:00:00Z' });
    expect(accesses[0]!.occurrences).toEqual([]);
    expect(violations).toEqual([]);
  });
});

describe('clocks that change', () => {
  const nightly = (end: string): string =>
    synthesized((app) => {
      const stack = new Stack(app, 'Shop');
      new TemporaryAccess(stack, 'Night', {
        role: role(stack),
        purpose: 'Night job',
        windows: [AccessWindow.daily({ start: '23:00', end, timeZone: TimeZone.EUROPE_LONDON })],
        statements: [writing],
      });
    });

  test('an end in the gap of spring is left to the sweep', async () => {
    // Sweeps are due three minutes after a full hour.
    const times = { from: '2027-03-27T00:03:00Z', until: '2027-03-29' };
    const { accesses, violations } = await play(nightly('01:30'), times);
    expect(violations).toEqual([]);
    const night = accesses[0]!.occurrences.find(({ start }) => start === '2027-03-27T23:00:00Z')!;
    expect(night).toMatchObject({ end: '2027-03-28T01:00:00Z', endSkipped: true });
    expect(night.overrunSeconds).toBeGreaterThanOrEqual(3 * 60);
    expect(night.overrunSeconds).toBeLessThan(4 * 60 + 2);
    expect(accesses[0]!.occurrences.filter(({ endSkipped }) => endSkipped)).toHaveLength(1);
  });

  test('an end that comes twice in autumn closes at the first', async () => {
    const { accesses, violations } = await play(nightly('01:30'), { from: '2027-10-30', until: '2027-10-31' });
    expect(violations).toEqual([]);
    const night = accesses[0]!.occurrences.at(-1)!;
    expect(night).toMatchObject({ start: '2027-10-30T22:00:00Z', end: '2027-10-31T00:30:00Z', endSkipped: false });
    expect(night.overrunSeconds).toBeLessThan(62);
  });
});

test('windows that overlap or touch are one opening', async () => {
  const folder = synthesized((app) => {
    const stack = new Stack(app, 'Shop');
    const window = (start: string, end: string): AccessWindow =>
      AccessWindow.daily({ start, end, timeZone: TimeZone.ETC_UTC });
    new TemporaryAccess(stack, 'Release', {
      role: role(stack),
      purpose: 'Release train',
      windows: [window('08:00', '10:00'), window('09:00', '11:00'), window('11:00', '12:00')],
      statements: [writing],
    });
  });
  const { accesses, violations } = await play(folder, { until: '2026-12-04' });
  expect(violations).toEqual([]);
  expect(accesses[0]!.occurrences.map(({ start, end, windows }) => [start, end, windows])).toEqual([
    ['2026-12-01T08:00:00Z', '2026-12-01T12:00:00Z', ['1', '2', '3']],
    ['2026-12-02T08:00:00Z', '2026-12-02T12:00:00Z', ['1', '2', '3']],
    ['2026-12-03T08:00:00Z', '2026-12-03T12:00:00Z', ['1', '2', '3']],
  ]);
});

test('an opening that begins while the last one is played to its end is not listed, and is no violation', async () => {
  const folder = synthesized((app) => {
    const stack = new Stack(app, 'Shop');
    const window = (start: string, end: string): AccessWindow =>
      AccessWindow.daily({ start, end, timeZone: TimeZone.ETC_UTC });
    new TemporaryAccess(stack, 'Release', {
      role: role(stack),
      purpose: 'Release train',
      windows: [window('20:00', '22:00'), window('22:30', '23:30')],
      statements: [writing],
    });
  });
  const { accesses, violations } = await play(folder, { until: '2026-12-01T21:00:00Z' });
  expect(violations).toEqual([]);
  expect(accesses[0]!.occurrences.map(({ start }) => start)).toEqual(['2026-12-01T20:00:00Z']);
});

test('accesses of stages, nested stacks, other stacks’ roles and imported roles are all played', async () => {
  const folder = synthesized((app) => {
    const stage = new Stage(app, 'Prod', { env: { account: '111111111111', region: 'eu-west-2' } });
    const roles = new Stack(stage, 'Roles');
    const shared = role(roles);
    const windows = [
      AccessWindow.once({ start: '2026-12-02T08:00', end: '2026-12-02T09:00', timeZone: TimeZone.ETC_UTC }),
    ];
    const purpose = 'Try it out';
    const statements = [writing];
    const users = new Stack(stage, 'Users');
    new TemporaryAccess(users, 'OfOtherStack', { role: shared, purpose, windows, statements });
    new TemporaryAccess(users, 'SecondOnIt', { role: shared, purpose, windows, statements });
    const nested = new NestedStack(users, 'Nested');
    new TemporaryAccess(nested, 'Inside', { role: role(nested), purpose, windows, statements });
    const plain = new Stack(stage, 'Plain');
    new TemporaryAccess(plain, 'Imported', {
      role: Role.fromRoleName(plain, 'Imported-Role', 'deployer'),
      purpose,
      windows,
      statements,
      managedPolicies: [ManagedPolicy.fromAwsManagedPolicyName('ReadOnlyAccess')],
    });
  });
  const { accesses, violations } = await play(folder, { until: '2026-12-04' });
  expect(violations).toEqual([]);
  expect(accesses.map(({ id, occurrences }) => [id, occurrences.length])).toHaveLength(4);
  expect(accesses.map(({ id }) => id).sort()).toEqual(
    expect.arrayContaining(['Imported', 'OfOtherStack', 'SecondOnIt']),
  );
  for (const { occurrences } of accesses) {
    expect(complete(occurrences[0]!).verifiedAt).toBeGreaterThan(at('2026-12-02T09:00:00Z'));
  }
});

describe('a broken template is found', () => {
  async function violationsOf(folder: string): Promise<string[]> {
    const { violations } = await play(folder, { until: '2026-12-09' });
    return violations.map(({ invariant, what }) => `${invariant}: ${what}`);
  }

  test('fails when the attachment role may not attach', async () => {
    const folder = edited(assembly, (resources) => {
      const [, attachmentRole] = ofType(resources, 'AWS::IAM::Role', 'AttachmentRole');
      const { PolicyDocument } = attachmentRole.Properties.Policies[0];
      PolicyDocument.Statement = PolicyDocument.Statement.filter(
        ({ Action }: Untyped) => Action !== 'iam:AttachRolePolicy',
      );
    });
    const violations = await violationsOf(folder);
    expect(violations).toContainEqual(expect.stringMatching(/^opens: the window .* never opened$/));
    expect(violations).toContainEqual(expect.stringMatching(/^I6: .*iam:AttachRolePolicy.* is not allowed/));
  });

  test('fails when the attachment role may not detach', async () => {
    const folder = edited(assembly, (resources) => {
      const [, attachmentRole] = ofType(resources, 'AWS::IAM::Role', 'AttachmentRole');
      const { PolicyDocument } = attachmentRole.Properties.Policies[0];
      PolicyDocument.Statement = PolicyDocument.Statement.filter(
        ({ Action }: Untyped) => Action !== 'iam:DetachRolePolicy',
      );
    });
    const violations = await violationsOf(folder);
    expect(violations).toContainEqual(
      expect.stringMatching(/^I3: .* past the end .* still was when the rehearsal ended$/),
    );
    expect(violations).toContainEqual(expect.stringMatching(/^I6: .*Closer.* failed on schedule Release-1-end/));
    expect(violations.at(-1)).toBe('rehearsal: stopped here, after 20 events that failed for good');
  });

  test('fails when the end schedule is disabled: nothing opens', async () => {
    const folder = edited(assembly, (resources) => {
      const [, end] = ofType(resources, 'AWS::Scheduler::Schedule', 'End');
      end.Properties.State = 'DISABLED';
    });
    expect(await violationsOf(folder)).toEqual(['opens: the window that started at 2026-12-07T20:00:00Z never opened']);
  });

  test('fails when a start may not call the opener', async () => {
    const folder = edited(assembly, (resources) => {
      const [, policy] = ofType(resources, 'AWS::IAM::Policy', 'StartRole');
      policy.Properties.PolicyDocument.Statement[0].Action = 'lambda:GetFunction';
    });
    const violations = await violationsOf(folder);
    expect(violations).toContainEqual(expect.stringMatching(/^I6: schedule Release-1-start could not hand/));
  });

  test.each<[string, (policy: [string, Untyped], deployRole: [string, Untyped]) => void]>([
    [
      'the policy names the role',
      ([, policy], [role]) => {
        policy.Properties.Roles = [{ Ref: role }];
      },
    ],
    [
      'the role names the policy',
      ([policy], [, role]) => {
        role.Properties.ManagedPolicyArns = [{ Ref: policy }];
      },
    ],
  ])('fails when a policy is attached permanently (%s), and plays nothing', async (_how, attach) => {
    const folder = edited(assembly, (resources) => {
      attach(ofType(resources, 'AWS::IAM::ManagedPolicy'), ofType(resources, 'AWS::IAM::Role', 'DeployRole'));
    });
    const violations = await violationsOf(folder);
    expect(violations).toHaveLength(1);
    expect(violations[0]).toMatch(/^deploys: Shop could not be deployed: .*attached permanently cannot be temporary/);
  });
});

describe('a broken handler is found', () => {
  /** Runs the real handler in a world of which some part is tampered with. */
  const tampered = (entry: string, world: string): string =>
    withHandler(
      assembly,
      (real) => `
        const real = require(${real});
        module.exports = { ...real, ${entry}: (world, event, deadline) => real.${entry}({ ...world, ${world} }, event, deadline) };
      `,
    );

  async function invariantsBrokenBy(folder: string): Promise<string[]> {
    const { violations } = await play(folder, { until: '2026-12-09' });
    return [...new Set(violations.map(({ invariant }) => invariant))].sort();
  }

  test('one that never closes', async () => {
    const folder = withHandler(
      assembly,
      (real) => `module.exports = { ...require(${real}), closerIn: async () => {} };`,
    );
    expect(await invariantsBrokenBy(folder)).toEqual(['I3']);
    const [occurrence] = (await play(folder, { until: '2026-12-09' })).accesses[0]!.occurrences;
    // Up to where the rehearsal ended.
    expect(occurrence).toMatchObject({ detachedAt: null, verifiedAt: null, overrunSeconds: 26 * 3_600 });
  });

  test('one that closes and does not verify', async () => {
    const mute = '{ ...world.telemetry, record: (r) => r.event === "verified" || world.telemetry.record(r) }';
    expect(await invariantsBrokenBy(tampered('closerIn', `telemetry: ${mute}`))).toEqual(['I5', 'events']);
  });

  test('one that closes early', async () => {
    const fast = '{ ...world.clock, now: () => world.clock.now() + 7200000 }';
    expect(await invariantsBrokenBy(tampered('closerIn', `clock: ${fast}`))).toContain('I9');
  });

  test('one that attaches without looking at the end schedule', async () => {
    const folder = withHandler(
      edited(assembly, (resources) => {
        ofType(resources, 'AWS::Scheduler::Schedule', 'End')[1].Properties.State = 'DISABLED';
      }),
      (real) => `
        const real = require(${real});
        const get = (world) => async (name) => ({ ...(await world.schedules.get(name)), enabled: true });
        module.exports = {
          ...real,
          openerIn: (world, event, deadline) => real.openerIn({ ...world, schedules: { get: get(world) } }, event, deadline),
        };`,
    );
    expect(await invariantsBrokenBy(folder)).toContain('I2');
  });

  test('one that attaches at any time', async () => {
    const folder = withHandler(
      assembly,
      (real) => `
        const real = require(${real});
        module.exports = {
          ...real,
          openerIn: async (world, event, deadline) => {
            await real.openerIn(world, event, deadline);
            const access = event.ResourceProperties;
            if (event.ResourceType === 'Custom::TemporaryAccess') {
              const session = await world.sessions.assume(access.attachmentRole, 'open-' + access.access, undefined);
              await session.attach(access.role.split('/').pop(), access.policies[0]);
            }
          },
        };`,
    );
    expect(await invariantsBrokenBy(folder)).toContain('I3');
  });

  test('one that fails the last resource: what the stack had scheduled is not played', async () => {
    const folder = withHandler(
      assembly,
      (real) => `
        const real = require(${real});
        const fail = ({ StackId, RequestId, LogicalResourceId }) =>
          JSON.stringify({ Status: 'FAILED', Reason: 'no', PhysicalResourceId: 'x', StackId, RequestId, LogicalResourceId });
        module.exports = {
          ...real,
          openerIn: (world, event, deadline) =>
            event.ResourceType === 'Custom::TemporaryAccessDeployment' && event.RequestType === 'Create'
              ? world.cloudFormation.respond(event.ResponseURL, fail(event))
              : real.openerIn(world, event, deadline),
        };`,
    );
    const { accesses, violations } = await play(folder, { until: '2026-12-09' });
    expect(violations.map(({ invariant }) => invariant)).toEqual(['deploys']);
    expect(accesses[0]!.occurrences).toMatchObject([{ attachedAt: null }]);
  });

  test('one that attaches more than is declared, and not in a session for opening', async () => {
    const loose = edited(assembly, (resources) => {
      const [, attachmentRole] = ofType(resources, 'AWS::IAM::Role', 'AttachmentRole');
      attachmentRole.Properties.Policies[0].PolicyDocument.Statement = [
        { Effect: 'Allow', Action: 'iam:*', Resource: '*' },
      ];
    });
    const folder = withHandler(
      loose,
      (real) => `
        const real = require(${real});
        module.exports = {
          ...real,
          openerIn: async (world, event, deadline) => {
            if (event.event === 'start') {
              const { access, attachmentRole, role, policies } = event.access;
              const session = await world.sessions.assume(attachmentRole, 'close-' + access, undefined);
              for (const policy of [...policies, 'arn:aws:iam::aws:policy/AdministratorAccess']) {
                await session.attach(role.split('/').pop(), policy);
              }
            }
            await real.openerIn(world, event, deadline);
          },
        };`,
    );
    // What nobody declares nobody takes off.
    expect(await invariantsBrokenBy(folder)).toEqual(['I1', 'I4', 'I8', 'events']);
  });

  test('one that throws', async () => {
    const folder = withHandler(
      assembly,
      (real) => `module.exports = { ...require(${real}), closerIn: async () => { throw new Error('broken'); } };`,
    );
    expect(await invariantsBrokenBy(folder)).toEqual(['I6', 'rehearsal']);
  });
});

interface Complete {
  readonly attachedAt: number;
  readonly detachedAt: number;
  readonly verifiedAt: number;
  readonly overrunSeconds: number;
}

function complete({ attachedAt, detachedAt, verifiedAt, overrunSeconds }: OccurrenceReport): Complete {
  expect([attachedAt, detachedAt, verifiedAt]).not.toContain(null);
  return { attachedAt: at(attachedAt!), detachedAt: at(detachedAt!), verifiedAt: at(verifiedAt!), overrunSeconds };
}
