/** What several commands take on their command line. */
import { InvalidArgumentError, Option } from 'commander';
import { type EpochMs, fromIso, HOUR, MINUTE, SECOND } from '../core/interval';

/** A date is midnight UTC: a bare date would otherwise mean something else on every machine. */
export function instant(text: string): EpochMs {
  const at = fromIso(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00Z` : text);
  if (at === undefined) {
    throw new InvalidArgumentError('Write a date such as 2026-12-01, or an instant such as 2026-12-01T20:00:00Z.');
  }
  return at;
}

export function wholeNumber(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value)) {
    throw new InvalidArgumentError('Write a whole number such as 1.');
  }
  return value;
}

const UNITS: Readonly<Record<string, number>> = { s: SECOND, m: MINUTE, h: HOUR };
const LONGEST_DURATION = 12 * HOUR;

/** `90s`, `5m`, `1h`, in milliseconds. */
export function duration(text: string): number {
  const [, number = '', unit = ''] = /^(\d{1,6})([smh])$/.exec(text) ?? [];
  const ms = Number(number) * (UNITS[unit] ?? NaN);
  if (!(ms > 0 && ms <= LONGEST_DURATION)) {
    throw new InvalidArgumentError('Write a time such as 90s, 5m or 1h, of 12 hours at most.');
  }
  return ms;
}

export function timeoutOption(description: string, otherwise: string): Option {
  return new Option('--timeout <time>', description).argParser(duration).default(duration(otherwise), otherwise);
}

/** A text that says something, and is no longer than what the controller reads. */
export function words(longest: number): (text: string) => string {
  return (text) => {
    if (text.trim() === '' || text.length > longest) {
      throw new InvalidArgumentError(`Write something, of ${longest} characters at most.`);
    }
    return text;
  };
}

export function json(report: object): string {
  return `${JSON.stringify(report, undefined, 2)}\n`;
}
