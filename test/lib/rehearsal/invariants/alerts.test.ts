import { breachesOfAlerts } from '../../../../lib/rehearsal/invariants/alerts';
import type { Played } from '../../../../lib/rehearsal/invariants/played';
import { askable, leaseSpan, onDemand } from './asked-fixture';
import { at, attached, detached, fault, failedEvent, played, span, texts, windowOf } from './played-fixture';

const glass = onDemand({ breakGlass: true });
const base: Partial<Played> = {
  spans: [span('00:00:00', undefined, askable([glass]))],
  arranged: [leaseSpan('a', '20:00:00', '21:00:00')],
  changes: [attached('20:00:02'), detached('20:40:00')],
};
const alert = (time: string, open: boolean): Played['alerts'][0] => ({
  at: at(time),
  controller: 'Shop',
  access: 'Release',
  open,
});
const loud = [alert('20:00:01', true), alert('20:40:06', false)];
const breaches = (more: Partial<Played>): string[] =>
  texts(breachesOfAlerts(played({ ...base, alerts: loud, ...more })));

test('people are called at the open and at the close', () => {
  expect(breaches({})).toEqual([]);
  expect(breaches({ alerts: [] })).toEqual([
    'I6 Release 20:01:17: glass was broken at 2026-12-01T20:00:02Z, and nobody had been called by 2026-12-01T20:01:17Z',
    'I6 Release 20:42:00: it was closed at 2026-12-01T20:40:00Z, and nobody had been told by 2026-12-01T20:42:00Z',
  ]);
});

test.each<[string, Partial<Played>, number]>([
  ['of another access', { alerts: loud.map((one) => ({ ...one, access: 'Other' })) }, 2],
  ['that comes too late', { alerts: [alert('20:01:18', true), loud[1]!] }, 1],
  [
    'that comes late, where something was wrong',
    { alerts: [alert('20:12:00', true), loud[1]!], faults: [fault('20:00:00', '20:00:01')] },
    0,
  ],
  ['that never comes, where the event ends in the queue', { alerts: [loud[1]!], failed: [failedEvent('20:00:30')] }, 0],
  [
    'for what the next case opens again at once',
    { changes: [...base.changes!, attached('20:41:00')], alerts: [loud[0]!, alert('20:40:59', true)] },
    0,
  ],
  ['for what no glass was broken for', { spans: [span('00:00:00', undefined, askable())], alerts: [] }, 0],
  [
    'for what a window holds open too',
    { spans: [span('00:00:00', undefined, askable([glass, windowOf('19:00:00', '22:00:00', '2')]))], alerts: [] },
    0,
  ],
])('a call %s', (_what, more, count) => {
  expect(breaches(more)).toHaveLength(count);
});
