/**
 * Moves one window of an access, or one of its edges, so that what was open may be over, and what was shut may be open.
 *
 * A recurring edge stays on its day and on its side of the other edge, so that starts and ends go on taking turns. The
 * number of times between which IAM itself allows anything stays too: one-time windows may not begin to touch.
 */
import { TimeZone } from 'aws-cdk-lib';
import { AccessWindow } from '../../access-window';
import { timeText } from '../../core/author-time';
import { DAY, epochMs, HOUR, type Interval, iso, MINUTE, plus, SECOND, union } from '../../core/interval';
import { type DeclaredWindow, isOnDemand, nextOccurrence, onceInterval, type Scheduled } from '../../core/window';
import { between, type Random } from '../seeded-random';
import { isObject, type Json, type JsonObject, type Resource, type Template } from '../../assembly/template';
import { edgeOf, type AccessParts } from './accesses';
import { type Change, pick } from './change';
import { withDeclaration } from './declaration-edit';
import { eachWithin } from './joined-text';
import { listOf, withProperties, withResource } from './template-edit';

type Once = Extract<DeclaredWindow, { kind: 'once' }>;
type Recurring = Extract<DeclaredWindow, { kind: 'recurring' }>;

/** By how much each edge moves. */
interface Shift {
  readonly start: number;
  readonly end: number;
}

/** A draw may lead to no window: an edge on another day, or nothing between the two. */
const MOST_DRAWS = 100;
const SHORTEST = 5 * MINUTE;
/** What a controller allows by default. */
const LONGEST = 12 * HOUR;
const BEGINNING = epochMs(Date.UTC(2001, 0, 1));
const SINGLE_TIME = /^cron\((\d+) (\d+) (.+)\)$/;

export const changeWindow: Change = ({ template, access, parts, random }) => {
  const times = boundsOf(access.windows);
  for (let draw = 0; draw < MOST_DRAWS; draw++) {
    const before = pick(random, access.windows);
    const shift = before === undefined ? undefined : drawShift(before, random);
    const after = before === undefined || shift === undefined ? undefined : shifted(before, shift);
    const windows = access.windows.map((window) => (window === before ? (after ?? window) : window));
    const newTimes = boundsOf(windows);
    if (before !== undefined && shift !== undefined && after !== undefined && newTimes.length === times.length) {
      const declared = withDeclaration(template, access.id, (declaration) => ({
        ...declaration,
        windows: listOf(declaration['windows']).map((window) => withEdges(window, after)),
      }));
      const bounded = withBounds(declared, parts, times, newTimes);
      return {
        words: `changes ${access.id} from ${before.words} to ${after.words}`,
        template: withPatience(bounded, parts, after.id, shift.end - shift.start),
      };
    }
  }
  return undefined;
};

/** What else a window says, such as what closes it early, may hold references, and stays as it stands. */
function withEdges(window: Json, after: DeclaredWindow): Json {
  if (isOnDemand(after) || !isObject(window) || window['id'] !== after.id) {
    return window;
  }
  const { words, start, end } = after;
  return { ...window, words, start, end };
}

/** One edge or both, by five minutes up to an hour more than the window lasts. */
function drawShift(window: DeclaredWindow, random: Random): Shift | undefined {
  const lengthMs = isOnDemand(window) ? undefined : lengthOf(window);
  if (lengthMs === undefined || lengthMs >= DAY) {
    return undefined;
  }
  const direction = random() < 0.5 ? -1 : 1;
  const ms = direction * between(random, SHORTEST / MINUTE, (lengthMs + HOUR) / MINUTE) * MINUTE;
  return pick(random, [
    { start: ms, end: 0 },
    { start: 0, end: ms },
    { start: ms, end: ms },
  ]);
}

/** From edge to edge; of a recurring window, what it lasts on its last day. */
function lengthOf(window: Scheduled): number | undefined {
  if (window.kind === 'once') {
    const { start, end } = onceInterval(window);
    return end - start;
  }
  const [start, end] = [timeOf(window.start), timeOf(window.end)];
  return start === undefined || end === undefined ? undefined : (end - start + DAY) % DAY;
}

/** Undefined where that would be no window that an author can write. */
function shifted(window: DeclaredWindow, shift: Shift): DeclaredWindow | undefined {
  if (isOnDemand(window)) {
    return undefined;
  }
  const [before, after] = [lengthOf(window) ?? 0, (lengthOf(window) ?? 0) + shift.end - shift.start];
  if (after < SHORTEST || after > Math.max(before, LONGEST)) {
    return undefined;
  }
  return window.kind === 'once' ? onceShifted(window, shift) : recurringShifted(window, shift);
}

function onceShifted(window: Once, shift: Shift): DeclaredWindow | undefined {
  const { start, end } = onceInterval(window);
  return AccessWindow.once({
    start: iso(plus(start, shift.start)),
    end: iso(plus(end, shift.end)),
    ...(window.timeZone === undefined ? {} : { timeZone: TimeZone.of(window.timeZone) }),
  })._declare(window.id);
}

function recurringShifted(window: Recurring, shift: Shift): DeclaredWindow | undefined {
  const before = { start: timeOf(window.start) ?? 0, end: timeOf(window.end) ?? 0 };
  const after = { start: before.start + shift.start, end: before.end + shift.end };
  const onSameDay = Object.values(after).every((time) => time >= 0 && time < DAY);
  if (!onSameDay || before.start < before.end !== after.start < after.end) {
    return undefined;
  }
  const [start, end] = [at(window.start, after.start), at(window.end, after.end)];
  const words = window.words
    .replace(`${timeText(before.start)}-${timeText(before.end)}`, `${timeText(after.start)}-${timeText(after.end)}`)
    .replace(`from ${window.start} to ${window.end}`, `from ${start} to ${end}`);
  const moved: Recurring = { ...window, words, start, end };
  return nextOccurrence(moved, BEGINNING) === undefined ? undefined : moved;
}

/** The time of day of an expression that has just one. */
function timeOf(expression: string): number | undefined {
  const [, minutes, hours] = SINGLE_TIME.exec(expression) ?? [];
  return minutes === undefined ? undefined : Number(hours) * HOUR + Number(minutes) * MINUTE;
}

function at(expression: string, time: number): string {
  const [, , , days = ''] = SINGLE_TIME.exec(expression) ?? [];
  return `cron(${(time % HOUR) / MINUTE} ${Math.floor(time / HOUR)} ${days})`;
}

/** When every window is one-time, the times that policy and attachment role carry. */
function boundsOf(windows: readonly DeclaredWindow[]): Interval[] {
  const once = windows.flatMap((window) => (window.kind === 'once' ? [onceInterval(window)] : []));
  return once.length === windows.length ? union(once) : [];
}

function withBounds(
  template: Template,
  { attachmentRole, policy }: AccessParts,
  before: readonly Interval[],
  after: readonly Interval[],
): Template {
  const times = (edge: 'start' | 'end'): Map<Json, string> =>
    new Map(before.map((bound, index) => [iso(bound[edge]), iso((after[index] ?? bound)[edge])]));
  const [starts, ends] = [times('start'), times('end')];
  const bounded = (value: Json): Json =>
    eachWithin(value, (item, operator) => {
      const known = /^DateGreaterThanEquals/.test(operator)
        ? starts
        : /^DateLessThan/.test(operator)
          ? ends
          : undefined;
      return known === undefined
        ? bounded(item)
        : eachWithin(item, (time, key) => (key === 'aws:CurrentTime' ? (known.get(time) ?? time) : time));
    });
  return [attachmentRole, ...(policy === undefined ? [] : [policy])].reduce(
    (changed, id) =>
      withResource(changed, id, (resource) => ({
        ...resource,
        Properties: bounded(resource.Properties ?? {}) as JsonObject,
      })),
    template,
  );
}

/** A start is handed over for no longer than the shortest time that its window lasts. */
function withPatience(template: Template, parts: AccessParts, window: string, longerMs: number): Template {
  return parts.schedules.reduce(
    (changed, id) =>
      withResource(changed, id, (schedule) => {
        const edge = edgeOf(schedule);
        return edge?.event === 'start' && edge.window === window ? waiting(schedule, longerMs) : schedule;
      }),
    template,
  );
}

function waiting(schedule: Resource, longerMs: number): Resource {
  const target = schedule.Properties?.['Target'];
  const retry = isObject(target) ? target['RetryPolicy'] : undefined;
  if (!isObject(target) || !isObject(retry)) {
    return schedule;
  }
  const seconds = Number(retry['MaximumEventAgeInSeconds']) + longerMs / SECOND;
  return withProperties(schedule, {
    Target: { ...target, RetryPolicy: { ...retry, MaximumEventAgeInSeconds: seconds } },
  });
}
