/** Windows that do not do what their author may think. */
import { lostReadings } from '../../core/clock-changes';
import { type EpochMs, fromIso, intersects, type Interval, MINUTE } from '../../core/interval';
import { type DeclaredWindow, isOnDemand, onceInterval, zoneOf } from '../../core/window';
import type { Controller } from '../report';
import { wallOn } from '../wall-clock';
import { aheadOf, datesOf, type OpenedWindow } from '../windows';
import { duration } from '../wording';
import type { Found } from './finding';

export function windowFindings(
  windows: readonly OpenedWindow[],
  controller: Controller | undefined,
  range: Interval,
): Found[] {
  return [
    ...windows.flatMap((one) => [
      ...past(one.window, range),
      ...inGaps(one.window, range),
      ...tooLong(one, controller?.maxWindowMinutes ?? null),
    ]),
    ...overlaps(windows),
  ];
}

function past(window: DeclaredWindow, { start: from }: Interval): Found[] {
  const end = lastMoment(window);
  return end === undefined || end > from
    ? []
    : [
        {
          id: 'window-past',
          severity: 'low',
          about: window.words,
          what: `the window ${window.words} is over and will not open again`,
          why: 'what can never open only makes the rest harder to review',
          mend: 'remove it, or give it a new date',
        },
      ];
}

/** Past which it never opens, if there is such a time. */
function lastMoment(window: DeclaredWindow): EpochMs | undefined {
  if (isOnDemand(window)) {
    return window.within === undefined ? undefined : lastMoment(window.within);
  }
  return window.kind === 'once' ? onceInterval(window).end : fromIso(window.validUntil ?? '');
}

function inGaps(window: DeclaredWindow, range: Interval): Found[] {
  const { starts, ends } = lostReadings(isOnDemand(window) ? (window.within ?? window) : window, aheadOf(range));
  return [
    ...(starts.length === 0
      ? []
      : [
          {
            id: 'start-in-gap',
            severity: 'low' as const,
            about: window.words,
            what: `the window ${window.words} does not open on ${datesOf(starts)}`,
            why: 'the clocks go forward over that time, and EventBridge Scheduler skips what does not exist',
            mend: 'if it has to open then, start it at another time',
          },
        ]),
    ...(ends.length === 0
      ? []
      : [
          {
            id: 'end-in-gap',
            severity: 'low' as const,
            about: window.words,
            what: `the window ${window.words} has no end at ${datesOf(ends)}`,
            why: 'the clocks go forward over that time: the access is over when they have moved, and a sweep closes it',
            mend: 'to have it closed on the minute, end it at another time',
          },
        ]),
  ];
}

function tooLong({ window, occurrences }: OpenedWindow, most: number | null): Found[] {
  const longest = isOnDemand(window)
    ? window.maxMinutes * MINUTE
    : Math.max(0, ...occurrences.map((occurrence) => wallLength(window, occurrence)));
  return most === null || longest <= most * MINUTE
    ? []
    : [
        {
          id: 'window-too-long',
          severity: 'high',
          about: window.words,
          what: `the window ${window.words} lasts ${duration(longest)}`,
          why: `the controller allows ${duration(most * MINUTE)}: synthesis refuses that, so the assembly was changed since`,
          mend: 'synthesize it again',
        },
      ];
}

/** The limit is meant on the wall clock: a night may be an hour longer. */
function wallLength(window: DeclaredWindow, { start, end }: Interval): number {
  const zone = zoneOf(window);
  return wallOn(zone, end) - wallOn(zone, start);
}

/** Windows of one access are a union: whoever reads the end of one may think that access ends there. */
function overlaps(windows: readonly OpenedWindow[]): Found[] {
  return windows.flatMap(({ window, occurrences }, index) =>
    windows
      .slice(index + 1)
      .filter((other) => occurrences.some((one) => other.occurrences.some((another) => intersects(one, another))))
      .map((other) => ({
        id: 'windows-overlap',
        severity: 'low',
        about: `${window.words} / ${other.window.words}`,
        what: `the windows ${window.words} and ${other.window.words} overlap`,
        why: 'they are a union: the end of one does not end the access while the other is open',
        mend: 'if that is not meant, move one of them',
      })),
  );
}
