import { Duration, type Stack } from 'aws-cdk-lib';
import { AccessController, AccessWindow } from 'cdk-temporary-access';
import { accessIn, LONDON, nightly, problemsOf, stackOf } from '../fixture';

const lasting = (end: string): AccessWindow => AccessWindow.daily({ start: '08:00', end, timeZone: LONDON });

function stackWith(windows: AccessWindow[], maxWindowLength?: Duration): Stack {
  const stack = stackOf();
  accessIn(stack, { windows });
  if (maxWindowLength !== undefined) {
    new AccessController(stack, 'Controller', { maxWindowLength });
  }
  return stack;
}

test.each([
  ['one minute shorter than', '19:59', 0],
  ['as long as', '20:00', 0],
  ['one minute longer than', '20:01', 1],
])('a window %s the 12 hours of the default controller', (_than, end, problems) => {
  expect(problemsOf(stackWith([lasting(end)]))).toHaveLength(problems);
});

test('fails where it is longer than a controller allows that comes after it, with the setting that would allow it', () => {
  expect(problemsOf(stackWith([nightly()], Duration.hours(4)))).toEqual([
    '[Shop/Release] window 1: it lasts 8 hours: the controller allows 4 hours, so that no window becomes standing ' +
      'access; shorten it, or write maxWindowLength: Duration.hours(8) in the AccessController [window-too-long]',
  ]);
});

test('fails with a setting in minutes where hours are not enough', () => {
  expect(problemsOf(stackWith([lasting('20:30')]))).toEqual([
    expect.stringContaining('it lasts 12 hours 30 minutes: the controller allows 12 hours'),
  ]);
  expect(problemsOf(stackWith([lasting('20:30')]))).toEqual([
    expect.stringContaining('maxWindowLength: Duration.minutes(750)'),
  ]);
});

test('is allowed by a controller with exactly its length', () => {
  expect(problemsOf(stackWith([lasting('20:30')], Duration.minutes(750)))).toEqual([]);
});

test('fails for the longest of all the windows of two cron expressions', () => {
  // From Friday to Monday it is longer than on every other day.
  const window = AccessWindow.cron({ start: '0 20 ? * MON-FRI', end: '0 4 ? * TUE-FRI,MON', timeZone: LONDON });
  const problems = problemsOf(stackWith([window]));
  expect(problems.join()).toContain('[window-too-long]');
});

test('fails once for each window that is wrong, with its number', () => {
  const wrong = AccessWindow.daily({ start: '9:00', end: '25:00', timeZone: LONDON });
  const problems = problemsOf(stackWith([nightly(), wrong, lasting('21:00')]));
  expect(problems.map((problem) => /window \d+: .*\[([\w-]+)\]$/.exec(problem)?.slice(0))).toEqual([
    [expect.stringMatching(/^window 2: start '9:00'/), 'time-of-day'],
    [expect.stringMatching(/^window 2: end '25:00'/), 'time-of-day'],
    [expect.stringMatching(/^window 3: it lasts 13 hours/), 'window-too-long'],
  ]);
});
