/**
 * Times as authors write them: `20:00`, `2026-12-12T20:00` with a zone, `2026-12-12T20:00+01:00`.
 *
 * Never a `Date`: what one means depends on the machine that synthesizes. Where a text could mean two things it is
 * refused, with what to write instead.
 */
import { DAY, type EpochMs, epochMs, HOUR, MINUTE } from './interval';
import type { Problem } from './problem';
import { isTimeZone, reachedAt, readingOf, wallAt, type WallMs } from './zone';

/** What was read, or why it could not be. */
export type Read<T> = { readonly value: T } | { readonly problem: Problem };

const TIME_OF_DAY = /^([01]\d|2[0-3]):([0-5]\d)$/;
const DATE_TIME = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(:00)?(Z|[+-]\d{2}:\d{2})?$/;

/** Reads `HH:MM` as milliseconds since midnight. */
export function readTimeOfDay(field: string, text: string): Read<number> {
  const [, hours, minutes] = TIME_OF_DAY.exec(text) ?? [];
  if (hours !== undefined && minutes !== undefined) {
    return { value: Number(hours) * HOUR + Number(minutes) * MINUTE };
  }
  return {
    problem: {
      id: 'time-of-day',
      what: `${field} '${text}' is not a time of day`,
      why: 'a recurring window starts and ends at hours and minutes of the wall clock',
      mend: `write ${timeMend(text)}`,
    },
  };
}

function timeMend(text: string): string {
  if (text === '24:00') {
    return "'00:00', which as an end means midnight";
  }
  const [, hours, minutes] = /^(\d):([0-5]\d)(?::00)?$/.exec(text) ?? [];
  return hours !== undefined && minutes !== undefined
    ? `'0${hours}:${minutes}'`
    : "two digits each, from '00:00' to '23:59'";
}

/** Names that the runtime takes, and that are not in the IANA database: EventBridge Scheduler would refuse them. */
const NOT_IANA =
  /^(ACT|AET|AGT|ART|AST|BET|BST|CAT|CNT|CST|CTT|EAT|ECT|IET|IST|JST|MIT|NET|NST|PLT|PNT|PRT|PST|SST|VST)$|^SystemV\//;
const WRITTEN_AS_IANA = /^[A-Z][\w+-]*(\/[A-Z][\w+-]*)*$/;

export function readZone(name: string): Read<string> {
  if (isTimeZone(name) && WRITTEN_AS_IANA.test(name) && !NOT_IANA.test(name) && !isMiswritten(name)) {
    return { value: name };
  }
  return {
    problem: {
      id: 'time-zone',
      what: `time zone '${name}' is unknown`,
      why: 'the window would open at another hour than its author means, or not at all',
      mend: "use a constant such as TimeZone.EUROPE_LONDON, or an IANA name such as TimeZone.of('Europe/London')",
    },
  };
}

/** The runtime reads `EUROPE/LONDON` too. */
function isMiswritten(name: string): boolean {
  const canonical = new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
  return canonical !== name && canonical.toLowerCase() === name.toLowerCase();
}

/** Reads a date and time, with an offset of its own or in a zone, as an instant. */
export function readDateTime(field: string, text: string, zone: string | undefined): Read<EpochMs> {
  const parts = DATE_TIME.exec(text);
  const wall = parts === null ? undefined : wallOf(parts);
  if (parts === null || wall === undefined) {
    return {
      problem: {
        id: 'date-time',
        what: `${field} '${text}' is not a date and time`,
        why: 'a time is a date of the calendar and a time of day to the minute',
        mend: "write it as '2026-12-12T20:00' with a timeZone, or with an offset as '2026-12-12T20:00+01:00'",
      },
    };
  }
  const offset = parts[7];
  if (offset !== undefined) {
    return { value: epochMs(wall - offsetMs(offset)) };
  }
  if (zone === undefined) {
    return {
      problem: {
        id: 'no-time-zone',
        what: `${field} '${text}' has neither offset nor time zone`,
        why: 'it would mean another instant on every machine that synthesizes',
        mend: `give the window a timeZone, or write an offset: '${text}Z' for UTC`,
      },
    };
  }
  return localTime(field, text, wall, zone);
}

function localTime(field: string, text: string, wall: WallMs, zone: string): Read<EpochMs> {
  const reading = readingOf(zone, wall);
  switch (reading.happens) {
    case 'once':
      return { value: reading.at };
    case 'never': {
      const from = wallAt(zone, epochMs(reading.gapEnd - MINUTE)) + MINUTE;
      const to = wallAt(zone, reading.gapEnd);
      return {
        problem: {
          id: 'time-in-gap',
          what: `${field} '${text}' does not exist in ${zone}`,
          why: `the clocks go from ${timeText(from)} to ${timeText(to)} on that day`,
          mend: `write '${wallText(to)}', or an offset`,
        },
      };
    }
    case 'twice': {
      const [first, second] = [reading.first, reading.second].map((at) => `'${text}${offsetText(wall - at)}'`);
      return {
        problem: {
          id: 'time-twice',
          what: `${field} '${text}' happens twice in ${zone}`,
          why: 'the clocks go back over it on that day, and the two are an hour or so apart',
          mend: `write ${first} for the first or ${second} for the second`,
        },
      };
    }
  }
}

function wallOf(parts: RegExpExecArray): WallMs | undefined {
  const [year = NaN, month = NaN, day = NaN, hour = NaN, minute = NaN] = parts.slice(1, 6).map(Number);
  const wall = Date.UTC(year, month - 1, day, hour, minute) as WallMs;
  const sane = year >= 2020 && year < 2100 && wallText(wall) === parts[0].slice(0, 16);
  return sane ? wall : undefined;
}

function offsetMs(text: string): number {
  if (text === 'Z') {
    return 0;
  }
  const ms = Number(text.slice(1, 3)) * HOUR + Number(text.slice(4, 6)) * MINUTE;
  return text.startsWith('-') ? -ms : ms;
}

function offsetText(ms: number): string {
  const minutes = Math.abs(ms) / MINUTE;
  const pad = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  return `${ms < 0 ? '-' : '+'}${pad(minutes / 60)}:${pad(minutes % 60)}`;
}

/** `2026-12-12T20:00`. */
export function wallText(wall: WallMs): string {
  return new Date(wall).toISOString().slice(0, 16);
}

/** `20:00`, of a time of day or of any wall-clock reading. */
export function timeText(wall: number): string {
  return wallText((((wall % DAY) + DAY) % DAY) as WallMs).slice(11);
}

const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** Reads one edge of a window's validity: a date and time, or a date, which as a bound is whole. */
export function readBound(field: 'validFrom' | 'validUntil', text: string, zone: string): Read<EpochMs> {
  if (DATE_TIME.test(text)) {
    return readDateTime(field, text, zone);
  }
  const midnight = dateOf(text);
  if (midnight === undefined) {
    return { problem: noDate(field, text, "write it as '2026-12-24', or with a time as '2026-12-24T20:00'") };
  }
  return { value: reachedAt(zone, (midnight + (field === 'validUntil' ? DAY : 0)) as WallMs) };
}

/** Reads a date, or a first and a last date, as a first and a last date. */
export function readDates(field: string, text: string): Read<string> {
  const [first = '', last = first, ...more] = text.split('/');
  if (dateOf(first) === undefined || dateOf(last) === undefined || more.length > 0) {
    const mend = "write it as '2026-12-24', or for several days as '2026-12-24/2027-01-02'";
    return { problem: noDate(field, text, mend) };
  }
  if (last < first) {
    return {
      problem: {
        id: 'dates-reversed',
        what: `${field} '${text}' ends before it starts`,
        why: 'it would leave no date out',
        mend: `write '${last}/${first}'`,
      },
    };
  }
  return { value: `${first}/${last}` };
}

function dateOf(text: string): WallMs | undefined {
  const parts = DATE_TIME.exec(`${text}T00:00`);
  return DATE.test(text) && parts !== null ? wallOf(parts) : undefined;
}

function noDate(field: string, text: string, mend: string): Problem {
  return {
    id: 'date',
    what: `${field} '${text}' is not a date`,
    why: 'the window would open on days on which it must not, or stay shut on others',
    mend,
  };
}
