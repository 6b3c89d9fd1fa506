import type { Interval } from '../../../../lib/core/interval';
import { clipped, without } from '../../../../lib/rehearsal/invariants/intervals';
import { at } from './played-fixture';

const interval = (start: string, end: string): Interval => ({ start: at(start), end: at(end) });
const evening = interval('18:00:00', '23:00:00');

test.each<[string, Interval[], Interval[]]>([
  ['nothing', [], [evening]],
  ['all of it', [interval('18:00:00', '23:00:00')], []],
  ['more than it', [interval('17:00:00', '23:30:00')], []],
  ['its beginning', [interval('17:00:00', '19:00:00')], [interval('19:00:00', '23:00:00')]],
  ['its end', [interval('22:00:00', '23:30:00')], [interval('18:00:00', '22:00:00')]],
  [
    'two parts that overlap',
    [interval('20:30:00', '21:00:00'), interval('20:00:00', '20:45:00')],
    [interval('18:00:00', '20:00:00'), interval('21:00:00', '23:00:00')],
  ],
])('an evening without %s leaves the rest', (_what, taken, left) => {
  expect(without(evening, taken)).toEqual(left);
});

test.each<[string, Interval, Interval | undefined]>([
  ['inside', interval('20:00:00', '21:00:00'), interval('20:00:00', '21:00:00')],
  ['across its beginning', interval('17:00:00', '19:00:00'), interval('18:00:00', '19:00:00')],
  ['before, and touching it', interval('17:00:00', '18:00:00'), undefined],
  ['after, and touching it', interval('23:00:00', '23:30:00'), undefined],
])('the part of an evening that is %s', (_where, one, expected) => {
  expect(clipped(one, evening)).toEqual(expected);
});
