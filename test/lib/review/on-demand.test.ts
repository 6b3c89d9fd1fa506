import { Duration } from 'aws-cdk-lib';
import { AccessSignal, AccessWindow } from 'cdk-temporary-access';
import { html } from '../../../lib/review/html/html';
import { markdown } from '../../../lib/review/markdown';
import type { Access, Report } from '../../../lib/review/report';
import { removeFolders } from '../rehearsal/assembly-fixture';
import { asked, byPipeline, having } from './on-demand-fixture';
import { LONDON, reviewed, tuesdays } from './review-fixture';

afterAll(removeFolders);

function only({ accesses }: Report): Access {
  expect(accesses).toHaveLength(1);
  return accesses[0]!;
}

const release = (): Report => reviewed(having((stack) => [byPipeline(stack)]));
const beside = (): Report =>
  reviewed(having((stack) => [tuesdays(), byPipeline(stack, { within: tuesdays('23:00', '21:00') })]));

test('a window on demand is told with who opens it, for how long, in which hours, and what closes it', () => {
  const [window] = only(release()).windows;
  expect(window).toMatchObject({
    kind: 'on-demand',
    words: 'on demand for at most 1 hour, within Tuesdays 20:00-22:00 Europe/London',
    maxMinutes: 60,
    cooldownMinutes: null,
    breakGlass: false,
    within: {
      start: 'cron(0 20 ? * TUE *)',
      end: 'cron(0 22 ? * TUE *)',
      occurrences: expect.arrayContaining([
        { start: '2026-01-06T20:00:00Z', end: '2026-01-06T22:00:00Z', local: 'Tue 2026-01-06 20:00-22:00' },
      ]),
    },
    opensOn: [
      { words: 'an execution of pipeline Train starts', correlation: '$.detail.execution-id', requesters: null },
    ],
    closesOn: [{ words: 'an execution of pipeline Train is over', correlation: '$.detail.execution-id' }],
    start: null,
    end: null,
    occurrences: [],
  });
});

test('requesters are told by name, and patterns in an order of their own', () => {
  const [window] = only(reviewed(asked({ openers: ['Duty'] }))).windows;
  expect(window).toMatchObject({
    opensOn: [
      {
        requesters: ['${Duty.Arn}', '${Tool.Arn}'],
        pattern: '{"detail-type":["Temporary Access Open Request"],"source":["temporary-access.Release"]}',
      },
    ],
    closesOn: [{ requesters: ['${Tool.Arn}'] }],
  });
});

test('no deployment opens it, and the review begins with its hours', () => {
  const once = AccessWindow.once({ start: '2026-12-12T07:00', end: '2026-12-12T09:30', timeZone: LONDON });
  const report = reviewed(having((stack) => [byPipeline(stack, { within: once })]));
  expect(report.from).toBe('2026-12-07T00:00:00Z');
  const inside = Date.parse('2026-12-12T08:00:00Z') as never;
  expect(
    only(
      reviewed(
        having((stack) => [byPipeline(stack, { within: once })]),
        { from: inside },
      ),
    ).isOpenAtFrom,
  ).toBe(false);
});

describe('exposure keeps what is certain and what is possible apart', () => {
  test.each<[string, () => Report, Partial<Access['exposure']>]>([
    [
      'of hours, as they all might be used',
      release,
      {
        hoursAWeek: 0,
        upTo: { hoursAWeek: 2, percentOfAlways: 1.2, hoursOnce: 0, minutesAtATime: 60 },
        words: 'on request up to 1 h at a time, and at most 2 h a week (1.2 % of always)',
      },
    ],
    [
      'of a window without hours, which may be open always',
      () => reviewed(asked()),
      {
        hoursAWeek: 0,
        upTo: { hoursAWeek: 168, percentOfAlways: 100, hoursOnce: 0, minutesAtATime: 60 },
        words: 'on request up to 1 h at a time, and at most 168 h a week (100 % of always)',
      },
    ],
    [
      'of both, counting what overlaps once',
      beside,
      {
        hoursAWeek: 2,
        upTo: { hoursAWeek: 3, percentOfAlways: 1.8, hoursOnce: 0, minutesAtATime: 60 },
        words:
          '2 h a week: 1.2 % of always; on request up to 1 h at a time, and at most 3 h a week in all (1.8 % of always)',
      },
    ],
  ])('%s', (_what, make, expected) => {
    expect(only(make()).exposure).toMatchObject(expected);
  });

  test('of what the clock alone opens nothing is possible beside it', () => {
    expect(only(reviewed(having(() => [tuesdays()]))).exposure).toEqual({
      hoursAWeek: 2,
      percentOfAlways: 1.2,
      hoursOnce: 0,
      upTo: null,
      words: '2 h a week: 1.2 % of always',
    });
  });
});

test('what closes a scheduled window early is told beside it', () => {
  const closeOn = [AccessSignal.eventPattern({ eventPattern: { source: ['aws.codepipeline'] } })];
  const early = AccessWindow.daily({ start: '20:00', end: '22:00', timeZone: LONDON, closeOn, closeOnAny: true });
  const report = reviewed(having(() => [early]));
  expect(only(report).ends.early).toEqual(['an event of aws.codepipeline']);
  expect(markdown(report)).toContain(
    '  - closes early on: an event of aws.codepipeline, matched by `{"source":["aws.codepipeline"]}`, whatever it was ' +
      'opened for\n',
  );
  expect(markdown(report)).toContain('- ends early: an event of aws.codepipeline\n');
});

describe('in Markdown', () => {
  test('every fact of the window has its line', () => {
    const text = markdown(
      reviewed(having((stack) => [byPipeline(stack, { cooldown: Duration.minutes(30), closeOn: [] })])),
    );
    expect(text).toContain(
      [
        '- when: on demand for at most 1 hour, within Tuesdays 20:00-22:00 Europe/London, not again for 30 minutes',
        '  - opens on: an execution of pipeline Train starts, matched by `{"detail":{"pipeline":["shop-release"],' +
          '"state":["RESUMED","STARTED"]},"detail-type":["CodePipeline Pipeline Execution State Change"],' +
          '"source":["aws.codepipeline"]}`',
        '  - for 1 h at most, and not again for 30 min',
        '  - only within Tuesdays 20:00-22:00 Europe/London (`cron(0 20 ? * TUE *)` to `cron(0 22 ? * TUE *)`)',
        '  - may open Tue 2026-01-06 20:00-22:00 Europe/London, which is Tue 2026-01-06 20:00-22:00 UTC',
      ].join('\n'),
    );
    expect(text).toContain('  - closes early on nothing\n');
  });

  test('break-glass is loud in the verdict, in the table and in the details', () => {
    const text = markdown(reviewed(asked({ breakGlass: true })));
    expect(text).toContain('**1 access to 1 role, 1 of them break-glass.**');
    expect(text).toContain('| **Release** **(break-glass)**<br>');
    expect(text).toContain('<details><summary>Release, <b>break-glass</b></summary>');
    expect(text).toContain('  - BREAK-GLASS: every request says why, and people are called when it opens and closes\n');
  });

  test('the chart draws hours for requests pale, and not over what is open anyway', () => {
    const [, chart = ''] = /(gantt[\s\S]*?)```/.exec(markdown(beside())) ?? [];
    expect(chart.split('\n').slice(0, 7)).toEqual([
      'gantt',
      '  title Open from 2026-01-05 to 2026-01-19 (UTC), pale where a request may open',
      '  dateFormat YYYY-MM-DDTHH:mm',
      '  axisFormat %a %d %b',
      '  tickInterval 1day',
      '  section Release',
      '  20.00 to 22.00 :2026-01-06T20:00, 2026-01-06T22:00',
    ]);
    expect(chart).toContain('\n  on request 22.00 to 23.00 :done, 2026-01-06T22:00, 2026-01-06T23:00\n');
  });
});

test('the chart draws what may be opened at any time as one bar', () => {
  expect(markdown(reviewed(asked()))).toContain(
    '\n  section Release\n  at any time on request :done, 2026-01-05T00:00, 2026-01-19T00:00\n',
  );
});

describe('on the page', () => {
  const dataOf = (page: string): { accesses: object[]; zones: string[] } =>
    JSON.parse(/<script type="application\/json" id="data">(.*?)<\/script>/s.exec(page)?.[1] ?? '') as never;

  test('the calendar is given what is certain and what is possible apart', () => {
    const hour = (text: string): number => Date.parse(text);
    expect(dataOf(html(beside())).accesses).toMatchObject([
      {
        isAlwaysPossible: false,
        openings: expect.arrayContaining([[hour('2026-01-06T20:00:00Z'), hour('2026-01-06T22:00:00Z')]]),
        possible: expect.arrayContaining([[hour('2026-01-06T22:00:00Z'), hour('2026-01-06T23:00:00Z')]]),
      },
    ]);
  });

  test('one that may be opened at any time covers no week', () => {
    const page = html(reviewed(asked()));
    expect(dataOf(page)).toMatchObject({
      zones: ['UTC'],
      accesses: [{ isAlwaysPossible: true, openings: [], possible: [] }],
    });
    expect(page).toContain('<p>A request may open at any time: <span class="tag');
  });

  test('the table of openings says which are none yet', () => {
    const page = html(beside());
    expect(page).toContain('<summary>4, and 4 possible on request, from 2026-01-05 on');
    expect(page).toContain('<td>up to 1 h on request</td>');
  });

  test('nothing is said of requests where there are none', () => {
    expect(html(reviewed(having(() => [tuesdays()])))).not.toMatch(/Outlined|id="always"/);
  });

  test('break-glass is marked wherever the access is', () => {
    const mark = '<span class="mark high">break-glass</span>';
    expect(html(reviewed(asked({ breakGlass: true }))).split(mark)).toHaveLength(3);
  });
});
