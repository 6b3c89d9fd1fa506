/** What several commands take on their command line. */
import { InvalidArgumentError } from 'commander';
import { type EpochMs, fromIso } from '../core/interval';

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
