import { epochMs, type EpochMs, iso } from '../../../lib/core/interval';
import { nextDue, rateOf } from '../../../lib/rehearsal/scheduler-expression';

const at = (text: string): EpochMs => epochMs(Date.parse(text));
const MADE = at('2026-01-01T00:02:00Z');

function due(expression: string, zone: string, after: string): string | undefined {
  const next = nextDue(expression, zone, at(after), MADE);
  return next === undefined ? undefined : iso(next);
}

test.each([
  ['cron, before', 'cron(0 20 * * ? *)', 'Europe/London', '2026-12-01T19:59:59Z', '2026-12-01T20:00:00Z'],
  ['cron, at the very time', 'cron(0 20 * * ? *)', 'Europe/London', '2026-12-01T20:00:00Z', '2026-12-02T20:00:00Z'],
  ['cron, in summer time', 'cron(0 20 * * ? *)', 'Europe/London', '2026-07-01T12:00:00Z', '2026-07-01T19:00:00Z'],
  ['cron, in the gap of spring', 'cron(30 1 * * ? *)', 'Europe/London', '2026-03-28T12:00:00Z', '2026-03-30T00:30:00Z'],
  ['cron, twice in autumn', 'cron(30 1 * * ? *)', 'Europe/London', '2026-10-24T12:00:00Z', '2026-10-25T00:30:00Z'],
  [
    'cron, only the first of two',
    'cron(30 1 * * ? *)',
    'Europe/London',
    '2026-10-25T00:30:00Z',
    '2026-10-26T01:30:00Z',
  ],
  ['cron, far from UTC', 'cron(0 3 * * ? *)', 'Pacific/Kiritimati', '2026-12-01T00:00:00Z', '2026-12-01T13:00:00Z'],
  ['at, before', 'at(2026-12-01T20:00:00)', 'UTC', '2026-12-01T19:59:59Z', '2026-12-01T20:00:00Z'],
  ['at, past', 'at(2026-12-01T20:00:00)', 'UTC', '2026-12-01T20:00:00Z', undefined],
  ['at, in a zone', 'at(2026-07-01T20:00:00)', 'Europe/London', '2026-01-01T00:00:00Z', '2026-07-01T19:00:00Z'],
  ['at, in the gap of spring', 'at(2026-03-29T01:30:00)', 'Europe/London', '2026-01-01T00:00:00Z', undefined],
  ['rate, counted from its making', 'rate(5 minutes)', 'UTC', '2026-01-01T00:10:00Z', '2026-01-01T00:12:00Z'],
  ['rate, at the very time', 'rate(5 minutes)', 'UTC', '2026-01-01T00:12:00Z', '2026-01-01T00:17:00Z'],
  ['rate, first at its making', 'rate(1 hour)', 'UTC', '2026-01-01T00:01:59Z', '2026-01-01T00:02:00Z'],
  ['nothing that AWS knows', 'soon()', 'UTC', '2026-01-01T00:00:00Z', undefined],
])('%s', (_what, expression, zone, after, expected) => {
  expect(due(expression, zone, after)).toBe(expected);
});

test('a rate has a length, and nothing else has', () => {
  expect(rateOf('rate(1 day)')).toBe(86_400_000);
  expect(rateOf('cron(0 20 * * ? *)')).toBeUndefined();
});
