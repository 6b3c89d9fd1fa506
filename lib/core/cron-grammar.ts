/**
 * The cron dialect of EventBridge Scheduler, exactly as AWS documents it, and nothing that it does not.
 *
 * What is undocumented may work today and mean something else tomorrow, or be refused when the stack deploys, so it is
 * refused here with what to write instead. An accepted expression comes back in one spelling, with six fields.
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#cron-based
 */
import type { Read } from './author-time';
import type { Problem } from './problem';

interface Field {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  readonly names: readonly string[];
  /** Whether AWS documents `/` for the field. */
  readonly steps: boolean;
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
/** Of each month, in its shortest year. */
const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const FIELDS: readonly [Field, Field, Field, Field, Field, Field] = [
  { name: 'minutes', least: 0, most: 59, names: [], steps: true },
  { name: 'hours', least: 0, most: 23, names: [], steps: true },
  { name: 'day-of-month', least: 1, most: 31, names: [], steps: true },
  { name: 'month', least: 1, most: 12, names: MONTHS, steps: true },
  { name: 'day-of-week', least: 1, most: 7, names: WEEKDAYS, steps: false },
  { name: 'year', least: 1970, most: 2199, names: [], steps: true },
];

/** Why a field cannot stand, in words that name the mend. */
interface Fault {
  readonly what: string;
  readonly why: string;
  readonly mend: string;
}

/** Reads an expression with or without `cron( )` around it; the problem names the field. */
export function readCron(which: string, text: string): Read<string> {
  const fault = (id: string, { what, why, mend }: Fault): { readonly problem: Problem } => ({
    problem: { id, what: `${which} '${text}' ${what}`, why, mend },
  });
  if (/^\s*(rate|at)\(/.test(text)) {
    return fault('cron-not-cron', {
      what: 'is no cron expression',
      why: 'a window needs times of day: a rate starts when it is deployed and drifts, and an instant happens once',
      mend: 'write cron(0 20 ? * TUE *), or use AccessWindow.once for a single time',
    });
  }
  const fields = (/^\s*cron\((.*)\)\s*$/.exec(text)?.[1] ?? text).trim().split(/\s+/);
  const sixFields = fields.length === FIELDS.length - 1 ? [...fields, '*'] : fields;
  if (sixFields.length !== FIELDS.length) {
    return fault('cron-fields', {
      what: `has ${fields.length} fields`,
      why: `EventBridge Scheduler takes ${FIELDS.map(({ name }) => name).join(', ')}, of which only the year may be left out`,
      mend: "write for example '0 20 ? * TUE *'",
    });
  }
  const faults = FIELDS.flatMap((field, index) => faultsOf(field, sixFields[index] ?? ''));
  const [first] = faults.length > 0 ? faults : daysFault(sixFields);
  if (first !== undefined) {
    return fault('cron-field', first);
  }
  return { value: `cron(${sixFields.join(' ')})` };
}

function faultsOf(field: Field, text: string): Fault[] {
  const isDay = field.name.startsWith('day-of');
  if (text === '*' || (text === '?' && isDay)) {
    return [];
  }
  if (field.name === 'day-of-month' && (text === 'L' || /^([1-9]|[12]\d|3[01])W$/.test(text))) {
    return [];
  }
  if (field.name === 'day-of-week' && /^(L|[1-7]L|[1-7]#[1-5])$/.test(text)) {
    return [];
  }
  const special = isDay ? specialFault(field, text) : undefined;
  const fault = special ?? (text.includes('/') ? stepFault(field, text) : listFault(field, text));
  return fault === undefined ? [] : [fault];
}

/** Quartz knows more than AWS documents; each of these would be a guess. */
function specialFault(field: Field, text: string): Fault | undefined {
  const undocumented = (mend: string): Fault => ({
    what: `has '${text}' as ${field.name}`,
    why: 'AWS does not document what that means',
    mend,
  });
  if (field.name === 'day-of-month' && /[LW]/.test(text)) {
    return undocumented("write 'L' for the last day, '3W' for the weekday nearest the third, or plain days");
  }
  const named = /^([A-Z]{3})(L|#[1-5])$/.exec(text);
  if (named?.[1] !== undefined && WEEKDAYS.includes(named[1])) {
    return undocumented(`write '${WEEKDAYS.indexOf(named[1]) + 1}${named[2] ?? ''}'`);
  }
  if (field.name === 'day-of-week' && /#|\dL|L\d|,L|L,|L-/.test(text)) {
    return undocumented("write one of them alone, such as '3#1' for the first Tuesday or '6L' for the last Friday");
  }
  return undefined;
}

function stepFault(field: Field, text: string): Fault | undefined {
  const [, start, step] = /^([^/]+)\/(\d+)$/.exec(text) ?? [];
  const what = `has '${text}' as ${field.name}`;
  if (!field.steps) {
    return { what, why: 'AWS documents no steps for that field', mend: 'write the days as a list' };
  }
  if (start === '*' && step !== undefined) {
    const why = 'AWS documents steps from a number only';
    return { what, why, mend: `write '${field.least}/${step}'` };
  }
  const from = start === undefined ? undefined : valueOf(field, start);
  if (from === undefined || step === undefined || Number(step) < 1 || Number(step) > field.most) {
    return {
      what,
      why: `a step is a first value and a number, ${rangeOf(field)}`,
      mend: `write for example '${field.least}/10'`,
    };
  }
  return undefined;
}

function listFault(field: Field, text: string): Fault | undefined {
  for (const item of text.split(',')) {
    const [from = '', to, ...more] = item.split('-');
    const [first, last] = [valueOf(field, from), to === undefined ? undefined : valueOf(field, to)];
    const what = item === text ? `has '${text}' as ${field.name}` : `has '${item}' in '${text}' as ${field.name}`;
    if (first === undefined || more.length > 0 || (to !== undefined && last === undefined)) {
      return { what, why: `that field takes ${rangeOf(field)}`, mend: mendOf(field, item) };
    }
    if (last !== undefined && first >= last) {
      const why = 'AWS does not document ranges that run backwards';
      return { what, why, mend: `write '${[...wrapped(field, first, last)].join(',')}'` };
    }
  }
  return undefined;
}

function mendOf(field: Field, item: string): string {
  const upper = item.toUpperCase();
  return upper !== item && listFault(field, upper) === undefined
    ? `write '${upper}', in capitals as AWS documents it`
    : `write for example '${field.names[1] ?? field.least}'`;
}

function rangeOf(field: Field): string {
  const [first, last] = [field.names[0], field.names.at(-1)];
  return `${field.least} to ${field.most}${first === undefined ? '' : ` or ${first} to ${last ?? ''}`}`;
}

function valueOf(field: Field, text: string): number | undefined {
  const named = field.names.indexOf(text);
  if (named >= 0) {
    return named + field.least;
  }
  const value = /^\d+$/.test(text) ? Number(text) : NaN;
  return value >= field.least && value <= field.most ? value : undefined;
}

/** What a backward range was meant to say, as a list in the field's own spelling. */
function* wrapped(field: Field, first: number, last: number): Generator<string> {
  const size = field.most - field.least + 1;
  for (let value = first; ; value = ((value - field.least + 1) % size) + field.least) {
    yield field.names[value - field.least] ?? String(value);
    if (value === last) {
      return;
    }
  }
}

/** The rules that look at more than one field. */
function daysFault(fields: readonly string[]): Fault[] {
  const [, , dayOfMonth = '', month = '', dayOfWeek = ''] = fields;
  if (dayOfMonth !== '?' && dayOfWeek !== '?') {
    const which = dayOfWeek === '*' ? 'day-of-week' : 'day-of-month';
    return [
      {
        what: `has '${dayOfMonth}' as day-of-month and '${dayOfWeek}' as day-of-week`,
        why: 'EventBridge Scheduler takes a value in one of them and ? in the other',
        mend: `write '?' as ${which}`,
      },
    ];
  }
  if (dayOfMonth === '?' && dayOfWeek === '?') {
    return [
      {
        what: "has '?' as day-of-month and as day-of-week",
        why: 'one of the two has to say on which days',
        mend: "write '*' as day-of-month for every day",
      },
    ];
  }
  const [, nearest] = /^(\d+)W$/.exec(dayOfMonth) ?? [];
  return nearest === undefined ? [] : nearestWeekdayFault(Number(nearest), month);
}

/** AWS does not say whether the nearest weekday may lie in another month, or what a month without that day does. */
function nearestWeekdayFault(day: number, months: string): Fault[] {
  const shortest = Math.min(...monthsOf(months).map((month) => DAYS[month - 1] ?? 0));
  return day > 1 && day < shortest
    ? []
    : [
        {
          what: `has '${day}W' as day-of-month`,
          why: 'the nearest weekday may lie in another month, and AWS does not document whether it then counts',
          mend: `write a day from 2W to ${shortest - 1}W, or a day of the week such as '2#1' for the first Monday`,
        },
      ];
}

function monthsOf(text: string): number[] {
  const field = FIELDS[3];
  const all = Array.from({ length: field.most }, (_, index) => index + 1);
  if (text === '*') {
    return all;
  }
  const [, start, step] = /^([^/]+)\/(\d+)$/.exec(text) ?? [];
  if (start !== undefined && step !== undefined) {
    const from = valueOf(field, start) ?? field.least;
    return all.filter((month) => month >= from && (month - from) % Number(step) === 0);
  }
  return text.split(',').flatMap((item) => {
    const [from = '', to = from] = item.split('-');
    return all.filter((month) => month >= (valueOf(field, from) ?? NaN) && month <= (valueOf(field, to) ?? NaN));
  });
}
