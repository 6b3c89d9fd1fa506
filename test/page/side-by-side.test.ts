import fc from 'fast-check';
import { sideBySide } from '../../page/side-by-side';

function span(from: number, to: number): { from: number; to: number } {
  return { from, to };
}

/** `0/2 of 10-20`, of each. */
function told(spans: readonly { from: number; to: number }[], most = 4): string[] {
  return sideBySide(spans, most).map(
    ({ from, to, lane, lanes, items }) =>
      `${lane}/${lanes} ${from}-${to}${items.length > 1 ? ` of ${items.length}` : ''}`,
  );
}

test.each([
  ['one has all the width', [span(10, 20)], ['0/1 10-20']],
  ['touching ones too', [span(10, 20), span(20, 30)], ['0/1 10-20', '0/1 20-30']],
  ['two share it', [span(10, 20), span(15, 30)], ['0/2 10-20', '1/2 15-30']],
  ['a place is used again', [span(0, 30), span(0, 10), span(10, 30)], ['0/2 0-30', '1/2 0-10', '1/2 10-30']],
  [
    'what has no room is put together',
    [span(0, 10), span(1, 10), span(2, 10), span(3, 11), span(4, 12)],
    ['0/4 0-10', '1/4 1-10', '2/4 2-10', '3/4 3-12 of 2'],
  ],
])('%s', (_what, spans, expected) => {
  expect(told(spans)).toEqual(expected);
});

test('nothing is lost, and nothing lies on anything else', () => {
  const spans = fc.array(
    fc.tuple(fc.nat(1400), fc.integer({ min: 1, max: 400 })).map(([from, length]) => span(from, from + length)),
    { maxLength: 30 },
  );
  fc.assert(
    fc.property(spans, fc.integer({ min: 1, max: 5 }), (all, most) => {
      const placed = sideBySide(all, most);
      expect(placed.flatMap(({ items }) => items)).toHaveLength(all.length);
      for (const one of placed) {
        expect(one.lane).toBeLessThan(one.lanes);
        expect(one.lanes).toBeLessThanOrEqual(most);
        const clash = placed.find(
          (other) => other !== one && other.lane === one.lane && other.from < one.to && one.from < other.to,
        );
        expect(clash).toBeUndefined();
      }
    }),
  );
});
