/**
 * A declared window, and the occurrences `[start, end)` it has.
 *
 * A recurring window is two cron expressions on the wall clock of its zone, exactly those that the schedules carry,
 * so what is computed here and what EventBridge Scheduler fires cannot differ. Scheduler's rules for the days on
 * which clocks change: a reading that never happens is skipped, one that happens twice fires the first time.
 *
 * Gotchas: a skipped start is a day without an occurrence. A skipped end never fires, so the occurrence ends when
 * the gap does, and it is the sweep that closes it.
 */
import * as v from 'valibot';
import { lastWall, nextWall } from './cron';
import { contains, DAY, type EpochMs, epochMs, fromIso, intersects, type Interval, later, union } from './interval';
import { FlagSchema, SignalsSchema } from './signal';
import { firesAt, isTimeZone, reachedAt, readingOf, wallAt, type WallMs } from './zone';

const Instant = v.pipe(
  v.string(),
  v.check((text) => fromIso(text) !== undefined, 'expected a UTC instant such as 2026-12-01T20:00:00Z'),
);
const WindowId = v.pipe(v.string(), v.regex(/^[0-9]{1,3}$/, 'expected the number of the window within its access'));
const Words = v.string();
const Cron = v.pipe(v.string(), v.regex(/^cron\(\S+(?: \S+){5}\)$/, 'expected cron(…) with six fields'));
const Zone = v.pipe(v.string(), v.check(isTimeZone, 'expected an IANA time zone such as Europe/London'));

/** What ends an occurrence before its time. */
const closesOn = v.optional(SignalsSchema);

const OnceWindow = v.object({
  kind: v.literal('once'),
  id: WindowId,
  words: Words,
  start: Instant,
  end: Instant,
  closesOn,
  /** In which people read it; the instants are UTC. */
  timeZone: v.optional(Zone),
});
const Dates = v.pipe(
  v.string(),
  v.regex(
    /^\d{4}-\d{2}-\d{2}\/\d{4}-\d{2}-\d{2}$/,
    'expected the first and the last date left out, as in 2026-12-24/2027-01-02',
  ),
  v.check((dates) => dates.split('/').every((date) => Date.parse(date) > 0), 'expected two dates of the calendar'),
);
const RecurringWindow = v.object({
  kind: v.literal('recurring'),
  id: WindowId,
  words: Words,
  start: Cron,
  end: Cron,
  timeZone: Zone,
  /** No occurrence starts before this. */
  validFrom: v.optional(Instant),
  /** No occurrence starts at or after this; one that runs then still ends at its own end. */
  validUntil: v.optional(Instant),
  /** No occurrence starts on these dates of the window's own zone. */
  except: v.optional(v.pipe(v.array(Dates), v.readonly())),
  closesOn,
});
/** CloudFormation hands numbers over as strings. */
export const MinutesSchema = v.pipe(
  v.union([v.number(), v.string()]),
  v.transform(Number),
  v.number(),
  v.integer('expected whole minutes'),
  v.minValue(1),
);
const OnDemandWindow = v.object({
  kind: v.literal('on-demand'),
  id: WindowId,
  words: Words,
  /** The longest that one request holds it open. */
  maxMinutes: MinutesSchema,
  /** For how long after a lease has run out no other is given. */
  cooldownMinutes: v.optional(MinutesSchema),
  /** Requests are heard, and leases last, only while this is open. */
  within: v.optional(v.variant('kind', [OnceWindow, RecurringWindow])),
  /** Loud: every request needs a reason, and opening and closing call people. */
  breakGlass: v.optional(FlagSchema),
  opensOn: SignalsSchema,
  closesOn,
});

export const WindowSchema = v.variant('kind', [OnceWindow, RecurringWindow, OnDemandWindow]);

/** One window of an access as it stands in template, event and manifest. `words` is for people. */
export type DeclaredWindow = v.InferOutput<typeof WindowSchema>;
export type OnDemand = v.InferOutput<typeof OnDemandWindow>;
export type Scheduled = Exclude<DeclaredWindow, OnDemand>;
type Recurring = v.InferOutput<typeof RecurringWindow>;
type Once = v.InferOutput<typeof OnceWindow>;

/** Beyond these, no occurrence is computed: instants have bounds, and cron years go further. */
const FIRST_READING = Date.UTC(2001, 0, 1);
const LAST_READING = Date.UTC(2199, 0, 1);

const NEVER = 'at(2199-01-01T00:00:00)';

/** How many starts in a row may come to nothing, skipped by gaps or by dates left out, before the search gives up. */
const LONGEST_SEARCH = 1_000;

export function isOnDemand(window: DeclaredWindow): window is OnDemand {
  return window.kind === 'on-demand';
}

/** In whose clock people read the window. */
export function zoneOf(window: DeclaredWindow): string {
  return isOnDemand(window)
    ? window.within === undefined
      ? 'UTC'
      : zoneOf(window.within)
    : (window.timeZone ?? 'UTC');
}

/** The occurrences that share an instant with the range, in order. A window on demand has none of its own. */
export function occurrences(window: DeclaredWindow, range: Interval): Interval[] {
  if (isOnDemand(window)) {
    return [];
  }
  return window.kind === 'once'
    ? [onceInterval(window)].filter((occurrence) => intersects(occurrence, range))
    : recurringOccurrences(window, range);
}

/** The occurrence that holds an instant, if the clock alone opens the window then. */
export function occurrenceAt(window: DeclaredWindow, at: EpochMs): Interval | undefined {
  const occurrence = lastOccurrence(window, at);
  return occurrence !== undefined && contains(occurrence, at) ? occurrence : undefined;
}

/** The occurrence of the last start at or before an instant, over or not. */
export function lastOccurrence(window: DeclaredWindow, at: EpochMs): Interval | undefined {
  if (isOnDemand(window)) {
    return undefined;
  }
  if (window.kind === 'once') {
    const occurrence = onceInterval(window);
    return occurrence.start <= at ? occurrence : undefined;
  }
  return latestOccurrence(window, at);
}

/** The next instant strictly after another at which the window starts or ends. */
export function nextBoundary(window: DeclaredWindow, after: EpochMs): EpochMs | undefined {
  const running = occurrenceAt(window, after);
  return running?.end ?? nextOccurrence(window, after)?.start;
}

/** The first occurrence that starts strictly after an instant. */
export function nextOccurrence(window: DeclaredWindow, after: EpochMs): Interval | undefined {
  if (isOnDemand(window)) {
    return undefined;
  }
  if (window.kind === 'once') {
    const occurrence = onceInterval(window);
    return occurrence.start > after ? occurrence : undefined;
  }
  return occurrencesAfter(window, after).next().value;
}

/** When a set of windows is open: overlapping and touching occurrences are one. */
export function openIntervals(windows: readonly DeclaredWindow[], range: Interval): Interval[] {
  return union(windows.flatMap((window) => occurrences(window, range)));
}

/** The windows of a set that are open at an instant, each with the occurrence that holds it. */
export function openWindows(
  windows: readonly DeclaredWindow[],
  at: EpochMs,
): { readonly window: DeclaredWindow; readonly occurrence: Interval }[] {
  return windows.flatMap((window) => {
    const occurrence = occurrenceAt(window, at);
    return occurrence === undefined ? [] : [{ window, occurrence }];
  });
}

/**
 * The expression and zone of the schedule that fires at an edge of the window. The start of a window on demand only
 * carries its declaration: it is disabled, and due when nobody waits for it any more.
 */
export function scheduleOf(
  window: DeclaredWindow,
  edge: 'start' | 'end',
): { readonly expression: string; readonly timeZone: string } {
  if (isOnDemand(window)) {
    return { expression: NEVER, timeZone: 'UTC' };
  }
  return window.kind === 'once'
    ? { expression: `at(${window[edge].replace('Z', '')})`, timeZone: 'UTC' }
    : { expression: window[edge], timeZone: window.timeZone };
}

/** The one occurrence of a one-time window. */
export function onceInterval(window: Once): Interval {
  return { start: instant(window.start), end: instant(window.end) };
}

function instant(text: string): EpochMs {
  const at = fromIso(text);
  if (at === undefined) {
    throw new Error(`expected a UTC instant, got ${text}`);
  }
  return at;
}

function recurringOccurrences(window: Recurring, range: Interval): Interval[] {
  const running = occurrenceAt(window, range.start);
  const found = running === undefined ? [] : [running];
  for (const next of occurrencesAfter(window, range.start)) {
    if (next.start >= range.end) {
      break;
    }
    found.push(next);
  }
  return found;
}

/** The occurrences that start strictly after an instant, in order, for as long as there are any. */
function* occurrencesAfter(window: Recurring, after: EpochMs): Generator<Interval, undefined> {
  const { from, until } = validity(window);
  const last = latestReading(window, until);
  // What the wall shows at an instant, or before, is over: only later readings are still to come.
  let wall = nextWall(window.start, (wallAt(window.timeZone, later(after, from)) - 1) as WallMs);
  for (let fruitless = 0; wall !== undefined && wall <= last && fruitless < LONGEST_SEARCH; fruitless++) {
    const occurrence = occurrenceFrom(window, wall);
    if (occurrence !== undefined && occurrence.start > after) {
      fruitless = 0;
      yield occurrence;
    }
    wall = nextWall(window.start, leftOutUntil(window, wall) ?? wall);
  }
}

/** The occurrence of the last start at or before an instant: starts and ends take turns, so only that may still run. */
function latestOccurrence(window: Recurring, at: EpochMs): Interval | undefined {
  let wall = isComputed(at) ? lastWall(window.start, latestReading(window, at)) : undefined;
  for (let tried = 0; wall !== undefined && isComputed(wall) && tried < LONGEST_SEARCH; tried++) {
    const start = firesAt(window.timeZone, wall);
    if (start !== undefined && start <= at) {
      return occurrenceFrom(window, wall);
    }
    wall = lastWall(window.start, (wall - 1) as WallMs);
  }
  return undefined;
}

/** The wall has shown no later reading up to an instant. It has shown later ones than now where clocks went back. */
function latestReading(window: Recurring, at: EpochMs): WallMs {
  const wall = wallAt(window.timeZone, at);
  const reading = readingOf(window.timeZone, wall);
  return (reading.happens === 'twice' ? wall + reading.second - reading.first : wall) as WallMs;
}

/** Between which instants an occurrence may start. */
function validity({ validFrom, validUntil }: Recurring): { readonly from: EpochMs; readonly until: EpochMs } {
  return {
    from: epochMs(Math.max(FIRST_READING, validFrom === undefined ? -Infinity : instant(validFrom))),
    until: epochMs(Math.min(LAST_READING, validUntil === undefined ? Infinity : instant(validUntil))),
  };
}

/** The last reading of the dates left out that hold a reading, if any do. */
function leftOutUntil(window: Recurring, wall: WallMs): WallMs | undefined {
  const date = window.except === undefined ? '' : new Date(wall).toISOString().slice(0, 'yyyy-mm-dd'.length);
  const dates = window.except?.find((one) => one.slice(0, 10) <= date && date <= one.slice(11));
  return dates === undefined ? undefined : ((Date.parse(dates.slice(11)) + DAY - 1) as WallMs);
}

function isComputed(at: WallMs | EpochMs): boolean {
  return at >= FIRST_READING && at <= LAST_READING;
}

/** The occurrence that a start reading begins, under Scheduler's rules for changing clocks. */
function occurrenceFrom(window: Recurring, startWall: WallMs): Interval | undefined {
  const endWall = isComputed(startWall) ? nextWall(window.end, startWall) : undefined;
  if (endWall === undefined || !isComputed(endWall) || leftOutUntil(window, startWall) !== undefined) {
    return undefined;
  }
  const start = firesAt(window.timeZone, startWall);
  const { from, until } = validity(window);
  return start !== undefined && from <= start && start < until
    ? { start, end: reachedAt(window.timeZone, endWall) }
    : undefined;
}
