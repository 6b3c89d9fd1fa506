/**
 * `docs/cost.md` counts right: what a stack deploys and writes is counted here, and every number of the page is computed
 * again from that and from the prices on it.
 */
import { join } from 'node:path';
import type { Stack } from 'aws-cdk-lib';
import { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { AccessController, AccessEventArchive } from 'cdk-temporary-access';
import { handleCloser } from '../lambda/closer';
import { telemetryOf } from '../lambda/telemetry';
import { ControllerResources } from '../lib/controller-resources';
import { DETAIL_TYPES } from '../lib/core/access-events';
import { DAY, plus } from '../lib/core/interval';
import { measuresOf } from '../lib/core/measures';
import { ACCESS_METRICS, type AccessRecord, type Happening, type Metric, type Telemetry } from '../lib/core/world';
import { declare, instant, MemoryWorld, sweepEvent } from './lambda/memory-world';
import { catchLines } from './lambda/written-lines';
import { accessIn, roleIn, stackOf } from './lib/fixture';
import { breakGlass, page } from './lib/on-request';
import { MarkdownPage } from './markdown-page';

const SIZES = [1, 10, 40] as const;
const HOURS = 730;
const SWEEPS = 12 * HOURS;
const OPENINGS = 30;
const NIGHT = '2026-12-02T00:00:00Z';

const PAGE = MarkdownPage.of(join(__dirname, '../docs/cost.md'));

function price(what: string): number {
  const [, amount] = PAGE.section('what-it-costs').rows.find(([name]) => name === `\`${what}\``) ?? [];
  expect(Number(amount)).toBeGreaterThan(0);
  return Number(amount);
}

/** The numbers of a row of a section, one for each size. */
function told(section: string, row: string): readonly string[] {
  const [, ...cells] = PAGE.section(section).rows.find(([name]) => name === row) ?? [];
  return cells.slice(0, SIZES.length);
}

const whole = (value: number): string => Math.round(value).toLocaleString('en-US');
const dollars = (value: number): string => value.toFixed(2);

function stackWith(
  accesses: number,
  different: (stack: Stack) => Partial<Parameters<typeof accessIn>[1]> = () => ({}),
): Stack {
  const stack = stackOf();
  for (let index = 0; index < accesses; index++) {
    accessIn(stack, { role: roleIn(stack, `Role${index}`), ...different(stack) }, `Access${index}`);
  }
  return stack;
}

const DEFAULT_PERIOD = 300;

interface Alarms {
  readonly standard: number;
  readonly highResolution: number;
}

function alarmsIn(stack: Stack): Alarms {
  // One that computes has no period of its own, and those of its metrics are minutes.
  const periods = stack.node
    .findAll()
    .flatMap((node) => (CfnAlarm.isCfnAlarm(node) ? (node.period ?? DEFAULT_PERIOD) : []));
  return {
    standard: periods.filter((seconds) => seconds >= 60).length,
    highResolution: periods.filter((seconds) => seconds < 60).length,
  };
}

/** Every series that is written: name and dimensions. */
function seriesOf(write: (telemetry: Telemetry) => void): string[] {
  const lines = catchLines();
  const telemetry = telemetryOf('Shop');
  write(telemetry);
  telemetry.flush();
  jest.restoreAllMocks();
  const found = lines
    .map((line) => JSON.parse(line))
    .filter((fields) => fields._aws !== undefined)
    .flatMap((fields) =>
      fields._aws.CloudWatchMetrics.flatMap(
        ({ Dimensions, Metrics }: { Dimensions: string[][]; Metrics: { Name: string }[] }) =>
          Dimensions.flatMap((dimensions) =>
            Metrics.map(({ Name }) => `${Name} ${dimensions.map((one) => fields[one]).join(' ')}`),
          ),
      ),
    ) as string[];
  return [...new Set(found)];
}

/** What happens when nothing goes wrong. */
const OPENING: readonly Happening[] = ['attached', 'opened', 'detached', 'verified'];

const recordOf = (event: Happening, access: string): AccessRecord => ({
  event,
  trigger: event === 'opened' ? 'start' : 'end',
  at: instant(NIGHT),
  access,
  purpose: '',
  role: '',
  policies: [''],
  ...(event === 'detached' || event === 'verified' ? { secondsPastEnd: 20 } : {}),
});

const names = (accesses: number): string[] => Array.from({ length: accesses }, (_, index) => `Access${index}`);

function measureOpening(telemetry: Telemetry, access: string): void {
  OPENING.flatMap((event) => measuresOf(recordOf(event, access))).forEach((one) => {
    telemetry.measure(one.metric, one.value, one.access);
  });
}

/** Each metric there is; the compiler finds what is missing. */
const EVERY_METRIC: Readonly<Record<Metric, true>> = {
  Opened: true,
  Closed: true,
  Verified: true,
  Overrun: true,
  TimeToVerifiedRemoval: true,
  FailedOpens: true,
  FailedCloses: true,
  OpenPastEnd: true,
  Drift: true,
  SweepHeartbeat: true,
  RefusedRequests: true,
  ResidualAccess: true,
  LostEvents: true,
};

/** What one sweep asks of AWS, and what it measures, when every access is closed as it should be. */
async function sweepOver(accesses: number): Promise<{ calls: number; metrics: Metric[]; events: number }> {
  const world = new MemoryWorld(NIGHT);
  const declared = names(accesses).map((access) =>
    declare({
      access,
      role: `arn:aws:iam::111122223333:role/of-${access}`,
      policies: [`arn:aws:iam::111122223333:policy/${access}`],
    }),
  );
  await handleCloser(world, sweepEvent(declared, NIGHT), plus(instant(NIGHT), DAY));
  return { calls: world.calls.length, metrics: world.counts.map(([metric]) => metric), events: world.sent.length };
}

interface Month {
  readonly series: number;
  readonly atMost: number;
  readonly metricHours: number;
  readonly alarms: number;
  readonly calls: number;
  readonly gbSeconds: number;
  readonly events: number;
  readonly gigabytes: number;
  readonly trailEvents: number;
}

async function monthOf(accesses: number): Promise<Month> {
  const openings = OPENINGS * accesses;
  const swept = await sweepOver(accesses);
  const quiet = seriesOf((telemetry) => {
    swept.metrics.forEach((metric) => {
      telemetry.measure(metric, 1);
    });
  });
  const ofOne = seriesOf((telemetry) => {
    measureOpening(telemetry, 'Access0');
  });
  const ofAccess = ofOne.filter((series) => series.includes('Access0')).length;
  const ofController = ofOne.length - ofAccess;
  return {
    series: seriesOf((telemetry) => {
      swept.metrics.forEach((metric) => {
        telemetry.measure(metric, 1);
      });
      names(accesses).forEach((access) => {
        measureOpening(telemetry, access);
      });
    }).length,
    atMost: seriesOf((telemetry) => {
      Object.keys(EVERY_METRIC).forEach((metric) => {
        telemetry.measure(metric as Metric, 1);
      });
      names(accesses).forEach((access) => {
        ACCESS_METRICS.forEach((metric) => {
          telemetry.measure(metric, 1, access);
        });
      });
    }).length,
    metricHours: quiet.length * HOURS + ofAccess * openings + ofController * Math.min(openings, HOURS),
    alarms: alarmsIn(stackWith(accesses)).standard,
    calls: SWEEPS + 2 * openings,
    gbSeconds: (256 / 1024) * (SWEEPS * (0.5 + 0.05 * accesses) + 30 * openings),
    events: OPENING.filter((event) => DETAIL_TYPES[event] !== undefined).length * openings + swept.events * SWEEPS,
    gigabytes: (SWEEPS + 15 * openings) / 1_000_000,
    trailEvents: swept.calls * SWEEPS + 13 * openings,
  };
}

describe('the page of costs', () => {
  let months: Month[];

  beforeAll(async () => {
    months = await Promise.all(SIZES.map(monthOf));
  });

  const each = (value: (month: Month) => string): string[] => months.map(value);

  test('counts what is deployed, written and asked', () => {
    const counted = (name: string): readonly string[] => told('what-is-counted', name);
    expect(counted('metrics with data')).toEqual(each(({ series }) => whole(series)));
    expect(counted('metrics at most')).toEqual(each(({ atMost }) => whole(atMost)));
    expect(counted('hours of metrics')).toEqual(each(({ metricHours }) => whole(metricHours)));
    expect(counted('alarms')).toEqual(each(({ alarms }) => whole(alarms)));
    expect(counted('calls of Lambda and Scheduler')).toEqual(each(({ calls }) => whole(calls)));
    expect(counted('GB-seconds of Lambda')).toEqual(each(({ gbSeconds }) => whole(gbSeconds)));
    expect(counted('events')).toEqual(each(({ events }) => whole(events)));
    expect(counted('MB of logs')).toEqual(each(({ gigabytes }) => whole(1000 * gigabytes)));
    expect(counted('events of CloudTrail')).toEqual(each(({ trailEvents }) => whole(trailEvents)));
  });

  test('multiplies right', () => {
    const costs = (month: Month): Record<string, number> => ({
      metrics: (month.metricHours / HOURS) * price('metric'),
      alarms: month.alarms * price('alarm'),
      Lambda: month.calls * price('Lambda request') + month.gbSeconds * price('Lambda time'),
      Scheduler: month.calls * price('Scheduler call'),
      events: month.events * price('event'),
      logs: month.gigabytes * (price('logs taken in') + 12 * price('logs kept')),
    });
    for (const name of Object.keys(costs(months[0]!))) {
      expect([name, ...told('what-that-costs', name)]).toEqual([
        name,
        ...each((month) => dollars(costs(month)[name]!)),
      ]);
    }
    const together = (month: Month): number => Object.values(costs(month)).reduce((sum, cost) => sum + cost, 0);
    expect(told('what-that-costs', '**together**')).toEqual(each((month) => dollars(together(month))));
    expect(told('what-that-costs', 'metrics at most')).toEqual(each(({ atMost }) => dollars(atMost * price('metric'))));
  });

  test('says what is added', () => {
    const added = (name: string): readonly string[] => told('what-is-added', name);
    const plain = alarmsIn(stackWith(1));
    const residual = stackWith(1);
    ControllerResources.of(residual).watchResidual();
    const archived = stackWith(1);
    new AccessEventArchive(archived, 'Archive');
    const more = (stack: Stack): number => alarmsIn(stack).standard - plain.standard;

    expect(added('every access breaks glass')).toEqual(
      SIZES.map((size) => {
        const stack = stackWith(size, () => ({ windows: [breakGlass()] }));
        AccessController.of(stack).addAlarmAction(page);
        return dollars(alarmsIn(stack).highResolution * price('high-resolution alarm'));
      }),
    );
    expect(added('`residualCheck` of every access')).toEqual(
      SIZES.map((size) =>
        dollars(more(residual) * price('alarm') + (Math.min(OPENINGS * size, HOURS) / HOURS) * price('metric')),
      ),
    );
    expect(added('`controller.dashboard`')).toEqual(each(() => dollars(price('dashboard'))));
    expect(added('`AccessEventArchive`')).toEqual(
      each(({ events }) =>
        dollars(more(archived) * price('alarm') + events * (price('S3 object') + price('Lambda request'))),
      ),
    );
    expect(added('a second trail of CloudTrail')).toEqual(
      each(({ trailEvents }) => dollars(trailEvents * price('CloudTrail event'))),
    );
  });
});
