/** From what an author writes about requests and early closes to what is declared. */
import { Duration } from 'aws-cdk-lib';
import { AccessSignal, AccessWindow, type OnDemandWindowProps } from 'cdk-temporary-access';
import { isOnDemand, occurrences } from '../../lib/core/window';
import { epochMs } from '../../lib/core/interval';
import { LONDON, nightly, saturday, stackOf } from './fixture';
import { breakGlass, incident, onRequest, pipelineSignals } from './on-request';

const { started, finished } = pipelineSignals(stackOf());

/** An event that belongs to no case and gives no reason. */
const plain = AccessSignal.eventPattern({ eventPattern: { source: ['shop.jobs'], detailType: ['Job Changed'] } });

const idsOf = ({ _problems: problems }: AccessWindow): string[] => problems.map(({ id }) => id);
const told = ({ _problems: problems }: AccessWindow): string[] =>
  problems.map(({ what, why, mend }) => `${what}: ${why}; ${mend}`);

describe('a window on demand', () => {
  test('declares how long, within which hours and how soon again', () => {
    const window = onRequest({
      maxDuration: Duration.minutes(90),
      within: nightly(),
      cooldown: Duration.hours(1),
    });
    expect(window._declare('3')).toEqual({
      kind: 'on-demand',
      id: '3',
      words:
        'on demand for at most 1 hour 30 minutes, within every day 22:00-06:00 (ending the next day) Europe/London, not again for 1 hour',
      maxMinutes: 90,
      cooldownMinutes: 60,
      within: nightly()._declare('1'),
      opensOn: [],
    });
  });

  test('declares nothing that it does not have', () => {
    expect(onRequest()._declare('1')).toEqual({
      kind: 'on-demand',
      id: '1',
      words: 'on demand for at most 1 hour',
      maxMinutes: 60,
      opensOn: [],
    });
  });

  test('breaks glass where its factory says so, and nowhere else', () => {
    expect(breakGlass()._declare('1')).toMatchObject({
      words: 'break glass, on demand for at most 4 hours',
      breakGlass: true,
    });
    expect(onRequest()._declare('1')).not.toHaveProperty('breakGlass');
  });

  test('has no times of its own', () => {
    const window = onRequest({ within: saturday() });
    expect(window.describe()).toBe('on demand for at most 1 hour, within once 2026-12-12 07:00-09:30 Europe/London');
    expect(window.occurrences('2026-12-01T00:00Z', '2027-01-01T00:00Z')).toEqual([]);
    const declared = window._declare('1')!;
    const year = { start: epochMs(Date.parse('2026-01-01')), end: epochMs(Date.parse('2027-01-01')) };
    expect(isOnDemand(declared) && declared.within !== undefined && occurrences(declared.within, year)).toHaveLength(1);
  });

  test('is as long as it may be open, for the checks and the retries', () => {
    expect([onRequest()._shortestMs, onRequest()._longestMs]).toEqual([3_600_000, 3_600_000]);
  });

  test('keeps its signals, also where something is wrong with it', () => {
    const window = onRequest({ maxDuration: Duration.minutes(1), closeOn: [finished] });
    expect(window._signals).toMatchObject({ closesOn: [finished], closesAny: false });
    expect(window._declare('1')).toBeUndefined();
    expect(() => window.describe()).toThrow(/maxDuration is 1 minute/);
  });
});

describe('maxDuration and cooldown', () => {
  test.each<[Duration, boolean]>([
    [Duration.seconds(0), false],
    [Duration.minutes(4), false],
    [Duration.seconds(299), false],
    [Duration.minutes(5), true],
    [Duration.seconds(301), false],
    [Duration.millis(300_001), false],
    [Duration.days(2), true],
  ])('of %s may be a maxDuration: %p', (maxDuration, may) => {
    expect(idsOf(onRequest({ maxDuration }))).toEqual(may ? [] : ['max-duration']);
  });

  test.each<[Duration, boolean]>([
    [Duration.seconds(0), false],
    [Duration.seconds(59), false],
    [Duration.minutes(1), true],
    [Duration.seconds(61), false],
    [Duration.days(30), true],
  ])('of %s may be a cooldown: %p', (cooldown, may) => {
    expect(idsOf(onRequest({ cooldown }))).toEqual(may ? [] : ['cooldown']);
  });

  test('are told apart in what their author reads', () => {
    expect(told(onRequest({ maxDuration: Duration.seconds(0), cooldown: Duration.seconds(30) }))).toEqual([
      expect.stringMatching(/^maxDuration is nothing: .*at least 5,/),
      expect.stringMatching(/^cooldown is 30 seconds: .*at least one,/),
    ]);
  });
});

describe('the hours in which requests are heard', () => {
  const evening = { start: '20:00', end: '22:00', timeZone: LONDON };

  test.each<[string, AccessWindow, string[]]>([
    ['windows of the clock', AccessWindow.daily(evening), []],
    ['windows that happen once', saturday(), []],
    ['no window on demand', onRequest(), ['within']],
    ['no window that breaks glass', breakGlass(), ['within']],
    [
      'no window that closes early',
      AccessWindow.daily({ ...evening, closeOn: [finished], closeOnAny: true }),
      ['within'],
    ],
    ['no window that is wrong', AccessWindow.daily({ ...evening, end: '8pm' }), ['time-of-day']],
  ])('are %s', (_what, within, ids) => {
    expect(idsOf(onRequest({ within }))).toEqual(ids);
  });

  test('tell what is wrong with them as theirs', () => {
    expect(told(onRequest({ within: AccessWindow.daily({ ...evening, end: '8pm' }) }))).toEqual([
      expect.stringMatching(/^within: end '8pm' is not a time of day/),
    ]);
  });
});

describe('opens and closes of a window on demand', () => {
  test.each<[string, Partial<OnDemandWindowProps>, string[]]>([
    ['both name a case', { openOn: [started], closeOn: [finished] }, []],
    ['nothing closes early', { openOn: [plain] }, []],
    ['an open names no case', { openOn: [plain], closeOn: [finished] }, ['close-on-any']],
    ['a close names no case', { openOn: [started], closeOn: [plain] }, ['close-on-any']],
    ['neither names a case', { openOn: [plain], closeOn: [plain] }, ['close-on-any', 'close-on-any']],
    ['neither does, and any close may close', { openOn: [plain], closeOn: [plain], closeOnAny: true }, []],
    ['one of two does not', { openOn: [started], closeOn: [finished, plain] }, ['close-on-any']],
    ['requests may name one', { openOn: [AccessSignal.request()], closeOn: [incident('Resolved')] }, []],
    ['nothing opens', { openOn: [] }, ['no-open-signal']],
    ['nothing opens, and something closes', { openOn: [], closeOn: [finished] }, ['no-open-signal']],
  ])('where %s', (_what, props, ids) => {
    expect(idsOf(onRequest(props))).toEqual(ids);
  });

  test('name the signal that is meant, by its place and in words', () => {
    expect(told(onRequest({ openOn: [started], closeOn: [finished, plain] }))).toEqual([
      expect.stringMatching(/^closeOn 2 \(an event of shop\.jobs, Job Changed\) names no case: /),
    ]);
  });

  test('are told what is wrong with each signal, wherever it stands', () => {
    const wrong = AccessSignal.eventPattern({
      eventPattern: { source: ['shop.jobs'] },
      correlation: 'job',
      reason: '$.',
    });
    expect(idsOf(onRequest({ openOn: [started, wrong], closeOn: [wrong] }))).toEqual([
      ...['signal-detail-type', 'signal-path', 'signal-path'],
      ...['signal-detail-type', 'signal-path', 'signal-path'],
    ]);
    expect(told(onRequest({ openOn: [started, wrong] }))[0]).toMatch(/^openOn 2: the event pattern names no detail/);
  });
});

describe('breaking glass', () => {
  test('needs a reason in whatever opens, and none in what closes', () => {
    expect(idsOf(breakGlass({ openOn: [incident('Opened')], closeOn: [finished] }))).toEqual([]);
    expect(told(breakGlass({ openOn: [AccessSignal.request(), started] }))).toEqual([
      expect.stringMatching(/^openOn 2 \(an execution of pipeline Pipeline starts\) gives no reason: /),
    ]);
  });

  test('is only where it is asked for: other windows need no reason', () => {
    expect(idsOf(onRequest({ openOn: [started] }))).toEqual([]);
  });

  test('cannot go without something that opens it', () => {
    expect(idsOf(breakGlass({ openOn: [] }))).toEqual(['no-open-signal']);
  });
});

describe('an early close of a window of the clock', () => {
  const evening = { start: '20:00', end: '22:00', timeZone: LONDON };

  test('is for whatever comes first, and says so', () => {
    const window = AccessWindow.daily({ ...evening, closeOn: [finished], closeOnAny: true });
    expect(idsOf(window)).toEqual([]);
    expect(window._signals).toEqual({ opensOn: [], closesOn: [finished], closesAny: true });
  });

  test('fails where it does not, and tells of the pipeline that started before', () => {
    const window = AccessWindow.daily({ ...evening, closeOn: [finished, AccessSignal.request()] });
    expect(idsOf(window)).toEqual(['close-on-any']);
    expect(told(window)[0]).toMatch(
      /^closeOn \(an execution of pipeline Pipeline is over, a request through the request bus\) .*started before the window.*AccessWindow\.onDemand.*closeOnAny: true$/,
    );
  });

  test('is told together with everything else that is wrong', () => {
    expect(idsOf(AccessWindow.daily({ ...evening, start: '8pm', closeOn: [finished] }))).toEqual([
      'time-of-day',
      'close-on-any',
    ]);
    expect(idsOf(AccessWindow.once({ start: 'soon', end: 'later', closeOn: [finished] }))).toContain('close-on-any');
    expect(idsOf(AccessWindow.weekly({ ...evening, days: [], closeOn: [finished] }))).toEqual([
      'no-days',
      'close-on-any',
    ]);
  });

  test('leaves a window without one as it was', () => {
    expect(nightly()._signals).toEqual({ opensOn: [], closesOn: [], closesAny: false });
    expect(AccessWindow.daily({ ...evening, closeOnAny: true })._declare('1')).toEqual(
      AccessWindow.daily(evening)._declare('1'),
    );
  });
});
