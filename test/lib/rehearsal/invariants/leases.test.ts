import { breachesOfLeases } from '../../../../lib/rehearsal/invariants/leases';
import type { Played } from '../../../../lib/rehearsal/invariants/played';
import { askable, holdOn, leaseSpan } from './asked-fixture';
import { at, deployment, fault, played, span, texts } from './played-fixture';

const spans = [span('00:00:00', undefined, askable())];
const breaches = (more: Partial<Played>): string[] => texts(breachesOfLeases(played({ spans, ...more })));

const first = leaseSpan('a', '20:00:00', '21:00:00');
const second = leaseSpan('b', '20:10:00', '21:10:00');

describe('two requests', () => {
  test('do not hold an access open at once', () => {
    expect(breaches({ arranged: [first, second] })).toEqual([
      'I2 Release 20:10:00: two requests held it open at once, from 2026-12-01T20:10:00Z to 2026-12-01T21:00:00Z',
    ]);
  });

  test.each<[string, Partial<Played>]>([
    ['one after the other', { arranged: [first, leaseSpan('b', '21:00:00', '22:00:00')] }],
    ['where the first is held', { arranged: [first, holdOn('a', '20:05:00', '21:00:00'), second] }],
    ['for the moment in which both give way', { arranged: [first, second, holdOn('b', '20:10:11', '21:10:00')] }],
    [
      'for longer where one is stopped on its way',
      { arranged: [first, second, holdOn('b', '20:15:00', '21:10:00')], faults: [fault('20:09:00', '20:11:00')] },
    ],
    [
      'where somebody enables a lease by hand',
      { arranged: [first, second], faults: [fault('19:00:00', '20:09:00', { kind: 'schedule-disabled' })] },
    ],
    [
      'where a deployment changes the windows',
      { arranged: [first, second], deployments: [deployment('20:05:00', '20:06:00')] },
    ],
  ])('may have leases %s', (_when, more) => {
    expect(breaches(more)).toEqual([]);
  });
});

describe('what was made for an access that goes', () => {
  const gone: Partial<Played> = {
    spans: [span('00:00:00', '20:30:00', askable())],
    deployments: [deployment('20:20:00', '20:30:00')],
  };

  test('goes with it', () => {
    expect(breaches({ ...gone, arranged: [{ ...first, to: at('20:25:00') }] })).toEqual([]);
    expect(breaches({ ...gone, arranged: [first] })).toEqual([
      'I8 Release 20:30:00: lease-a was left standing when the access had gone',
    ]);
  });

  test.each<[string, Partial<Played>]>([
    ['where it was made meanwhile', { arranged: [leaseSpan('a', '20:21:00', '21:00:00')] }],
    ['where the access stays in another form', { spans: [...gone.spans!, span('20:20:00', undefined, askable())] }],
    ['where the function could not go on', { faults: [fault('20:25:00', '20:26:00')] }],
    ['where the deployment failed', { deployments: [deployment('20:20:00', '20:30:00', { succeeded: false })] }],
  ])('may stay %s', (_when, more) => {
    expect(breaches({ ...gone, arranged: [first], ...more })).toEqual([]);
  });
});
