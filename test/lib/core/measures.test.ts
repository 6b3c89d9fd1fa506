import { epochMs } from '../../../lib/core/interval';
import { type Measure, measuresOf } from '../../../lib/core/measures';
import { ACCESS_METRICS, type AccessRecord, type Happening } from '../../../lib/core/world';

const access = 'release';

function measured(event: Happening, more: Partial<AccessRecord> = {}): Measure[] {
  const at = epochMs(Date.UTC(2026, 11, 1, 22));
  return measuresOf({ event, trigger: 'end', at, access, purpose: '', role: 'role', policies: ['a', 'b'], ...more });
}

test.each<[string, Measure[], Measure[]]>([
  ['an open', measured('opened'), [{ metric: 'Opened', value: 1, access }]],
  ['an open that was one already', measured('opened', { reason: 'attached already' }), []],
  ['a close whose end is not known', measured('detached'), [{ metric: 'Closed', value: 1, access }]],
  [
    'a close',
    measured('detached', { secondsPastEnd: 42 }),
    [
      { metric: 'Closed', value: 1, access },
      { metric: 'Overrun', value: 42, access },
    ],
  ],
  [
    'a proof',
    measured('verified', { secondsPastEnd: 48 }),
    [
      { metric: 'Verified', value: 1, access },
      { metric: 'TimeToVerifiedRemoval', value: 48, access },
    ],
  ],
  ['an open that failed', measured('open-failed', { reason: 'no' }), [{ metric: 'FailedOpens', value: 1, access }]],
  [
    'a close that failed, by the number of policies that may stand',
    measured('close-failed', { reason: 'no' }),
    [
      { metric: 'FailedCloses', value: 1, access },
      { metric: 'OpenPastEnd', value: 2 },
    ],
  ],
  ['drift, by the number of policies', measured('drift'), [{ metric: 'Drift', value: 2 }]],
  ['drift that is gone, which was measured as a proof', measured('drift-removed'), []],
  ['residual access', measured('residual'), [{ metric: 'ResidualAccess', value: 1 }]],
  ['a refusal', measured('refused'), []],
  ['an end that is near', measured('ending-soon'), []],
])('%s is measured', (_what, found, expected) => {
  expect(found).toEqual(expected);
});

test('only what an open or a close measures is there for each access: every such number costs money', () => {
  const all: Happening[] = ['opened', 'detached', 'verified', 'open-failed', 'close-failed', 'drift', 'residual'];
  const ofAccess = all.flatMap((event) => measured(event, { secondsPastEnd: 1 })).filter((one) => 'access' in one);

  expect(new Set(ofAccess.map(({ metric }) => metric))).toEqual(new Set(ACCESS_METRICS));
});
