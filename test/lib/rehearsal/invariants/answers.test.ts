import { breachesOfAnswers } from '../../../../lib/rehearsal/invariants/answers';
import type { Played } from '../../../../lib/rehearsal/invariants/played';
import { askable, asked, holdOn, holdSpan, leaseSpan, onDemand } from './asked-fixture';
import { deployment, fault, played, span, texts } from './played-fixture';

const spans = [span('00:00:00', undefined, askable())];
const breaches = (more: Partial<Played>): string[] => texts(breachesOfAnswers(played({ spans, ...more })));
const open = asked('open', '20:00:00', 'a');
const lease = leaseSpan('a', '20:00:01', '21:00:00');
const unanswered =
  'opens Release 20:01:15: the request open-a of 2026-12-01T20:00:00Z was in good order, and was given no lease';

describe('a request to open', () => {
  test('that is answered is fine', () => {
    expect(breaches({ signals: [open], arranged: [lease] })).toEqual([]);
  });

  test('in good order is given a lease', () => {
    expect(breaches({ signals: [open] })).toEqual([unanswered]);
  });

  test.each<[string, Partial<Played>]>([
    ['something is wrong', { faults: [fault('19:59:00', '19:59:10')] }],
    ['a deployment is under way', { deployments: [deployment('19:50:00', '20:01:00')] }],
    [
      'another request holds it open',
      { signals: [asked('open', '19:29:59', 'b'), open], arranged: [leaseSpan('b', '19:30:00', '20:29:59')] },
    ],
    [
      'it is the pause after another',
      { arranged: [holdSpan({ key: '1 pause', until: '2026-12-01T21:00:00Z' }, '19:00:00', { madeBy: 'opener' })] },
    ],
    [
      'its case is over',
      {
        signals: [asked('close', '20:00:00', 'a'), open],
        arranged: [holdSpan({ key: '1 case a', until: '2026-12-01T21:00:00Z' }, '20:00:01')],
      },
    ],
    ['it comes from another account', { signals: [asked('open', '20:00:00', 'a', { account: '999999999999' })] }],
    [
      'it breaks glass for no reason',
      {
        spans: [span('00:00:00', undefined, askable([onDemand({ breakGlass: true })]))],
        signals: [asked('open', '20:00:00', 'a', { detail: { case: 'a' } })],
      },
    ],
    ['its access has just been deployed', { spans: [span('19:59:30', undefined, askable())] }],
  ])('is given none while %s', (_why, more) => {
    expect(breaches({ signals: [open], ...more })).toEqual([]);
  });

  test.each<[string, object]>([
    ['of another account', { account: '999999999999' }],
    ['replayed from an archive', { 'replay-name': 'x' }],
    ['that is far ahead', { time: '2026-12-01T20:30:00Z' }],
    ['that nobody sent', { id: 'another' }],
  ])('%s is given none', (_what, more) => {
    expect(breaches({ signals: [asked('open', '20:00:00', 'a', more)], arranged: [lease] })).toContain(
      'I4 Release 20:00:01: the request open-a was given a lease, and is none that may be answered',
    );
  });

  test('is given no lease for longer than its window is declared', () => {
    expect(breaches({ signals: [open], arranged: [leaseSpan('a', '20:00:01', '21:30:00')] })).toEqual([
      'I3 Release 20:00:01: the lease of open-a ends at 2026-12-01T21:30:00Z, after 2026-12-01T21:00:00Z',
    ]);
  });
});

describe('a request to close', () => {
  const close = asked('close', '20:30:00', 'a');

  test('holds what was open', () => {
    const arranged = [lease, holdOn('a', '20:30:01', '21:00:00')];
    expect(breaches({ signals: [open, close], arranged })).toEqual([]);
  });

  test('fails where that goes on being open', () => {
    expect(breaches({ signals: [open, close], arranged: [lease] })).toEqual([
      'closes Release 20:31:15: the request close-a of 2026-12-01T20:30:00Z did not close what had been open since 2026-12-01T20:00:01Z',
    ]);
  });

  test('of another case, or from before the open, closes nothing', () => {
    const signals = [asked('close', '19:50:00', 'a'), open, asked('close', '20:30:00', 'b')];
    expect(breaches({ signals, arranged: [lease] })).toEqual([]);
  });

  test.each([
    ['of another case', 'b'],
    ['that nobody made', undefined],
  ])('%s holds nothing', (_what, theCase) => {
    const signals = [open, ...(theCase === undefined ? [] : [asked('close', '20:30:00', theCase)])];
    expect(breaches({ signals, arranged: [lease, holdOn('a', '20:30:01', '21:00:00')] })).toEqual([
      'I9 Release 20:30:01: 1 request open-a was closed early, which nobody had asked for',
    ]);
  });

  test('is not needed for the hold by which a request gives way', () => {
    const arranged = [lease, holdOn('a', '20:00:02', '21:00:00', { madeBy: 'opener' })];
    expect(breaches({ signals: [open], arranged })).toEqual([]);
  });
});
