import { Duration, TimeZone } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AccessAssertions, AccessWindow, Weekday } from 'cdk-temporary-access';
import { accessIn, LONDON, roleIn, saturday, stackOf } from './fixture';

const stack = stackOf();
const role = roleIn(stack);
const weekly = (start: string, end: string, ...days: Weekday[]): AccessWindow =>
  AccessWindow.weekly({ days, start, end, timeZone: LONDON });
accessIn(stack, { role, windows: [weekly('20:00', '22:00', Weekday.TUESDAY, Weekday.THURSDAY)] }, 'Release');
accessIn(stack, { role, windows: [saturday()] }, 'Migration');
accessIn(
  stack,
  { role, windows: [weekly('20:00', '22:00', Weekday.MONDAY), weekly('21:00', '23:00', Weekday.MONDAY)] },
  'Overlapping',
);
accessIn(
  stack,
  { role, windows: [AccessWindow.daily({ start: '22:00', end: '06:00', timeZone: TimeZone.AMERICA_NEW_YORK })] },
  'Nightly',
);
const accesses = AccessAssertions.fromTemplate(Template.fromStack(stack));

describe('opensAt', () => {
  test.each([
    ['2026-12-01T20:00:00Z', 'in winter'],
    ['2026-07-02T19:00:00Z', 'in summer, by the wall clock of the window'],
  ])('passes at %s, %s', (at) => {
    expect(() => {
      accesses.opensAt('Release', at);
    }).not.toThrow();
  });

  test.each([
    [
      '2026-12-01T20:01:00Z',
      'it is open from 2026-12-01T20:00:00Z to 2026-12-01T22:00:00Z (Tuesdays and Thursdays 20:00-22:00 Europe/London)',
    ],
    ['2026-12-01T19:00:00Z', 'it opens next at 2026-12-01T20:00:00Z, until 2026-12-01T22:00:00Z'],
  ])('fails at %s, saying that %s', (at, instead) => {
    expect(() => {
      accesses.opensAt('Release', at);
    }).toThrow(`Release does not open at ${at}: ${instead}`);
  });

  test('fails after a one-time window, saying that it never opens again', () => {
    expect(() => {
      accesses.opensAt('Migration', '2026-12-13T07:00:00Z');
    }).toThrow('it never opens after that');
  });
});

describe.each([
  ['2026-12-01T19:59:59Z', false],
  ['2026-12-01T20:00:00Z', true],
  ['2026-12-01T21:59:59Z', true],
  ['2026-12-01T22:00:00Z', false],
])('at %s', (at, open) => {
  test(`isOpenAt ${open ? 'passes' : 'fails'}`, () => {
    const asserted = expect(() => {
      accesses.isOpenAt('Release', at);
    });
    (open ? asserted.not : asserted).toThrow(open ? undefined : 'is not open at');
  });

  test(`neverOpenAt ${open ? 'fails' : 'passes'}`, () => {
    const asserted = expect(() => {
      accesses.neverOpenAt('Release', at);
    });
    (open ? asserted : asserted.not).toThrow(open ? 'is open at' : undefined);
  });
});

describe('maxOpenPerWeek', () => {
  test.each([
    ['Release', Duration.hours(4)],
    ['Migration', Duration.minutes(150)],
    ['Overlapping', Duration.hours(3)],
  ])('of %s passes at exactly its length, counting what overlaps once', (access, longest) => {
    expect(() => {
      accesses.maxOpenPerWeek(access, longest);
    }).not.toThrow();
    expect(() => {
      accesses.maxOpenPerWeek(access, Duration.seconds(longest.toSeconds() - 1));
    }).toThrow('is open for');
  });

  test('does not take the next week in when clocks go forward', () => {
    expect(() => {
      accesses.maxOpenPerWeek('Release', Duration.hours(4));
    }).not.toThrow();
  });

  test('counts the hour that a night has more when clocks go back', () => {
    expect(() => {
      accesses.maxOpenPerWeek('Nightly', Duration.hours(56));
    }).toThrow(/is open for 57 h in the seven days from 2026-10-\d\dT02:00:00Z, longer than 56 h/);
  });
});

describe('fails', () => {
  test('for an access that the template does not have, naming those that it has', () => {
    expect(() => {
      accesses.isOpenAt('Relase', '2026-12-01T20:00:00Z');
    }).toThrow('the template has no access Relase: it has Migration, Nightly, Overlapping, Release');
  });

  test('for a time that is no instant', () => {
    expect(() => {
      accesses.isOpenAt('Release', '20:00');
    }).toThrow("write it as '2026-12-01T20:00:00Z'");
  });
});
