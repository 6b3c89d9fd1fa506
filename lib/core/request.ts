/**
 * Reads the event that asks to open or close: what EventBridge hands on, of which the sender wrote nearly all.
 *
 * Its time is the sender's, so one that lies ahead is refused, and a request to open counts for no later than now: its
 * end follows from it. Whatever does not read as it should opens nothing and closes nothing.
 */
import * as v from 'valibot';
import { type EpochMs, fromIso, iso, MINUTE } from './interval';
import { type DeclaredSignal, valueAt } from './signal';

/** How far ahead a sender's clock may be. */
export const MOST_AHEAD = 5 * MINUTE;
const LONGEST_ID = 256;
const LONGEST_REASON = 1_000;
/** In characters of JSON: what EventBridge takes. Step Functions sends nearly as much, with input and output. */
const LONGEST_EVENT = 256 * 1024;

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html */
const EventSchema = v.object({
  id: v.pipe(v.string(), v.minLength(1), v.maxLength(LONGEST_ID)),
  source: v.pipe(v.string(), v.minLength(1), v.maxLength(LONGEST_ID)),
  account: v.string(),
  time: v.pipe(
    v.string(),
    v.transform((text) => fromIso(text)),
    v.custom<EpochMs>((at) => at !== undefined, 'expected a time in UTC'),
  ),
  detail: v.record(v.string(), v.unknown()),
  'replay-name': v.optional(v.unknown()),
});

export const RequestSchema = v.object({
  /** Of the event: one that EventBridge delivers twice has it twice. */
  id: v.string(),
  /** When it was asked. */
  at: v.pipe(
    v.string(),
    v.check((text) => fromIso(text) !== undefined, 'expected a UTC instant'),
  ),
  source: v.string(),
  /** The case that it belongs to. */
  correlation: v.optional(v.string()),
  reason: v.optional(v.string()),
});

/** Who asks, when, for which case and why, as far as the event says. */
export type Request = v.InferOutput<typeof RequestSchema>;

/** Why an event is no request, in words. */
export interface Refused {
  readonly refused: string;
}

export function isRefused(read: object): read is Refused {
  return 'refused' in read;
}

/** The id of an event, for the record, also where nothing else of it reads as it should. */
export function eventId(event: unknown): string | undefined {
  return textAt(event, '$.id', LONGEST_ID);
}

/** Reads an event as the signal says, in the account that may send it. */
export function readRequest(
  asked: { readonly event: 'open' | 'close'; readonly request?: unknown },
  signal: DeclaredSignal,
  account: string,
  now: EpochMs,
): Request | Refused {
  const { request: event } = asked;
  // A close is never too long: what it ends would stay open.
  if (asked.event === 'open' && JSON.stringify(event ?? null).length > LONGEST_EVENT) {
    return { refused: `the event is longer than ${LONGEST_EVENT} characters` };
  }
  const read = v.safeParse(EventSchema, event);
  if (!read.success) {
    const [issue] = read.issues;
    return { refused: `the event is malformed: ${v.getDotPath(issue) ?? 'the whole'}: ${issue.message}` };
  }
  const { id, source, time, account: sender, 'replay-name': replay } = read.output;
  if (sender !== account) {
    return { refused: `the event comes from account ${sender.slice(0, LONGEST_ID)}, not from ${account}` };
  }
  if (replay !== undefined) {
    return { refused: 'the event is replayed from an archive' };
  }
  if (time > now + MOST_AHEAD) {
    return { refused: `the event says ${iso(time)}, which is more than five minutes ahead` };
  }
  const correlation = textAt(event, signal.correlation, LONGEST_ID);
  if (correlation === undefined && signal.correlation !== undefined) {
    // What stands there but does not read as a case is not taken for all cases.
    const isMissing = valueAt(event, signal.correlation) === undefined;
    if (signal.anyCase === undefined || !isMissing) {
      return { refused: `the event names no case at ${signal.correlation}` };
    }
  }
  const reason = textAt(event, signal.reason, LONGEST_REASON);
  return {
    id,
    at: iso(asked.event === 'open' && now < time ? now : time),
    source,
    ...(correlation === undefined ? {} : { correlation }),
    ...(reason === undefined ? {} : { reason }),
  };
}

/** A text that is neither empty nor longer than anybody means it to be. */
function textAt(event: unknown, path: string | undefined, longest: number): string | undefined {
  const value = path === undefined ? undefined : valueAt(event, path);
  return typeof value === 'string' && value.trim() !== '' && value.length <= longest ? value : undefined;
}
