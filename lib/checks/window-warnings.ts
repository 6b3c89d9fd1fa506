/** Windows that may not do what their author thinks: over already, or caught by a change of clocks. */
import { wallText } from '../core/author-time';
import { lostReadings } from '../core/clock-changes';
import { DAY, type EpochMs, fromIso, plus } from '../core/interval';
import { type DeclaredWindow, onceInterval } from '../core/window';
import type { WallMs } from '../core/zone';
import type { AccessUnderCheck, Warning } from './access-under-check';
import { readToday } from './today';

/** Governments change their minds: what is further away than this is not worth a warning. */
const YEARS_AHEAD = 3;

export function windowWarnings({ construct, declaredWindows }: AccessUnderCheck): Warning[] {
  const today = readToday(construct);
  if ('problem' in today) {
    return [];
  }
  const now = today.value;
  return declaredWindows.flatMap((window) => [...pastWarnings(window, now), ...gapWarnings(window, now)]);
}

function pastWarnings(window: DeclaredWindow, now: EpochMs): Warning[] {
  const end =
    window.kind === 'once'
      ? onceInterval(window).end
      : window.kind === 'on-demand' || window.validUntil === undefined
        ? undefined
        : fromIso(window.validUntil);
  if (end === undefined || end > now) {
    return [];
  }
  const text = `window ${window.id} (${window.words}) is over and will not open again: remove it, or give it a new date`;
  return [{ id: 'window-past', text }];
}

function gapWarnings(window: DeclaredWindow, now: EpochMs): Warning[] {
  const { starts, ends } = lostReadings(window, { start: now, end: plus(now, YEARS_AHEAD * 365 * DAY) });
  const dates = (readings: readonly WallMs[]): string =>
    readings.map((reading) => wallText(reading).replace('T', ' ')).join(', ');
  return [
    ...(starts.length === 0
      ? []
      : [
          {
            id: 'start-in-gap',
            text:
              `window ${window.id} (${window.words}) does not open on ${dates(starts)}: the clocks go forward over that ` +
              'time, and EventBridge Scheduler skips what does not exist; if it has to open then, start it at another time',
          },
        ]),
    ...(ends.length === 0
      ? []
      : [
          {
            id: 'end-in-gap',
            text:
              `window ${window.id} (${window.words}) has no end at ${dates(ends)}: the clocks go forward over that time, ` +
              'so its end schedule does not fire; the access is over when the clocks have moved, and the next sweep ' +
              'takes it away; to have it closed on the minute, end it at another time',
          },
        ]),
  ];
}
