/** An attach is declared, inside a window, armed with an end and a sweep, and made in a session for opening. */
import type { DeclaredAccess } from '../../../../lib/core/declaration';
import { edgeInput, sweepInput } from '../../../../lib/core/message';
import { BY_HAND } from '../../../../lib/rehearsal/by-hand';
import { DeclarationHistory, type DeployedAccess } from '../../../../lib/rehearsal/declaration-history';
import { breachesOfAttach } from '../../../../lib/rehearsal/invariants/attaching';
import { SimulatedAws } from '../../../../lib/rehearsal/simulated-aws';
import type { Schedule } from '../../../../lib/rehearsal/schedule';
import {
  accessOf,
  at,
  attached,
  marks,
  opener,
  openerArn,
  otherPolicy,
  otherRole,
  policy,
  role,
  texts,
  windowOf,
} from './played-fixture';

const GROUP = 'arn:aws:scheduler:eu-west-2:123456789012:schedule/shop';
const END = `${GROUP}/Release-1-end`;
const SWEEP = `${GROUP}/sweep`;

interface Deployed {
  readonly aws: SimulatedAws;
  readonly history: DeclarationHistory;
}

const schedule = (arn: string, input: object): Schedule => ({
  arn,
  group: 'shop',
  name: arn.slice(GROUP.length + 1),
  account: '123456789012',
  // Due long after everything here.
  expression: 'at(2027-01-01T00:00:00)',
  timeZone: 'UTC',
  enabled: true,
  startDate: undefined,
  endDate: undefined,
  deletedOnceDone: false,
  target: openerArn,
  targetRole: role,
  input: JSON.stringify(input),
});

const end = (declared: DeclaredAccess): Schedule => schedule(END, edgeInput('end', '1', declared));
const sweep = (...declared: DeclaredAccess[]): Schedule => schedule(SWEEP, sweepInput(declared));

/** Declared and armed since 18:00. */
function deployed(access: DeployedAccess = accessOf()): Deployed {
  const aws = new SimulatedAws({ from: at('18:00:00'), seed: 1 });
  aws.lambda.putFunction({
    ...{ arn: openerArn, name: 'opener', roleArn: opener, timeoutMs: 60_000 },
    environment: { SCHEDULE_GROUP: 'shop' },
    handle: () => Promise.resolve(),
  });
  aws.scheduler.put(end(access.declared));
  aws.scheduler.put(sweep(access.declared));
  const history = new DeclarationHistory(aws.clock);
  history.note(access);
  return { aws, history };
}

const breaches = ({ aws, history }: Deployed, ...attach: Parameters<typeof attached>): string[] =>
  texts(breachesOfAttach(aws, history, [], attached(...attach)));

test.each([
  ['one ms before the start', '19:59:59.999', ['I3 19:59:59.999']],
  ['at the start', '20:00:00.000', []],
  ['one ms before the end', '21:59:59.999', []],
  ['at the end', '22:00:00.000', ['I3 22:00:00']],
])('an attach %s of its window is judged by it', (_when, time, expected) => {
  const { aws, history } = deployed();
  expect(marks(breachesOfAttach(aws, history, [], attached(time)))).toEqual(expected);
});

test('an attach outside every window says so', () => {
  expect(breaches(deployed(), '23:00:00')).toEqual([
    `I3 Release 23:00:00: ${policy} was attached outside every declared window`,
  ]);
});

test.each([
  ['of another policy', { policy: otherPolicy }],
  ['to another role', { role: otherRole }],
])('an attach %s is declared by nobody', (_what, more) => {
  const [breach] = breaches(deployed(), '20:00:05', more);
  expect(breach).toMatch(/^I1 nobody 20:00:05: open-Release attached \S+ to \S+, which no access declares$/);
});

test.each([
  ['less than 12 s before', '20:00:47.999', []],
  ['12 s before', '20:00:48.000', ['I1 20:00:48']],
])(
  'an opener that had looked before its access left the stack is excused: it left %s',
  async (_when, time, expected) => {
    const { aws, history } = deployed();
    await aws.clock.run(at('20:00:36'));
    history.settle('Shop', []);
    expect(marks(breachesOfAttach(aws, history, [], attached(time)))).toEqual(expected);
  },
);

test('an attach by hand is nobody’s breach', () => {
  expect(breaches(deployed(), '23:00:00', { by: BY_HAND, policy: otherPolicy })).toEqual([]);
});

test.each([
  ['for closing', 'close-Release'],
  ['of another access', 'open-Other'],
])('an attach in a session %s is a breach', (_what, by) => {
  expect(breaches(deployed(), '20:00:05', { by })).toEqual([
    `I4 Release 20:00:05: ${policy} was attached in a session named ${by}`,
  ]);
});

test('an attach breaks as many rules as it does', () => {
  const { aws, history } = deployed();
  expect(marks(breachesOfAttach(aws, history, [], attached('23:00:00', { by: 'close-Release' })))).toEqual([
    'I3 23:00:00',
    'I4 23:00:00',
  ]);
});

describe('an attach is armed', () => {
  const { declared } = accessOf();
  const other = accessOf({ purpose: 'Another one' }).declared;

  test.each<[string, (aws: SimulatedAws) => void, string]>([
    [
      'its end is missing',
      ({ scheduler }) => {
        scheduler.remove(END);
      },
      'there is no schedule Release-1-end',
    ],
    [
      'its end is disabled',
      ({ scheduler }) => {
        scheduler.enable(END, false);
      },
      'schedule Release-1-end is disabled',
    ],
    [
      'its end carries another declaration',
      ({ scheduler }) => {
        scheduler.put(end(other));
      },
      'schedule Release-1-end carries another declaration',
    ],
    [
      'its end carries a start',
      ({ scheduler }) => {
        scheduler.put(schedule(END, edgeInput('start', '1', declared)));
      },
      'schedule Release-1-end carries another declaration',
    ],
    [
      'its end carries nothing that can be read',
      ({ scheduler }) => {
        scheduler.put({ ...end(declared), input: 'x' });
      },
      'schedule Release-1-end carries another declaration',
    ],
    [
      'the sweep is missing',
      ({ scheduler }) => {
        scheduler.remove(SWEEP);
      },
      'the sweep is missing or disabled',
    ],
    [
      'the sweep is disabled',
      ({ scheduler }) => {
        scheduler.enable(SWEEP, false);
      },
      'the sweep is missing or disabled',
    ],
    [
      'the manifest does not list it',
      ({ scheduler }) => {
        scheduler.put(sweep(other));
      },
      'the manifest of the sweep does not list this declaration',
    ],
    [
      'the sweep carries no manifest',
      ({ scheduler }) => {
        scheduler.put({ ...sweep(declared), input: '{}' });
      },
      'the manifest of the sweep does not list this declaration',
    ],
  ])('and is a breach when %s', (_what, disarm, why) => {
    const run = deployed();
    disarm(run.aws);
    expect(breaches(run, '20:00:05')).toEqual([
      `I2 Release 20:00:05: ${policy} was attached while its end was not armed: ${why}`,
    ]);
  });

  test.each([END, SWEEP])('and is excused when %s has changed within 12 s', async (arn) => {
    const run = deployed();
    await run.aws.clock.run(at('20:00:36'));
    run.aws.scheduler.enable(arn, false);
    expect(breaches(run, '20:00:47.999')).toEqual([]);
    expect(breaches(run, '20:00:48.000')).toEqual([expect.stringMatching(/^I2 /)]);
  });

  test('if one of the windows that are open is', () => {
    const windows = [windowOf('20:00:00', '23:00:00', '2'), windowOf('20:00:00', '22:00:00')];
    // There is no end of the second.
    const run = deployed(accessOf({ windows }));
    expect(breaches(run, '20:00:05')).toEqual([]);
    expect(breaches(run, '22:30:00')).toEqual([expect.stringMatching(/^I2 .*there is no schedule Release-2-end$/)]);
  });

  test('if that of another access is, which declares the same', () => {
    const run = deployed();
    run.history.note(accessOf({ access: 'Second' }));
    expect(breaches(run, '20:00:05')).toEqual([]);
    expect(breaches(run, '20:00:05', { by: 'open-Second' })).toEqual([]);
  });
});
