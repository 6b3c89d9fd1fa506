import type { AccessRecord, Happening } from '../../lib/core/world';
import { telemetryOf } from '../../lambda/telemetry';
import { DEPLOYER, instant, WRITE } from './memory-world';
import { catchLines } from './written-lines';

let lines: string[];
const written = (): unknown[] => lines.map((line): unknown => JSON.parse(line));

beforeEach(() => {
  lines = catchLines();
});

afterEach(() => {
  jest.restoreAllMocks();
});

function happened(event: Happening): AccessRecord {
  return {
    event,
    trigger: 'end',
    at: instant('2026-12-01T22:00:06Z'),
    access: 'release',
    purpose: 'Release train',
    role: DEPLOYER,
    policies: [WRITE],
  };
}

test('writes one line for what happened to an access, found again by its id', () => {
  telemetryOf('Shop').record({ ...happened('verified'), reads: 2 });

  expect(written()).toEqual([
    expect.objectContaining({
      level: 'INFO',
      message: 'verified',
      service: 'Shop',
      event: 'verified',
      trigger: 'end',
      at: '2026-12-01T22:00:06Z',
      access: 'release',
      purpose: 'Release train',
      role: DEPLOYER,
      policies: [WRITE],
      reads: 2,
    }),
  ]);
});

test.each<[Happening, string]>([
  ['attached', 'INFO'],
  ['opened', 'INFO'],
  ['refused', 'WARN'],
  ['open-failed', 'ERROR'],
  ['drift', 'WARN'],
  ['detached', 'INFO'],
  ['verified', 'INFO'],
  ['close-failed', 'ERROR'],
  ['leased', 'INFO'],
  ['held', 'INFO'],
  ['unmatched', 'INFO'],
])('writes %s as %s', (event, level) => {
  telemetryOf('Shop').record({ ...happened(event), reason: 'why' });

  expect(written()).toEqual([expect.objectContaining({ level, message: event, reason: 'why' })]);
});

test('warns of what is noted about the controller', () => {
  telemetryOf('Shop').note('cannot read the manifest', { why: 'denied' });

  expect(written()).toEqual([
    expect.objectContaining({ level: 'WARN', message: 'cannot read the manifest', why: 'denied' }),
  ]);
});

test('sends the metrics of an invocation at its end, with the controller as their one dimension', () => {
  const telemetry = telemetryOf('Shop');

  telemetry.measure('SweepHeartbeat', 1);
  telemetry.measure('OpenPastEnd', 2);
  telemetry.measure('OpenPastEnd', 1);
  expect(written()).toEqual([]);
  telemetry.flush();

  expect(written()).toMatchObject([
    {
      service: 'Shop',
      SweepHeartbeat: 1,
      OpenPastEnd: [2, 1],
      _aws: { CloudWatchMetrics: [{ Namespace: 'TemporaryAccess', Dimensions: [['service']] }] },
    },
  ]);
});

test('sends a zero too: it ends an alarm', () => {
  const telemetry = telemetryOf('Shop');

  telemetry.measure('OpenPastEnd', 0);
  telemetry.flush();

  expect(written()).toMatchObject([{ OpenPastEnd: 0 }]);
});

test('sends nothing twice, and nothing where nothing was counted', () => {
  const telemetry = telemetryOf('Shop');
  telemetry.flush();
  telemetry.measure('Opened', 1);
  telemetry.flush();
  telemetry.flush();

  expect(written()).toHaveLength(1);
});

test('says for which request and case, and until when', () => {
  const more = { request: 'event-1', correlation: 'e-1', until: '2026-12-01T22:00:00Z' };

  telemetryOf('Shop').record({ ...happened('leased'), ...more });

  expect(written()).toEqual([expect.objectContaining(more)]);
});

test.each([
  ['opens', true, 1],
  ['closes', false, 0],
])('sends at once, with the access as a dimension, that glass is broken: it %s', (_what, open, value) => {
  telemetryOf('Shop').breakGlass('release', open);

  expect(written()).toMatchObject([
    {
      service: 'Shop',
      access: 'release',
      BreakGlassOpen: value,
      _aws: { CloudWatchMetrics: [{ Namespace: 'TemporaryAccess', Dimensions: [['service', 'access']] }] },
    },
  ]);
});

test('leaves the other metrics of an invocation without the access', () => {
  const telemetry = telemetryOf('Shop');

  telemetry.measure('Opened', 1);
  telemetry.breakGlass('release', true);
  telemetry.flush();

  expect(written()).toMatchObject([{ BreakGlassOpen: 1 }, { Opened: 1 }]);
  expect(written()[1]).not.toHaveProperty('access');
});

test('measures what an open or a close counts once more for its access, and seconds as seconds', () => {
  const telemetry = telemetryOf('Shop');

  telemetry.measure('Overrun', 42, 'release');
  telemetry.flush();

  const metrics = [{ Name: 'Overrun', Unit: 'Seconds' }];
  expect(written()).toMatchObject([
    { service: 'Shop', access: 'release', Overrun: 42, _aws: { CloudWatchMetrics: [{ Metrics: metrics }] } },
    { service: 'Shop', Overrun: 42, _aws: { CloudWatchMetrics: [{ Dimensions: [['service']], Metrics: metrics }] } },
  ]);
});
