import { Faults } from '../../../../lib/rehearsal/faults/faults';
import { at } from '../invariants/played-fixture';

const places = Array.from({ length: 1_000 }, (_, index) => `place ${index}`);

/** The places at which a fault strikes, each with the first number of its stream. */
const struckBy = (faults: Faults): Map<string, number> =>
  new Map(
    places.flatMap((place) => {
      const strike = faults.strikes('crash', place);
      return strike === undefined ? [] : [[strike.id, strike.random()] as const];
    }),
  );

test('the same seed strikes at the same places and in the same way, another at others', () => {
  const strikes = struckBy(new Faults(1, { crash: 0.5 }));
  expect(struckBy(new Faults(1, { crash: 0.5 }))).toEqual(strikes);
  expect(struckBy(new Faults(2, { crash: 0.5 }))).not.toEqual(strikes);
});

test.each([
  ['never', 0, 0, 0],
  ['seldom', 0.1, 60, 150],
  ['about every second time', 0.5, 440, 560],
  ['always', 1, 1_000, 1_000],
])('a fault strikes as often as its rate says: %s', (_often, rate, least, most) => {
  const { size } = struckBy(new Faults(1, { crash: rate }));
  expect(size).toBeGreaterThanOrEqual(least);
  expect(size).toBeLessThanOrEqual(most);
});

test('a kind without a rate never strikes', () => {
  expect(struckBy(new Faults(1, { hang: 1 })).size).toBe(0);
});

test('a higher rate strikes wherever the lower one did', () => {
  const seldom = [...struckBy(new Faults(1, { crash: 0.1 })).keys()];
  expect([...struckBy(new Faults(1, { crash: 0.5 })).keys()]).toEqual(expect.arrayContaining(seldom));
});

test('what may not strike leaves all that may as it was', () => {
  const all = struckBy(new Faults(1, { crash: 0.5 }));
  const may = (id: string): boolean => id.endsWith('7');
  const some = struckBy(new Faults(1, { crash: 0.5 }, may));
  expect(some.size).toBeGreaterThan(0);
  expect([...some]).toEqual([...all].filter(([id]) => may(id)));
});

test('an id names kind and place', () => {
  expect(new Faults(1, { crash: 1 }).strikes('crash', 'closer, sweep')?.id).toBe('crash closer, sweep');
});

test('each kind has a chance of its own at a place', () => {
  const faults = new Faults(1, { crash: 0.5, hang: 0.5 });
  const of = (kind: 'crash' | 'hang'): string[] => places.filter((place) => faults.strikes(kind, place) !== undefined);
  expect(of('crash')).not.toEqual(of('hang'));
});

test('nothing strikes while it must not', () => {
  const faults = new Faults(1, { crash: 1 });
  faults.strike = false;
  expect(faults.strikes('crash', 'here')).toBeUndefined();
  faults.strike = true;
  expect(faults.strikes('crash', 'here')).toBeDefined();
});

test('what struck is kept in order, and its end may become known later', () => {
  const faults = new Faults(1, { crash: 1 });
  const effect = { words: 'w', from: at('20:00:00'), to: undefined };
  faults.note(faults.strikes('crash', 'one')!, { ...effect, to: at('21:00:00') });
  const over = faults.note(faults.strikes('crash', 'two')!, effect);
  faults.note(faults.strikes('crash', 'three')!, effect);
  over(at('20:30:00'));
  expect(faults.struck).toEqual([
    { ...effect, id: 'crash one', kind: 'crash', to: at('21:00:00') },
    { ...effect, id: 'crash two', kind: 'crash', to: at('20:30:00') },
    { ...effect, id: 'crash three', kind: 'crash' },
  ]);
});
