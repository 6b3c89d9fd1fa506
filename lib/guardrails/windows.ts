/** Limits of when accesses may be open, and for how long. */
import { alternationOf } from '../core/alternation';
import { DAY, type EpochMs, type Interval, iso, MINUTE, plus } from '../core/interval';
import { busiestWeek, firstEndingAfter, openings, YEARS } from '../core/openings';
import { type DeclaredWindow, isOnDemand, onceInterval, openIntervals, zoneOf } from '../core/window';
import { wallOn } from '../review/wall-clock';
import { duration, localTimes } from '../review/wording';
import { type Limit, ofEachAccess } from './limit';

export function windowLength(longestMs: number): Limit {
  const most = duration(longestMs);
  return {
    rule: 'max-window-length',
    sentences: [`no window is longer than ${most}`],
    breaches: ofEachAccess(({ windows }) =>
      windows
        .map((window) => ({ window, lengthMs: wallLength(window) }))
        .filter(({ lengthMs }) => lengthMs > longestMs)
        .map(({ window, lengthMs }) => ({
          what: `window ${window.id} (${window.words}) ${isOnDemand(window) ? 'may last' : 'lasts'} ${duration(lengthMs)}`,
          why: `the app allows ${most}, so that no window becomes standing access`,
          mend: 'shorten it, or split the task',
        })),
    ),
  };
}

/** On the clock of the window's zone: a night may be an hour longer. Of a window on demand, as long as it may be. */
function wallLength(window: DeclaredWindow): number {
  if (isOnDemand(window)) {
    return window.maxMinutes * MINUTE;
  }
  if (window.kind === 'once') {
    const { start, end } = onceInterval(window);
    return wallOn(zoneOf(window), end) - wallOn(zoneOf(window), start);
  }
  const alternation = alternationOf(window.start, window.end);
  return alternation.turns === 'alternate' ? alternation.longestMs : Infinity;
}

/** A window on demand counts as open whenever a request may open it: when requests come is in nobody's template. */
export function openPerWeek(longestMs: number): Limit {
  const most = duration(longestMs);
  // Teams share their windows.
  const known = new Map<string, ReturnType<typeof busiestWeek>>();
  return {
    rule: 'max-open-per-week',
    sentences: [`no access is open for more than ${most} in seven days`],
    breaches: ofEachAccess(({ windows }) => {
      const key = JSON.stringify(windows);
      const busiest = known.get(key) ?? busiestWeek(windows);
      known.set(key, busiest);
      const { openMs, from } = busiest;
      return openMs <= longestMs
        ? []
        : [
            {
              what: `it ${windows.some(isOnDemand) ? 'may be' : 'is'} open for ${duration(openMs)} in the seven days from ${date(from)}`,
              why: `the app allows ${most} in seven days`,
              mend: windows.some(isOnDemand)
                ? 'say within which hours requests are heard, by within, or shorten its windows'
                : 'shorten its windows, or have fewer of them',
            },
          ];
    }),
  };
}

export function allowedWindows(allowed: readonly DeclaredWindow[]): Limit {
  const words = allowed.map((window) => window.words).join(', or ');
  const inYears = within(allowed, YEARS);
  return {
    rule: 'allowed-windows',
    sentences: [`accesses are open only ${words}`],
    breaches: ofEachAccess(({ windows }) =>
      windows.flatMap((window) => {
        const hours = isOnDemand(window) ? window.within : window;
        if (hours === undefined) {
          return [
            breach(window, 'may be opened at any time', words, 'say by within that requests are heard in those hours'),
          ];
        }
        const outside = firstOutside(
          openings(hours),
          hours.kind === 'once' ? within(allowed, onceInterval(hours)) : inYears,
        );
        return outside === undefined
          ? []
          : [
              breach(
                window,
                `${isOnDemand(window) ? 'may be' : 'is'} open ${localTimes(zoneOf(window), outside)}`,
                words,
                `move ${isOnDemand(window) ? 'its hours' : 'it'} into those hours`,
              ),
            ];
      }),
    ),
  };
}

function breach(
  { id, words }: DeclaredWindow,
  opens: string,
  allowed: string,
  mend: string,
): Record<'what' | 'why' | 'mend', string> {
  return { what: `window ${id} (${words}) ${opens}`, why: `accesses of the app are open only ${allowed}`, mend };
}

/** An opening at the edge of a range reaches beyond it. */
const AROUND = 7 * DAY;

function within(allowed: readonly DeclaredWindow[], { start, end }: Interval): Interval[] {
  return openIntervals(allowed, { start: plus(start, -AROUND), end: plus(end, AROUND) });
}

/** The first opening that is not wholly within what is allowed. */
function firstOutside(opened: readonly Interval[], allowed: readonly Interval[]): Interval | undefined {
  return opened.find(({ start, end }) => {
    const around = allowed[firstEndingAfter(allowed, start)];
    return around === undefined || around.start > start || around.end < end;
  });
}

function date(at: EpochMs): string {
  return iso(at).slice(0, 'yyyy-mm-dd'.length);
}
