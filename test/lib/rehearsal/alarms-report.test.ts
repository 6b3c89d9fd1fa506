import { AccessController, AccessWindow, TemporaryAccess } from 'cdk-temporary-access';
import { type App, Duration, Stack, TimeZone } from 'aws-cdk-lib';
import { stacksWithAccess } from '../../../lib/assembly/assembly';
import { SWEEP_SCHEDULE } from '../../../lib/core/declaration';
import { type EpochMs, MINUTE, plus } from '../../../lib/core/interval';
import { alarmsReport } from '../../../lib/rehearsal/alarms-report';
import { Play } from '../../../lib/rehearsal/play';
import { rehearse } from '../../../lib/rehearsal/rehearsal';
import type { AlarmReport } from '../../../lib/rehearsal/report';
import { at, removeFolders, role, synthesized, weekly, writing } from './assembly-fixture';

afterAll(removeFolders);

const FROM = at('2026-12-01T12:00:00Z');
const END = at('2026-12-01T20:15:00Z');

/** A quarter of an hour a day, with the default sweep or another. */
function nightly(minutes?: number): (app: App) => void {
  return (app) => {
    const stack = new Stack(app, 'Shop');
    new AccessController(stack, 'Controller', {
      ...(minutes === undefined ? {} : { sweepInterval: Duration.minutes(minutes) }),
    });
    new TemporaryAccess(stack, 'Release', {
      role: role(stack),
      purpose: 'Release train',
      windows: [AccessWindow.daily({ start: '20:00', end: '20:15', timeZone: TimeZone.EUROPE_LONDON })],
      statements: [writing],
    });
  };
}

interface Played {
  readonly play: Play;
  readonly alarms: readonly AlarmReport[];
}

async function alarmsOf(folder: string, until: EpochMs, trouble: (play: Play) => void, seed = 1): Promise<Played> {
  const play = new Play({ from: FROM, seed });
  for (const stack of stacksWithAccess(folder)) {
    await play.aws.clock.finish(play.make(stack));
  }
  trouble(play);
  await play.aws.clock.run(until);
  const { alarms, scheduler } = play.aws;
  return { play, alarms: alarmsReport(play.played(), alarms.spans, scheduler.skipped()) };
}

const sweepArn = ({ aws }: Play): string => aws.scheduler.schedules.find(({ name }) => name === SWEEP_SCHEDULE)!.arn;
const ofMetric = (alarms: readonly AlarmReport[], metric: string): AlarmReport[] =>
  alarms.filter((alarm) => alarm.metric === metric);
const minutesAfter = (since: EpochMs, text: string): number => (Date.parse(text) - since) / MINUTE;

test('a good month raises nothing', async () => {
  const report = await rehearse({
    ...{ folder: synthesized(weekly), from: at('2026-12-01'), until: at('2026-12-29'), seed: 1 },
  });
  expect(report.alarms).toBeUndefined();
});

/** Three intervals, as its text says; two more where a period without a value is none to CloudWatch. */
const periodsOf = ({ aws }: Play): number => {
  const [span] = aws.alarms.spans.filter(({ alarm }) => alarm.metric.name === 'SweepHeartbeat');
  return span!.alarm.rule.evaluationPeriods + (span!.alarm.rule.fill === undefined ? 2 : 0);
};

describe('a sweep that stops', () => {
  const stopped = plus(FROM, 3 * 60 * MINUTE);
  test.each<[string, number, (play: Play) => void]>([
    [
      'is disabled',
      5,
      (play) => {
        play.aws.scheduler.enable(sweepArn(play), false);
      },
    ],
    [
      'is deleted',
      5,
      (play) => {
        play.aws.scheduler.remove(sweepArn(play));
      },
    ],
    [
      'is disabled, of every minute',
      1,
      (play) => {
        play.aws.scheduler.enable(sweepArn(play), false);
      },
    ],
    [
      'cannot read IAM',
      5,
      ({ aws, history }) => {
        aws.outages.add({ from: stopped, to: undefined, service: 'iam', failure: 'unavailable' });
        // What is attached keeps sweeps from resting: those that are skipped are taken to be as the last one was.
        aws.iam.attachByHand(history.spans[0]!.access.declared.role, 'arn:aws:iam::aws:policy/Foreign');
      },
    ],
  ])('is heard within its stated time where it %s', async (_what, minutes, stop) => {
    const folder = synthesized(nightly(minutes));
    const { play, alarms } = await alarmsOf(folder, plus(stopped, 2 * 60 * MINUTE), (one) => {
      one.aws.clock.at(stopped, () => {
        stop(one);
      });
    });
    const [heartbeat, ...more] = ofMetric(alarms, 'SweepHeartbeat');
    expect(more).toEqual([]);
    const silentFor = minutesAfter(stopped, heartbeat!.raisedAt);
    expect(silentFor).toBeGreaterThan(2 * minutes);
    // The sweep that was due next is the first that is missed.
    expect(silentFor).toBeLessThanOrEqual(periodsOf(play) * minutes + 2);
    expect(heartbeat!.endedAt).toBeNull();
  });
});

describe('a close that keeps failing', () => {
  const denied = ({ aws }: Play): void => {
    aws.outages.add({ from: FROM, to: undefined, service: 'iam', operation: 'detach', failure: 'denied' });
  };
  const seeds = Array.from({ length: 5 }, (_, seed) => seed + 1);

  test('is heard within one sweep interval of the end, whenever end and sweep come', async () => {
    const folder = synthesized(nightly());
    const heardAfter: number[] = [];
    for (const seed of seeds) {
      const { alarms } = await alarmsOf(folder, plus(END, 20 * MINUTE), denied, seed);
      heardAfter.push(minutesAfter(END, ofMetric(alarms, 'OpenPastEnd')[0]!.raisedAt));
    }
    expect(Math.max(...heardAfter)).toBeLessThanOrEqual(5);
    expect(Math.min(...heardAfter)).toBeGreaterThan(0);
  });

  test('is heard after the same time where a sweep comes every minute: a proof takes two minutes to fail', async () => {
    const { alarms } = await alarmsOf(synthesized(nightly(1)), plus(END, 20 * MINUTE), denied);
    const heardAfter = minutesAfter(END, ofMetric(alarms, 'OpenPastEnd')[0]!.raisedAt);
    expect(heardAfter).toBeGreaterThan(1);
    expect(heardAfter).toBeLessThanOrEqual(5);
  });

  test('goes on to be heard, and fills the queue of failed events', async () => {
    const { alarms } = await alarmsOf(synthesized(nightly()), plus(END, 90 * MINUTE), denied);
    expect(ofMetric(alarms, 'OpenPastEnd').at(-1)!.endedAt).toBeNull();
    expect(ofMetric(alarms, 'ApproximateNumberOfMessagesVisible')).toHaveLength(1);
    // A sweep that cannot close has no heartbeat.
    expect(ofMetric(alarms, 'SweepHeartbeat')).toHaveLength(1);
  });
});
