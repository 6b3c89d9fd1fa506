import { App, Stack, TimeZone } from 'aws-cdk-lib';
import { AccessWindow } from 'cdk-temporary-access';
import { accessIn, messagesOf, nightly, saturday } from '../fixture';

const NEW_YORK = TimeZone.AMERICA_NEW_YORK;

/** The warnings of an app that is synthesized on a day. */
function warnings(windows: AccessWindow[], today = '2026-12-01'): string[] {
  const app = new App({ context: { 'cdk-temporary-access:today': today } });
  const stack = new Stack(app, 'Shop');
  accessIn(stack, { windows });
  return messagesOf(stack).map(({ text }) => text);
}

describe('a window that is over', () => {
  test.each([
    ['on the day before', '2026-12-11', 0],
    // It is over in the morning, and the day as a whole is not.
    ['on its day', '2026-12-12', 0],
    ['on the day after', '2026-12-13', 1],
  ])('is a warning only when it is: looked at %s', (_when, today, count) => {
    expect(warnings([saturday()], today)).toHaveLength(count);
  });

  test('is called by its number and in words', () => {
    expect(warnings([nightly(), saturday()], '2027-01-01')).toEqual([
      'window 2 (once 2026-12-12 07:00-09:30 Europe/London) is over and will not open again: remove it, or give it a ' +
        'new date [ack: annotation::cdk-temporary-access:window-past]',
    ]);
  });

  test.each([
    ['before its last day is over', '2026-12-24', 0],
    ['after', '2026-12-25', 1],
  ])('is also one that recurred: %s', (_when, today, count) => {
    const until = AccessWindow.daily({
      start: '08:00',
      end: '09:00',
      timeZone: TimeZone.ETC_UTC,
      validUntil: '2026-12-24',
    });
    expect(warnings([until], today)).toHaveLength(count);
  });
});

describe('a start that the clocks go forward over', () => {
  const early = (more = {}): AccessWindow =>
    AccessWindow.daily({ start: '02:30', end: '04:00', timeZone: NEW_YORK, ...more });

  test('is a warning with the days of the next three years', () => {
    expect(warnings([early()])).toEqual([
      'window 1 (every day 02:30-04:00 America/New_York) does not open on 2027-03-14 02:30, 2028-03-12 02:30, ' +
        '2029-03-11 02:30: the clocks go forward over that time, and EventBridge Scheduler skips what does not exist; ' +
        'if it has to open then, start it at another time [ack: annotation::cdk-temporary-access:start-in-gap]',
    ]);
  });

  test('is none where the window would not have opened on that day', () => {
    expect(warnings([early({ except: ['2027-03-14', '2028-03-01/2028-03-12', '2029-03-11'] })])).toEqual([]);
    expect(warnings([early({ validUntil: '2027-03-13' })])).toEqual([]);
  });

  test('is none for the days that are left out alone', () => {
    expect(warnings([early({ except: ['2028-03-12'] })])).toEqual([
      expect.stringContaining('2027-03-14 02:30, 2029-03-11 02:30'),
    ]);
  });
});

test('an end that the clocks go forward over is a warning with its days, and says when the access is over', () => {
  const nights = AccessWindow.daily({ start: '22:00', end: '02:30', timeZone: NEW_YORK });
  expect(warnings([nights])).toEqual([
    'window 1 (every day 22:00-02:30 (ending the next day) America/New_York) has no end at 2027-03-14 02:30, ' +
      '2028-03-12 02:30, 2029-03-11 02:30: the clocks go forward over that time, so its end schedule does not fire; ' +
      'the access is over when the clocks have moved, and the next sweep takes it away; to have it closed on the ' +
      'minute, end it at another time [ack: annotation::cdk-temporary-access:end-in-gap]',
  ]);
});

test.each([
  ['times that every day has', AccessWindow.daily({ start: '03:00', end: '04:00', timeZone: NEW_YORK })],
  ['a zone whose clocks stand', AccessWindow.daily({ start: '02:30', end: '03:30', timeZone: TimeZone.ASIA_TOKYO })],
  [
    'days on which clocks never change',
    AccessWindow.cron({ start: '30 2 ? * MON *', end: '30 3 ? * MON *', timeZone: NEW_YORK }),
  ],
  ['one time', AccessWindow.once({ start: '2027-03-14T01:00', end: '2027-03-14T03:30', timeZone: NEW_YORK })],
])('%s are no warning', (_what, window) => {
  expect(warnings([window])).toEqual([]);
});
