import type { FaultKind } from '../../../../lib/rehearsal/faults/fault';
import { PROFILES, type Rates, ratesOf } from '../../../../lib/rehearsal/faults/rates';

const mixtures = (profile: (typeof PROFILES)[number]): Rates[] =>
  Array.from({ length: 200 }, (_, seed) => ratesOf(profile, seed));

test('without a profile nothing goes wrong', () => {
  expect(ratesOf('none', 1)).toEqual({});
});

test('a run mixes its faults by its seed alone', () => {
  expect(ratesOf('chaos', 1)).toEqual(ratesOf('chaos', 1));
  expect(ratesOf('chaos', 1)).not.toEqual(ratesOf('chaos', 2));
});

test.each(['standard', 'chaos'] as const)(
  'every kind of %s is absent from some runs and frequent in others',
  (profile) => {
    const runs = mixtures(profile);
    for (const kind of Object.keys(runs[0]!) as FaultKind[]) {
      const rates = runs.map((rate) => rate[kind]!);
      expect([kind, Math.min(...rates)]).toEqual([kind, 0]);
      expect(new Set(rates).size).toBeGreaterThanOrEqual(3);
    }
  },
);

test.each(PROFILES)('nothing of %s is certain', (profile) => {
  const rates = mixtures(profile).flatMap((rate) => Object.values(rate));
  expect(Math.max(0, ...rates)).toBeLessThanOrEqual(0.8);
});

test('what any account meets is a part of chaos, and no more likely', () => {
  const [standard, chaos] = [mixtures('standard'), mixtures('chaos')];
  for (const kind of Object.keys(standard[0]!) as FaultKind[]) {
    standard.forEach((rates, seed) => {
      expect([kind, rates[kind]! <= chaos[seed]![kind]!]).toEqual([kind, true]);
    });
  }
});

test('in what any account meets nobody interferes, and no deployment fails', () => {
  const interfering: FaultKind[] = [
    'attached-by-hand',
    'detached-by-hand',
    'schedule-disabled',
    'schedule-deleted',
    'locked-down',
    'role-made-anew',
    'policy-made-anew',
    'session-denied',
    'deployment-failed',
    'stack-deleted',
  ];
  const kinds = Object.keys(ratesOf('standard', 1));
  expect(interfering.filter((kind) => kinds.includes(kind))).toEqual([]);
});
