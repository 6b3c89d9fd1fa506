import { Duration } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AccessController, AccessWindow } from 'cdk-temporary-access';
import { accessIn, LONDON, problemsOf, resourceNamed, stackOf } from '../fixture';

const windows = [
  AccessWindow.daily({ start: '20:00', end: '20:30', timeZone: LONDON }),
  AccessWindow.daily({ start: '22:00', end: '23:00', timeZone: LONDON }),
];

test('minutes before an end are part of the declaration, and the sweep knows how often it comes', () => {
  const stack = stackOf();
  new AccessController(stack, 'Controller', { sweepInterval: Duration.minutes(2) });
  accessIn(stack, { windows, endingSoon: Duration.minutes(10), lastStart: Duration.minutes(29) });
  const template = Template.fromStack(stack);

  template.hasResourceProperties('Custom::TemporaryAccess', { endingSoonMinutes: 10, lastStartMinutes: 29 });
  const { Target } = resourceNamed(template, 'AWS::Scheduler::Schedule', 'Sweep').Properties;
  expect(JSON.stringify(Target.Input)).toContain('\\"every\\":2');
});

test.each<[string, Duration]>([
  ['nothing', Duration.minutes(0)],
  ['half a minute', Duration.seconds(30)],
  ['a minute and a half', Duration.seconds(90)],
])('%s is no time before an end', (_what, notice) => {
  const stack = stackOf();
  accessIn(stack, { windows, endingSoon: notice });

  expect(problemsOf(stack)).toEqual([expect.stringContaining('[notice-minutes]')]);
});

test('a last start that leaves no time to start in the shortest window is a mistake', () => {
  const stack = stackOf();
  accessIn(stack, { windows, endingSoon: Duration.minutes(45), lastStart: Duration.minutes(30) });

  expect(problemsOf(stack)).toEqual([
    expect.stringMatching(/endingSoon is 45 minutes, and the shortest window has 30: .*\[notice-too-long\]/),
    expect.stringMatching(/lastStart is 30 minutes, .*: the window would never be opened; .*\[notice-too-long\]/),
  ]);
});
