import { type App, Duration, Stack } from 'aws-cdk-lib';
import { AccessSignal, AccessWindow, type OnDemandWindowProps, Weekday } from 'cdk-temporary-access';
import { review } from '../../../../lib/review/review';
import { edited, ofType, removeFolders, synthesized } from '../../rehearsal/assembly-fixture';
import { asked, type Asked, byPipeline, having } from '../on-demand-fixture';
import { accessIn, changesIn, compared, deployRole, LONDON, tuesdays } from '../review-fixture';

afterAll(removeFolders);

/** What changed from one to the other, and back. */
function thereAndBack(before: (app: App) => void, after: (app: App) => void): [there: string[], back: string[]] {
  const of = (one: (app: App) => void, other: (app: App) => void): string[] =>
    changesIn(compared(one, other)).map((change) => change.replace(' Release:', ''));
  return [of(before, after), of(after, before)];
}

const incident = (detail: Record<string, string[]>, description = 'an incident'): AccessSignal =>
  AccessSignal.eventPattern({
    eventPattern: { source: ['shop.incidents'], detailType: ['Incident'], detail },
    correlation: '$.detail.incident',
    description,
  });
const opening = (signal: AccessSignal): Asked => ({ window: { openOn: [signal] } });

test.each<[string, Asked, Asked, there: string, back: string]>([
  [
    'a longer maximum',
    {},
    { window: { maxDuration: Duration.hours(4) } },
    'wider one request holds it open for up to 4 h instead of 1 h',
    'narrower one request holds it open for up to 1 h instead of 4 h',
  ],
  [
    'another requester',
    {},
    { openers: ['Duty'] },
    'wider it opens on: a request through the request bus, which ${Duty.Arn} may send now',
    'narrower it opens on: a request through the request bus, which ${Duty.Arn} may no longer send',
  ],
  [
    'a pause',
    {},
    { window: { cooldown: Duration.minutes(30) } },
    'narrower the next request is answered 30 min after the last instead of at once',
    'wider the next request is answered at once instead of 30 min after the last',
  ],
  [
    'a longer pause',
    { window: { cooldown: Duration.minutes(30) } },
    { window: { cooldown: Duration.minutes(45) } },
    'narrower the next request is answered 45 min after the last instead of 30 min after the last',
    'wider the next request is answered 30 min after the last instead of 45 min after the last',
  ],
  [
    'hours for requests',
    {},
    { window: { within: tuesdays() } },
    'narrower it may be opened only Tuesdays 20:00-22:00 Europe/London, and before at any time',
    'wider it may be opened at any time, and before only Tuesdays 20:00-22:00 Europe/London',
  ],
  [
    'longer hours for requests',
    { window: { within: tuesdays() } },
    { window: { within: tuesdays('23:00') } },
    'wider the hours in which it may be opened: end moves from 22:00 to 23:00 Europe/London on Tuesdays: +1 h a week at most',
    'narrower the hours in which it may be opened: end moves from 23:00 to 22:00 Europe/London on Tuesdays: -1 h a week at most',
  ],
  [
    'breaking glass',
    {},
    { breakGlass: true },
    'narrower it is break-glass now: every request says why, and people are called',
    'wider it is no longer break-glass: it opens without a reason, and nobody is called',
  ],
  [
    'a pattern that matches more',
    opening(incident({ team: ['shop'] })),
    opening(incident({ team: ['shop', 'search'] })),
    'wider it opens on: an incident, now matched by {"detail":{"team":["search","shop"]},"detail-type":["Incident"],' +
      '"source":["shop.incidents"]}, and before by {"detail":{"team":["shop"]},"detail-type":["Incident"],' +
      '"source":["shop.incidents"]}',
    'narrower it opens on: an incident, now matched by {"detail":{"team":["shop"]},"detail-type":["Incident"],' +
      '"source":["shop.incidents"]}, and before by {"detail":{"team":["search","shop"]},"detail-type":["Incident"],' +
      '"source":["shop.incidents"]}',
  ],
])('%s is told, and so is its end', (_what, before, after, there, back) => {
  expect(thereAndBack(asked(before), asked(after))).toEqual([[there], [back]]);
});

test('a pattern of which nobody can tell whether it matches more is wider either way', () => {
  const [there, back] = thereAndBack(
    asked(opening(incident({ team: ['shop'] }))),
    asked(opening(incident({ level: ['1'] }))),
  );
  expect([there[0], back[0]]).toEqual([expect.stringMatching(/^wider it opens on/), expect.stringMatching(/^wider/)]);
});

test('a comparison of numbers is left in the order in which it is written', () => {
  const [there] = thereAndBack(asked(), asked(opening(incident({ level: [{ numeric: ['>=', 1, '<', 3] }] as never }))));
  expect(there.join()).toContain('{"level":[{"numeric":[">=",1,"<",3]}]}');
});

test('hours that are others altogether open at times at which it was shut', () => {
  const friday = AccessWindow.weekly({ days: [Weekday.FRIDAY], start: '08:00', end: '09:00', timeZone: LONDON });
  expect(thereAndBack(asked({ window: { within: tuesdays() } }), asked({ window: { within: friday } }))[0]).toEqual([
    'wider the hours in which it may be opened: they were Tuesdays 20:00-22:00 Europe/London and are now Fridays ' +
      '08:00-09:00 Europe/London: -1 h a week at most',
  ]);
});

test('a close that may leave out the case closes more', () => {
  const before = synthesized(asked());
  const after = edited(before, (resources) => {
    const [{ closesOn }] = ofType(resources, 'Custom::TemporaryAccess')[1].Properties.windows;
    delete closesOn[0].anyCase;
  });
  const changes = (base: string, head: string): string[] =>
    changesIn(review({ folder: head, base: review({ folder: base, days: 28 }), days: 28 }));
  expect([changes(before, after), changes(after, before)]).toEqual([
    ['wider Release: it closes early on: a request through the request bus, no longer where it names no case'],
    ['narrower Release: it closes early on: a request through the request bus, now also where it names no case'],
  ]);
});

test('the words of a signal, and the order in which things are listed, are no change', () => {
  const before = opening(incident({ team: ['shop', 'search'] }));
  const after = opening(incident({ team: ['search', 'shop'] }, 'trouble'));
  expect(thereAndBack(asked(before), asked(after))).toEqual([[], []]);
});

test('a signal that comes is told with what it matches', () => {
  const two: Asked = { window: { openOn: [AccessSignal.request(), incident({ team: ['shop'] })] } };
  expect(thereAndBack(asked(), asked(two))).toEqual([
    [
      'wider it now opens on: an incident, sent by ${Tool.Arn}, matched by {"detail":{"team":["shop"]},' +
        '"detail-type":["Incident"],"source":["shop.incidents"]}',
    ],
    ['narrower it no longer opens on: an incident, sent by ${Tool.Arn}'],
  ]);
});

describe('what closes it early', () => {
  const onDemand = (props: Partial<OnDemandWindowProps>): ((app: App) => void) =>
    having((stack) => [byPipeline(stack, props)]);

  test('is missed where it goes', () => {
    expect(thereAndBack(onDemand({}), onDemand({ closeOn: [] }))).toEqual([
      ['wider it no longer closes early on: an execution of pipeline Train is over'],
      [expect.stringMatching(/^narrower it now closes early on: an execution of pipeline Train is over, matched by /)],
    ]);
  });

  test('closes more where it is for any case', () => {
    expect(thereAndBack(onDemand({}), onDemand({ closeOnAny: true }))).toEqual([
      [
        'narrower it closes early on: an execution of pipeline Train is over, told apart by nothing instead of ' +
          '$.detail.execution-id',
      ],
      [
        'wider it closes early on: an execution of pipeline Train is over, told apart by $.detail.execution-id instead ' +
          'of nothing',
      ],
    ]);
  });

  test('counts on scheduled windows as well', () => {
    const closeOn = [AccessSignal.eventPattern({ eventPattern: { source: ['aws.codepipeline'] } })];
    const daily = (early: object): ((app: App) => void) =>
      having(() => [AccessWindow.daily({ start: '20:00', end: '22:00', timeZone: LONDON, ...early })]);
    expect(thereAndBack(daily({ closeOn, closeOnAny: true }), daily({}))).toEqual([
      ['wider it no longer closes early on: an event of aws.codepipeline'],
      ['narrower it now closes early on: an event of aws.codepipeline, matched by {"source":["aws.codepipeline"]}'],
    ]);
  });
});

describe('a window that comes or goes', () => {
  const clock = having(() => [tuesdays()]);
  const train = (within?: AccessWindow): ((app: App) => void) =>
    having((stack) => [byPipeline(stack, within === undefined ? {} : { within })]);

  test('opens on request in the hours in which the clock opened it, which is less', () => {
    expect(thereAndBack(clock, train())).toEqual([
      [
        'narrower the clock no longer opens it Tuesdays 20:00-22:00 Europe/London: it is on demand for at most 1 hour, ' +
          'within Tuesdays 20:00-22:00 Europe/London (opens on: an execution of pipeline Train starts): -2 h a week',
      ],
      [
        'wider the clock opens it Tuesdays 20:00-22:00 Europe/London, and not only a request: it was on demand for at ' +
          'most 1 hour, within Tuesdays 20:00-22:00 Europe/London: +2 h a week',
      ],
    ]);
  });

  test('beside another is told with who opens it', () => {
    const two = having((stack) => [tuesdays(), byPipeline(stack, { within: tuesdays('12:00', '10:00') })]);
    expect(thereAndBack(clock, two)).toEqual([
      [
        'wider new window on demand for at most 1 hour, within Tuesdays 10:00-12:00 Europe/London (opens on: an ' +
          'execution of pipeline Train starts)',
      ],
      ['narrower no longer open on demand for at most 1 hour, within Tuesdays 10:00-12:00 Europe/London'],
    ]);
  });

  test('is the one that shares a signal with it, wherever it stands', () => {
    const other = (stack: Stack, hours: number): AccessWindow =>
      byPipeline(stack, {
        maxDuration: Duration.hours(hours),
        openOn: [AccessSignal.eventPattern({ eventPattern: { source: ['aws.states'] } })],
        closeOn: [],
      });
    const before = having((stack) => [byPipeline(stack), other(new Stack(stack, 'Other'), 1)]);
    const after = having((stack) => [other(new Stack(stack, 'Other'), 2), byPipeline(stack)]);
    expect(thereAndBack(before, after)[0]).toEqual([
      'wider on demand for at most 2 hours, within Tuesdays 20:00-22:00 Europe/London: one request holds it open for up ' +
        'to 2 h instead of 1 h',
    ]);
  });

  test('does not make another access of the same purpose the same one', () => {
    const of =
      (id: string, source: string) =>
      (app: App): void => {
        const stack = new Stack(app, 'Shop');
        const openOn = [AccessSignal.eventPattern({ eventPattern: { source: [source] } })];
        const role = deployRole(stack, {}, `${id}Role`);
        accessIn(stack, { role, windows: [AccessWindow.onDemand({ maxDuration: Duration.hours(1), openOn })] }, id);
      };
    const went = (source: string): string[] =>
      changesIn(compared(of('One', 'aws.states'), of('Other', source))).filter((change) => change.includes('is gone'));
    expect([went('aws.states'), went('aws.codebuild')]).toEqual([
      [],
      ['narrower One: is gone: the role OneRole had it on request up to 1 h at a time'],
    ]);
  });

  test('is told apart from the others where there are several', () => {
    const two = (hours: number): ((app: App) => void) =>
      having((stack) => [tuesdays(), byPipeline(stack, { maxDuration: Duration.hours(hours) })]);
    expect(thereAndBack(two(1), two(2))[0]).toEqual([
      'wider on demand for at most 2 hours, within Tuesdays 20:00-22:00 Europe/London: one request holds it open for up ' +
        'to 2 h instead of 1 h',
    ]);
  });
});

test('a whole access that goes was open on request only', () => {
  const gone = (app: App): void => {
    new Stack(app, 'Shop');
  };
  expect(changesIn(compared(asked(), gone))).toEqual([
    'narrower Release: is gone: the role DeployRole had it on request up to 1 h at a time',
  ]);
});
