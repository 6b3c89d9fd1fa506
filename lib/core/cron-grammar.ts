/**
 * The cron dialect of EventBridge Scheduler, exactly as AWS documents it, and nothing that it does not.
 *
 * What is undocumented may work today and mean something else tomorrow, or be refused when the stack deploys, so it is
 * refused here with what to write instead. An accepted expression comes back in one spelling: six fields, no leading
 * zeros.
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#cron-based
 */
import type { Read } from './author-time';
import type { Problem } from './problem';

interface Field {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  readonly names: readonly string[];
  /** What AWS documents for the field besides values, ranges, lists, `*` and steps. */
  readonly special?: RegExp;
  /** Whether AWS documents `/` for the field. */
  readonly steps: boolean;
  readonly example: string;
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
/** Of each month, in its shortest year. */
const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const MINUTES: Field = { name: 'minutes', least: 0, most: 59, names: [], steps: true, example: '0' };
const HOURS: Field = { name: 'hours', least: 0, most: 23, names: [], steps: true, example: '20' };
const DAY_OF_MONTH: Field = {
  name: 'day-of-month',
  least: 1,
  most: 31,
  names: [],
  special: /^(\?|L|([1-9]|[12]\d|3[01])W)$/,
  steps: true,
  example: '1',
};
const MONTH: Field = { name: 'month', least: 1, most: 12, names: MONTHS, steps: true, example: 'JAN' };
const DAY_OF_WEEK: Field = {
  name: 'day-of-week',
  least: 1,
  most: 7,
  names: WEEKDAYS,
  special: /^(\?|L|[1-7]L|[1-7]#[1-5])$/,
  steps: false,
  example: 'TUE',
};
const YEAR: Field = { name: 'year', least: 1970, most: 2199, names: [], steps: true, example: '2027' };
const FIELDS = [MINUTES, HOURS, DAY_OF_MONTH, MONTH, DAY_OF_WEEK, YEAR];

/** Of a schedule's expression, `cron( )` included. */
const LONGEST = 256;

/** Why an expression cannot stand, in words that name the mend. */
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
      why: 'a window needs times of day, while a rate drifts from when it was deployed and an instant happens once',
      mend: "write '0 20 ? * TUE *', or use AccessWindow.once for a single time",
    });
  }
  const written = (/^\s*cron\((.*)\)\s*$/s.exec(text)?.[1] ?? text).match(/\S+/g) ?? [];
  const fields = written.map((field) => field.replace(/\b0+(?=\d)/g, ''));
  const sixFields = fields.length === FIELDS.length - 1 ? [...fields, '*'] : fields;
  if (sixFields.length !== FIELDS.length) {
    return fault('cron-fields', {
      what: `has ${fields.length} fields`,
      why: `EventBridge Scheduler takes ${FIELDS.map(({ name }) => name).join(', ')}, of which only the year may be left out`,
      mend: "write for example '0 20 ? * TUE *'",
    });
  }
  const [first] = FIELDS.flatMap((field, index) => faultOf(field, sixFields[index] ?? '') ?? []);
  const found = first ?? daysFault(sixFields);
  if (found !== undefined) {
    return fault('cron-field', found);
  }
  const value = `cron(${sixFields.join(' ')})`;
  return value.length <= LONGEST
    ? { value }
    : fault('cron-long', {
        what: `is ${value.length} characters long`,
        why: `EventBridge Scheduler takes at most ${LONGEST}`,
        mend: 'write ranges and steps instead of lists, or several windows',
      });
}

function faultOf(field: Field, text: string): Fault | undefined {
  if (text === '*' || field.special?.test(text) === true) {
    return undefined;
  }
  const upper = text.toUpperCase();
  const what = `has '${text}' as ${field.name}`;
  if (upper !== text) {
    const fault = faultOf(field, upper);
    const capitals = { why: 'AWS documents names and letters in capitals', mend: `write '${upper}'` };
    return { ...(fault ?? capitals), what };
  }
  const special = specialMend(field, text);
  if (special !== undefined) {
    return { what, why: 'AWS does not document what that means', mend: special };
  }
  const items = itemsOf(field, text);
  if (items === undefined) {
    const example = text === '?' ? '*' : field.example;
    return { what, why: `that field takes ${rangeOf(field)}`, mend: `write for example '${example}'` };
  }
  const why = undocumented(field, text, items);
  return why === undefined ? undefined : { what, why, mend: `write '${spelled(field, items)}'` };
}

/** Quartz knows more than AWS documents; each of these would be a guess. */
function specialMend(field: Field, text: string): string | undefined {
  if (field === DAY_OF_MONTH && /[LW]/.test(text)) {
    return "write 'L' for the last day, '3W' for the weekday nearest the third, or plain days";
  }
  if (field !== DAY_OF_WEEK || !/#|\dL|L\d|,L|L,|L-|^[A-Z]{3}L$/.test(text)) {
    return undefined;
  }
  const [, name = '', rest = ''] = /^([A-Z]{3})(L|#[1-5])$/.exec(text) ?? [];
  return WEEKDAYS.includes(name)
    ? `write '${WEEKDAYS.indexOf(name) + 1}${rest}'`
    : "write one of them alone, such as '3#1' for the first Tuesday or '6L' for the last Friday";
}

/** `5`, `1-5`, `0/10`, and what says clearly what it means although AWS does not document it: `8-18/2`, `FRI-MON`. */
interface Item {
  readonly first: number;
  readonly last: number | undefined;
  readonly step: number | undefined;
  /** Whether it is a plain number, and whatever follows. */
  readonly fromNumber: boolean;
}

/** The parts of a list, or nothing where one of them is no value of the field. */
function itemsOf(field: Field, text: string): Item[] | undefined {
  const items = text.split(',').map((part) => itemOf(field, part));
  return items.every((item) => item !== undefined) ? items : undefined;
}

function itemOf(field: Field, text: string): Item | undefined {
  const [, from, to, by] = /^([^-/]+)(?:-([^-/]+))?(?:\/(\d+))?$/.exec(text) ?? [];
  const anyStep = from === '*' && by !== undefined && to === undefined;
  const first = anyStep ? field.least : valueOf(field, from ?? '');
  const last = anyStep ? field.most : to === undefined ? undefined : valueOf(field, to);
  const step = by === undefined ? undefined : Number(by);
  const stepFits = step === undefined || (step >= 1 && step <= field.most);
  const fits = first !== undefined && stepFits && (to === undefined || last !== undefined);
  return fits ? { first, last, step, fromNumber: /^\d/.test(text) } : undefined;
}

function undocumented(field: Field, text: string, items: readonly Item[]): string | undefined {
  if (text.includes('/')) {
    const [{ last, fromNumber } = { last: undefined, fromNumber: false }] = items;
    const documented = items.length === 1 && last === undefined && fromNumber;
    return field.steps
      ? documented
        ? undefined
        : 'AWS documents steps only from a number, and on their own'
      : 'AWS documents no steps for that field';
  }
  return items.some(({ first, last }) => last !== undefined && first >= last)
    ? 'AWS documents only ranges that run upwards'
    : undefined;
}

/** The same values, in a spelling that AWS documents. */
function spelled(field: Field, items: readonly Item[]): string {
  const [{ first, last, step } = { first: 0, last: 0, step: undefined }] = items;
  const toTheEnd = last === undefined || (last >= first && last + (step ?? 0) > field.most);
  if (items.length === 1 && step !== undefined && toTheEnd && field.steps) {
    return `${first}/${step}`;
  }
  return valuesOf(field, items)
    .map((value) => field.names[value - field.least] ?? value)
    .join(',');
}

/** Each value once. A range that runs backwards goes on past the end of its field, as years cannot. */
function valuesOf(field: Field, items: readonly Item[]): number[] {
  const size = field.most - field.least + 1;
  const values = items.flatMap(({ first, last = first, step }) => {
    const [from, to] = field === YEAR && last < first ? [last, first] : [first, last];
    const until = step !== undefined && from === to ? field.most : to < from ? to + size : to;
    return Array.from(
      { length: Math.floor((until - from) / (step ?? 1)) + 1 },
      (_, index) => from + index * (step ?? 1),
    );
  });
  return [...new Set(values.map((value) => ((value - field.least) % size) + field.least))];
}

function rangeOf(field: Field): string {
  const [first, last] = [field.names[0], field.names.at(-1)];
  return `${field.least} to ${field.most}${first === undefined ? '' : ` or ${first} to ${last ?? ''}`}`;
}

function valueOf(field: Field, text: string): number | undefined {
  const named = field.names.indexOf(text);
  const value = named >= 0 ? named + field.least : /^\d+$/.test(text) ? Number(text) : NaN;
  return value >= field.least && value <= field.most ? value : undefined;
}

/** The rules that look at more than one field. */
function daysFault(fields: readonly string[]): Fault | undefined {
  const [, , dayOfMonth = '', month = '', dayOfWeek = ''] = fields;
  if (dayOfMonth !== '?' && dayOfWeek !== '?') {
    return {
      what: `has '${dayOfMonth}' as day-of-month and '${dayOfWeek}' as day-of-week`,
      why: 'EventBridge Scheduler takes a value in one of them and ? in the other',
      mend: `write '?' as ${dayOfWeek === '*' ? 'day-of-week' : 'day-of-month'}`,
    };
  }
  if (dayOfMonth === '?' && dayOfWeek === '?') {
    return {
      what: "has '?' as day-of-month and as day-of-week",
      why: 'one of the two has to say on which days',
      mend: "write '*' as day-of-month for every day",
    };
  }
  const [, nearest] = /^(\d+)W$/.exec(dayOfMonth) ?? [];
  return nearest === undefined ? undefined : nearestWeekdayFault(Number(nearest), month);
}

/** AWS does not say whether the nearest weekday may lie in another month, or what a month without that day does. */
function nearestWeekdayFault(day: number, month: string): Fault | undefined {
  const all: Item = { first: MONTH.least, last: MONTH.most, step: undefined, fromNumber: false };
  const months = valuesOf(MONTH, itemsOf(MONTH, month) ?? [all]);
  const shortest = Math.min(...months.map((one) => DAYS[one - 1] ?? 0));
  return day > 1 && day < shortest
    ? undefined
    : {
        what: `has '${day}W' as day-of-month`,
        why: 'the nearest weekday may lie in another month, and AWS does not document whether it then counts',
        mend: `write a day from 2W to ${shortest - 1}W, or a day of the week such as '2#1' for the first Monday`,
      };
}
