/** What opens and closes windows before their time or on demand: told in an order of its own, and in words. */
import type { DeclaredSignal } from '../core/signal';
import type { Inline } from './access-lines';
import type { Signal } from './report';
import { compareTexts } from './statements';
import { clipped, listed, LONGEST_LINE } from './wording';

/** Each once: it is no change that an author lists them otherwise. */
export function tellSignals(signals: readonly DeclaredSignal[]): Signal[] {
  const told = signals.map(({ words, pattern, correlation, anyCase, reason, requesters }) => ({
    words,
    pattern: inOneOrder(pattern),
    correlation: correlation ?? null,
    anyCase: anyCase ?? false,
    reason: reason ?? null,
    requesters: requesters === undefined ? null : [...new Set(requesters)].sort(compareTexts),
  }));
  const byText = new Map(told.map((signal) => [JSON.stringify(signal), signal]));
  return [...byText.values()].sort(
    (one, other) => compareTexts(one.words, other.words) || compareTexts(JSON.stringify(one), JSON.stringify(other)),
  );
}

/** Whether nobody may send it: a request without a requester. */
export function isSilent({ requesters }: Signal): boolean {
  return requesters?.length === 0;
}

/** Among requesters, where the policy of the request bus keeps nobody away. */
export const WHOEVER = 'whoever in the account may put events';

/** Those of partners come from buses of their own, which are not AWS's. */
const OF_AWS = /^aws\.(?!partner\/)/;

/** Whether others can send it than AWS, and than those who were granted to. */
export function isForgeable({ requesters, pattern }: Signal): boolean {
  return requesters === null
    ? !textsAt(pattern, 'source').every((source) => OF_AWS.test(source))
    : requesters.includes(WHOEVER);
}

/** Anything but a list of plain texts may match whatever it likes. */
function textsAt(pattern: string, field: 'source' | 'detail-type'): string[] {
  const found = (parsed(pattern) as Record<string, unknown>)[field];
  const texts = Array.isArray(found) && found.length > 0 ? (found as unknown[]) : [undefined];
  return texts.map((one) => (typeof one === 'string' ? one : ''));
}

/** The kinds of events that a pattern matches, as far as the request bus tells them apart. */
export function kindsOf(pattern: string): { readonly source: string; readonly detailType: string }[] {
  const types = textsAt(pattern, 'detail-type');
  return textsAt(pattern, 'source').flatMap((source) => types.map((detailType) => ({ source, detailType })));
}

/** `an execution of pipeline Release starts`, or a request and who may send it. */
export function senderWords({ words, requesters }: Signal): string {
  if (requesters === null) {
    return words;
  }
  return requesters.length === 0 ? `${words}, which nobody may send` : `${words}, sent by ${listed(requesters)}`;
}

export function openWords(signal: Signal): Inline[] {
  return ['opens on: ', ...matchedWords(signal)];
}

export function closeWords(signal: Signal): Inline[] {
  return ['closes early on: ', ...matchedWords(signal), `, ${caseWords(signal)}`];
}

/** With the pattern, since the words may be the author's. */
function matchedWords(signal: Signal): Inline[] {
  return [`${senderWords(signal)}, matched by `, { code: clipped(signal.pattern, LONGEST_LINE) }];
}

function caseWords({ correlation, anyCase }: Signal): string {
  if (correlation === null) {
    return 'whatever it was opened for';
  }
  return `where ${correlation} is the same${anyCase ? ', or where it names none' : ''}`;
}

/** Neither the order of keys nor that of alternatives means anything in a pattern. */
export function inOneOrder(pattern: string): string {
  const read = parsed(pattern);
  return read === NO_PATTERN ? pattern : JSON.stringify(sorted(read));
}

const NO_PATTERN = {};

function parsed(pattern: string): object {
  try {
    const read: unknown = JSON.parse(pattern);
    return typeof read === 'object' && read !== null ? read : NO_PATTERN;
  } catch {
    return NO_PATTERN;
  }
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = value.map(sorted);
    return items.sort((one, other) => compareTexts(JSON.stringify(one), JSON.stringify(other)));
  }
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(
        Object.entries(value)
          // A comparison is written as its parts, in turn: [">", 0, "<=", 5].
          .map(([key, one]) => [key, key === 'numeric' ? one : sorted(one)] as const)
          .sort(([one], [other]) => compareTexts(one, other)),
      )
    : value;
}
