/**
 * One thing that a controller said of an access, wherever it was written down: in a log, or in an event.
 *
 * Whatever else stands in a log is none of ours. What claims to be ours and cannot be read is said, never dropped.
 */
import * as v from 'valibot';
import { DETAIL_TYPES, type DetailType, EVENT_SOURCE, EVENT_VERSION } from '../core/access-events';
import { type EpochMs, fromIso } from '../core/interval';
import type { AccessRecord, Happening } from '../core/world';

/** The log has every step. Of the events only those kinds that have a `detail-type`. */
export type Witness = 'log' | 'event';

export interface EvidenceRecord extends AccessRecord {
  readonly witness: Witness;
  /** The stack of the controller that said it. */
  readonly controller: string;
}

/** What a text was found to be. */
export type Reading = { readonly record: EvidenceRecord } | { readonly unreadable: string } | 'not-ours';

const Instant = v.pipe(
  v.string(),
  v.transform((text) => fromIso(text)),
  v.custom<EpochMs>((at) => at !== undefined, 'expected a UTC instant'),
);
const InstantText = v.pipe(
  v.string(),
  v.check((text) => fromIso(text) !== undefined, 'expected a UTC instant'),
);
const Name = v.pipe(v.string(), v.minLength(1));
const texts = v.pipe(v.array(v.string()), v.readonly());
const Trigger = v.picklist([
  ...(['start', 'end', 'sweep', 'create', 'update', 'delete', 'deployment', 'request', 'early-close'] as const),
]);
const Findings = v.array(v.object({ policy: Name, action: v.string(), resource: v.string(), allowedBy: texts }));

const said = {
  trigger: Trigger,
  at: Instant,
  access: Name,
  purpose: v.optional(v.string(), ''),
  role: Name,
  policies: v.pipe(v.array(Name), v.minLength(1), v.readonly()),
  awsRequestIds: v.optional(texts),
  reason: v.optional(v.string()),
  reads: v.optional(v.number()),
  secondsPastEnd: v.optional(v.number()),
  correlation: v.optional(v.string()),
  until: v.optional(InstantText),
};

const HAPPENINGS = [
  ...(['attached', 'opened', 'refused', 'open-failed', 'drift', 'detached', 'verified', 'drift-removed'] as const),
  ...(['close-failed', 'residual', 'ending-soon', 'leased', 'held', 'unmatched'] as const),
] satisfies readonly Happening[];

const LineSchema = v.object({
  ...said,
  event: v.picklist(HAPPENINGS, 'written by a newer version than this one'),
  service: Name,
  window: v.optional(v.string()),
  words: v.optional(v.string()),
  start: v.optional(InstantText),
  end: v.optional(InstantText),
  request: v.optional(v.string()),
  requestedAt: v.optional(v.string()),
  requestedBy: v.optional(v.string()),
  requestReason: v.optional(v.string()),
  residual: v.optional(v.object({ findings: Findings, notAsked: texts })),
});

const KINDS = new Map(Object.entries(DETAIL_TYPES).map(([happening, type]) => [type, happening as Happening]));

const VersionedEvent = v.looseObject({
  detail: v.looseObject({ version: v.literal(EVENT_VERSION, 'sent by a newer version than this one') }),
});

const EventSchema = v.object({
  'detail-type': v.custom<DetailType>((type) => KINDS.has(type as DetailType), 'sent by a newer version than this one'),
  detail: v.object({
    ...said,
    controller: v.object({ name: Name }),
    window: v.optional(v.object({ id: v.string(), words: v.string() })),
    occurrence: v.optional(v.object({ start: InstantText, end: InstantText })),
    request: v.optional(
      v.object({
        id: v.string(),
        at: v.optional(v.string()),
        source: v.optional(v.string()),
        reason: v.optional(v.string()),
      }),
    ),
    findings: v.optional(Findings),
    notAsked: v.optional(texts),
  }),
});

/** Reads one object of a log or of an archive. */
export function readRecord(json: unknown): Reading {
  if (!isObject(json)) {
    return 'not-ours';
  }
  if (json['source'] === EVENT_SOURCE && 'detail-type' in json) {
    return problemIn(VersionedEvent, json) ?? reading(EventSchema, json, fromEvent);
  }
  // Powertools writes what happened as the message; notes and metrics have no such pair.
  const isLine = typeof json['event'] === 'string' && json['event'] === json['message'] && 'access' in json;
  return isLine ? reading(LineSchema, json, fromLine) : 'not-ours';
}

export function isObject(json: unknown): json is Readonly<Record<string, unknown>> {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}

function problemIn(schema: v.GenericSchema, json: unknown): { readonly unreadable: string } | undefined {
  const read = v.safeParse(schema, json);
  return read.success ? undefined : unreadable(read.issues[0]);
}

function unreadable(issue: v.BaseIssue<unknown>): { readonly unreadable: string } {
  return { unreadable: `${v.getDotPath(issue) ?? 'the whole'}: ${issue.message}` };
}

function reading<S extends v.GenericSchema>(
  schema: S,
  json: unknown,
  recordOf: (read: v.InferOutput<S>) => EvidenceRecord,
): Reading {
  const read = v.safeParse(schema, json);
  return read.success ? { record: recordOf(read.output) } : unreadable(read.issues[0]);
}

function fromLine({ service, ...line }: v.InferOutput<typeof LineSchema>): EvidenceRecord {
  return present({ ...line, witness: 'log', controller: service });
}

function fromEvent({ 'detail-type': type, detail }: v.InferOutput<typeof EventSchema>): EvidenceRecord {
  const { controller, window, occurrence, request, findings, notAsked, ...same } = detail;
  return present({
    ...same,
    event: KINDS.get(type) ?? 'unmatched',
    witness: 'event',
    controller: controller.name,
    window: window?.id,
    words: window?.words,
    start: occurrence?.start,
    end: occurrence?.end,
    request: request?.id,
    requestedAt: request?.at,
    requestedBy: request?.source,
    requestReason: request?.reason,
    residual: findings === undefined ? undefined : { findings, notAsked: notAsked ?? [] },
  });
}

type Loose<T> = { readonly [K in keyof T]: T[K] | undefined };

/** Without the fields that are not there. */
function present(record: Loose<EvidenceRecord>): EvidenceRecord {
  return Object.fromEntries(
    Object.entries(record).filter(([, value]) => value !== undefined),
  ) as unknown as EvidenceRecord;
}
