/** From what an author writes about a recurring window to the two cron expressions and bounds that are deployed. */
import { type Alternation, alternationOf } from './core/alternation';
import { type Read, readBound, readDates, readTimeOfDay, readZone, timeText, wallText } from './core/author-time';
import { readCron } from './core/cron-grammar';
import { DAY, epochMs, iso, MINUTE } from './core/interval';
import type { Problem } from './core/problem';
import { type DeclaredWindow, nextOccurrence } from './core/window';
import type { WallMs } from './core/zone';
import type { CronWindowProps, DailyWindowProps, RecurringWindowProps } from './window-props';

/** How long a window lasts on the wall clock. */
export interface Lengths {
  readonly shortestMs: number;
  readonly longestMs: number;
}

/** A window that was read: what is wrong with it, how long it lasts, and what to deploy. */
export interface ReadWindow extends Lengths {
  readonly problems: readonly Problem[];
  readonly declare: (id: string) => DeclaredWindow;
}

/** Day of month, month and day of week of a window between two times of day, and of one that ends the day after. */
export interface Days {
  readonly words: string;
  readonly days: string;
  readonly daysAfter: string;
}

const SHORTEST = 5 * MINUTE;
/** No window is valid before. */
const BEGINNING = epochMs(Date.UTC(2001, 0, 1));

/** A window between two times of day. */
export function betweenTimes(props: DailyWindowProps, { words, days, daysAfter }: Days): ReadWindow | Problem[] {
  const problems: Problem[] = [];
  const start = take(problems, readTimeOfDay('start', props.start));
  const end = take(problems, readTimeOfDay('end', props.end));
  const bounds = readBounds(problems, props);
  if (start === undefined || end === undefined || bounds === undefined) {
    return problems;
  }
  const crossesMidnight = end < start;
  const lengthMs = crossesMidnight ? end + DAY - start : end - start;
  problems.push(...lengthProblems(lengthMs, props.start, props.end));
  const nextDay = crossesMidnight ? ' (ending the next day)' : '';
  return withOccurrences(
    problems,
    { shortestMs: lengthMs, longestMs: lengthMs },
    {
      words: `${words} ${props.start}-${props.end}${nextDay} ${bounds.timeZone}${boundWords(props)}`,
      start: `cron(${minutesAndHours(start)} ${days} *)`,
      end: `cron(${minutesAndHours(end)} ${crossesMidnight ? daysAfter : days} *)`,
      ...bounds,
    },
  );
}

/** A window between two cron expressions. */
export function betweenExpressions(props: CronWindowProps): ReadWindow | Problem[] {
  const problems: Problem[] = [];
  const start = take(problems, readCron('start', props.start));
  const end = take(problems, readCron('end', props.end));
  const bounds = readBounds(problems, props);
  if (start === undefined || end === undefined || bounds === undefined) {
    return problems;
  }
  const alternation = alternationOf(start, end);
  if (alternation.turns === 'alternate') {
    problems.push(...lengthProblems(alternation.shortestMs, start, end));
  } else {
    problems.push(turnProblem(alternation, start, end));
  }
  const lengths = alternation.turns === 'alternate' ? alternation : { shortestMs: 0, longestMs: 0 };
  return withOccurrences(problems, lengths, {
    words: `from ${start} to ${end} ${bounds.timeZone}${boundWords(props)}`,
    start,
    end,
    ...bounds,
  });
}

/** What bounds and dates left out may leave of a window that is right in itself: nothing. */
function withOccurrences(
  problems: readonly Problem[],
  { shortestMs, longestMs }: Lengths,
  fields: Omit<Recurring, 'kind' | 'id'>,
): ReadWindow {
  const declare = (id: string): Recurring => ({ kind: 'recurring', id, ...fields });
  const bounded = fields.validFrom !== undefined || fields.validUntil !== undefined;
  if (problems.length > 0 || !bounded || nextOccurrence(declare('0'), BEGINNING) !== undefined) {
    return { problems, shortestMs, longestMs, declare };
  }
  const never: Problem = {
    id: 'validity-empty',
    what: `the window ${fields.words} never starts`,
    why: 'validFrom, validUntil and except leave no day on which it could',
    mend: 'widen them, or leave one out',
  };
  return { problems: [never], shortestMs, longestMs, declare };
}

export function lengthProblems(lengthMs: number, start: string, end: string): Problem[] {
  const what = `the window from ${start} to ${end}`;
  if (lengthMs <= 0) {
    return [
      {
        id: 'window-empty',
        what: `${what} ${lengthMs < 0 ? 'ends before it starts' : 'has no length'}`,
        why: 'it would never open',
        mend: lengthMs < 0 ? 'swap the two' : 'make the end later than the start',
      },
    ];
  }
  return lengthMs >= SHORTEST
    ? []
    : [
        {
          id: 'window-too-short',
          what: `${what} is shorter than 5 minutes`,
          why: 'EventBridge Scheduler is exact to a minute, and IAM takes seconds to spread a change',
          mend: 'make it at least 5 minutes long',
        },
      ];
}

/** The value that was read; what is wrong with it is collected. */
export function take<T>(problems: Problem[], read: Read<T>): T | undefined {
  if ('value' in read) {
    return read.value;
  }
  problems.push(read.problem);
  return undefined;
}

type Recurring = Extract<DeclaredWindow, { kind: 'recurring' }>;
type Bounds = Pick<Recurring, 'timeZone' | 'validFrom' | 'validUntil' | 'except'>;

function readBounds(problems: Problem[], props: RecurringWindowProps): Bounds | undefined {
  const timeZone = take(problems, readZone(props.timeZone.timezoneName));
  const except = (props.except ?? []).flatMap((text) => take(problems, readDates('except', text)) ?? []);
  if (timeZone === undefined) {
    return undefined;
  }
  const bound = (field: 'validFrom' | 'validUntil'): Partial<Bounds> => {
    const text = props[field];
    const at = text === undefined ? undefined : take(problems, readBound(field, text, timeZone));
    return at === undefined ? {} : { [field]: iso(at) };
  };
  const bounds = { timeZone, ...bound('validFrom'), ...bound('validUntil') };
  if (bounds.validFrom !== undefined && bounds.validUntil !== undefined && bounds.validUntil <= bounds.validFrom) {
    problems.push({
      id: 'validity-empty',
      what: `validUntil '${props.validUntil ?? ''}' is not after validFrom '${props.validFrom ?? ''}'`,
      why: 'the window would never open',
      mend: 'swap the two, or leave one out',
    });
  }
  return except.length === 0 ? bounds : { ...bounds, except };
}

function boundWords({ validFrom, validUntil, except = [] }: RecurringWindowProps): string {
  return [
    validFrom === undefined ? '' : `, from ${validFrom} on`,
    validUntil === undefined ? '' : `, until ${validUntil}`,
    except.length === 0 ? '' : `, except ${except.map((dates) => dates.replace('/', ' to ')).join(', ')}`,
  ].join('');
}

function turnProblem(found: Exclude<Alternation, { turns: 'alternate' }>, start: string, end: string): Problem {
  const day = (wall: WallMs): string => wallText(wall).replace('T', ' ');
  switch (found.turns) {
    case 'never-starts':
      return {
        id: 'cron-never',
        what: `start ${start} never comes`,
        why: 'no day of the calendar matches it, so the window would never open',
        mend: 'check its day, month and year',
      };
    case 'never-ends':
      return {
        id: 'cron-never',
        what: `end ${end} does not come after every start`,
        why: 'the window would never close',
        mend: 'check its day, month and year',
      };
    case 'start-twice':
      return {
        id: 'cron-turns',
        what: `${start} and ${end} do not take turns`,
        why: `it starts on ${day(found.first)} and again on ${day(found.second)}, before it ends on ${day(found.end)}`,
        mend: 'give every start an end of its own before the next start',
      };
    case 'end-twice':
      return {
        id: 'cron-turns',
        what: `${start} and ${end} do not take turns`,
        why: `it ends on ${day(found.first)} and again on ${day(found.second)}, with no start in between`,
        mend: 'give every end a start of its own before it',
      };
  }
}

function minutesAndHours(timeOfDay: number): string {
  const [hours, minutes] = timeText(timeOfDay).split(':').map(Number);
  return `${minutes} ${hours}`;
}
