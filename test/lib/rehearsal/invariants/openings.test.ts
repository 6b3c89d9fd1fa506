import { iso, type Interval } from '../../../../lib/core/interval';
import { findOpenings } from '../../../../lib/rehearsal/invariants/openings';
import type { ArrangedSpan } from '../../../../lib/rehearsal/arranged-history';
import { askable, holdOn, holdSpan, leaseSpan, onDemand } from './asked-fixture';
import { at, windowOf } from './played-fixture';

const DAY: Interval = { start: at('00:00:00'), end: at('23:59:59') };
const evening = { ...windowOf('20:00:00', '22:00:00', '2'), closesOn: [] };

const times = (all: readonly Interval[]): string[] =>
  all.map(({ start, end }) => `${iso(start).slice(11, 19)}-${iso(end).slice(11, 19)}`);
const due = (arranged: readonly ArrangedSpan[], windows = [onDemand(), evening]): string[] =>
  findOpenings(askable(windows).declared, arranged, DAY).flatMap((opening) => times(opening.due));

const lease = leaseSpan('a', '10:00:00', '11:00:00');

test('the clock opens what is scheduled, and a lease what is on demand', () => {
  expect(due([lease])).toEqual(['20:00:00-22:00:00', '10:00:00-11:00:00']);
});

test.each<[string, ArrangedSpan[], string[]]>([
  ['no longer than it stands', [{ ...lease, to: at('10:20:00') }], ['10:00:00-10:20:00']],
  ['no longer than its window is declared', [leaseSpan('a', '10:00:00', '12:00:00')], ['10:00:00-11:00:00']],
  ['until it is held', [lease, holdOn('a', '10:30:00', '11:00:00')], ['10:00:00-10:30:00']],
  [
    'again once the hold has gone',
    [lease, holdOn('a', '10:30:00', '11:00:00', { to: at('10:40:00') })],
    ['10:00:00-10:30:00', '10:40:00-11:00:00'],
  ],
  ['also while another is held', [lease, holdOn('b', '10:30:00', '11:00:00')], ['10:00:00-11:00:00']],
])('a lease is open %s', (_what, arranged, expected) => {
  expect(due(arranged, [onDemand()])).toEqual(expected);
});

test.each<[string, string, string, string[]]>([
  ['that case, as it was asked before', '1 case a', '10:10:00', ['10:00:00-10:20:00']],
  ['any case', '1 any case', '10:10:00', ['10:00:00-10:20:00']],
  ['that case, but of what was asked before', '1 case a', '09:59:59', ['10:00:00-11:00:00']],
  ['another case', '1 case b', '10:10:00', ['10:00:00-11:00:00']],
])('a close of %s counts for a lease by when it was asked', (_what, key, over, expected) => {
  const until = '2026-12-01T11:10:01Z';
  expect(due([lease, holdSpan({ key, until, over: iso(at(over)) }, '10:20:00')], [onDemand()])).toEqual(expected);
});

test('a scheduled window is held until the end of this occurrence', () => {
  const hold = holdSpan({ key: '2 occurrence', until: '2026-12-01T22:00:00Z' }, '20:30:00');
  expect(due([hold], [onDemand(), evening])).toEqual(['20:00:00-20:30:00']);
});
