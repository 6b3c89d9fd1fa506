import { Duration, TimeZone } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AccessAssertions, AccessSignal, AccessWindow, Weekday } from 'cdk-temporary-access';
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

describe('a window on demand', () => {
  const shop = stackOf();
  const train = AccessSignal.eventPattern({ eventPattern: { source: ['aws.codepipeline'] } });
  const onDemand = (within?: AccessWindow): AccessWindow =>
    AccessWindow.onDemand({
      maxDuration: Duration.hours(1),
      openOn: [train],
      ...(within === undefined ? {} : { within }),
    });
  const tuesdays = weekly('20:00', '22:00', Weekday.TUESDAY);
  const ownRole = roleIn(shop);
  accessIn(shop, { role: ownRole, windows: [onDemand(tuesdays)] }, 'Asked');
  accessIn(shop, { role: ownRole, windows: [onDemand()] }, 'Always');
  accessIn(shop, { role: ownRole, windows: [onDemand(saturday())] }, 'Once');
  accessIn(shop, { role: ownRole, windows: [weekly('18:00', '19:00', Weekday.TUESDAY), onDemand(tuesdays)] }, 'Both');
  const asked = AccessAssertions.fromTemplate(Template.fromStack(shop));

  test.each([
    ['2026-12-01T19:59:59Z', false],
    ['2026-12-01T20:00:00Z', true],
    ['2026-12-01T21:59:59Z', true],
    ['2026-12-01T22:00:00Z', false],
  ])('at %s may be open: %s', (at, may) => {
    const passing = (assert: () => void): boolean => {
      try {
        assert();
        return true;
      } catch {
        return false;
      }
    };
    expect(
      passing(() => {
        asked.canBeOpenedAt('Asked', at);
      }),
    ).toBe(may);
    expect(
      passing(() => {
        asked.neverOpenAt('Asked', at);
      }),
    ).toBe(!may);
    expect(() => {
      asked.isOpenAt('Asked', at);
    }).toThrow(
      `Asked is not open at ${at}: it opens on request only, which canBeOpenedAt looks at (on demand for at most 1 hour, ` +
        'within Tuesdays 20:00-22:00 Europe/London)',
    );
  });

  test.each<[string, () => void, string]>([
    [
      'that it opens',
      () => {
        asked.opensAt('Asked', '2026-12-01T20:00:00Z');
      },
      'Asked does not open at 2026-12-01T20:00:00Z: it opens on request only',
    ],
    [
      'that it is never open when it may be',
      () => {
        asked.neverOpenAt('Always', '2026-12-01T20:00:00Z');
      },
      'Always may be open at 2026-12-01T20:00:00Z: a request may open it then (on demand for at most 1 hour)',
    ],
    [
      'that a request may open it beside its hours',
      () => {
        asked.canBeOpenedAt('Asked', '2026-12-02T20:00:00Z');
      },
      'no request may open Asked at 2026-12-02T20:00:00Z: the next are heard from 2026-12-08T20:00:00Z, until ' +
        '2026-12-08T22:00:00Z',
    ],
    [
      'that a request may open it when its hours are over',
      () => {
        asked.canBeOpenedAt('Once', '2026-12-13T07:00:00Z');
      },
      'no request may open Once at 2026-12-13T07:00:00Z: no request is heard after that',
    ],
    [
      'that a request may open what the clock alone opens',
      () => {
        accesses.canBeOpenedAt('Release', '2026-12-01T20:00:00Z');
      },
      'no request may open Release at 2026-12-01T20:00:00Z: it has no window on demand',
    ],
    [
      'that it is open, beside a window of the clock',
      () => {
        asked.isOpenAt('Both', '2026-12-01T20:00:00Z');
      },
      'Both is not open at 2026-12-01T20:00:00Z: it opens next at 2026-12-08T18:00:00Z, until 2026-12-08T19:00:00Z; ' +
        'beside that, it opens on request only',
    ],
    [
      'that it may be open for less than its hours',
      () => {
        asked.maxOpenPerWeek('Asked', Duration.minutes(119));
      },
      'Asked may be open for 2 h in the seven days from 2026-01-06T20:00:00Z, longer than 1 h 59 min',
    ],
    [
      'that it may be open for less than always where it has no hours',
      () => {
        asked.maxOpenPerWeek('Always', Duration.hours(167));
      },
      'Always may be open for 168 h',
    ],
  ])('fails where it is asserted %s', (_what, assert, message) => {
    expect(assert).toThrow(message);
  });

  test('is counted once with a window of the clock beside it', () => {
    expect(() => {
      asked.maxOpenPerWeek('Both', Duration.hours(3));
    }).not.toThrow();
  });
});
