/**
 * What an auditor is told: the one type behind every format.
 *
 * `schema/evidence-v1.json` is made from it, so its descriptions are for readers of that file. Within a version fields
 * are only added; whoever reads a report must let pass what is unknown.
 */
import * as v from 'valibot';
import { described, list, texts } from '../core/described';

export const EVIDENCE_VERSION = 1;

const Instant = described(v.string(), 'A UTC instant such as 2026-12-01T20:00:00Z.');
const text = v.nullable(v.string());

const who = {
  controller: described(v.string(), 'The stack of the controller.'),
  access: described(v.string(), 'The id of the access.'),
  role: described(v.string(), 'The ARN of the role.'),
  policies: described(texts, 'The ARNs of the managed policies that it is about.'),
};

export const GAP_KINDS = [
  ...(['close-failed', 'not-verified', 'never-verified', 'drift-stands'] as const),
  ...(['open-unconfirmed', 'no-open', 'late', 'unreadable'] as const),
] as const;

const GapSchema = v.object({
  kind: described(v.picklist(GAP_KINDS), 'docs/evidence.md says what each means.'),
  controller: described(text, 'null, as all of the following, where it is about what was read.'),
  access: text,
  role: text,
  policies: texts,
  at: described(v.nullable(Instant), 'When that was which something is missing of.'),
  what: described(v.string(), 'What is missing, as a sentence.'),
  first: described(v.string(), 'What to do first.'),
  opening: described(v.nullable(v.number()), 'The opening that it is about, by its number.'),
});

const RequestSchema = v.object({
  id: described(v.string(), 'Of the event that asked.'),
  at: described(text, 'When it was asked.'),
  source: described(text, 'The source of that event.'),
  reason: described(text, 'As it says. Whoever may ask may write anything.'),
  correlation: described(text, 'The case that it names.'),
});

const OpeningSchema = v.object({
  number: described(v.number(), 'By which gaps name it: 1 is the first.'),
  ...who,
  purpose: v.string(),
  window: described(v.nullable(v.object({ id: v.string(), words: v.string() })), 'The declared window.'),
  start: described(v.nullable(Instant), 'When it was declared to be open this time.'),
  end: v.nullable(Instant),
  openedBy: described(
    v.picklist(['schedule', 'request', 'deployment', 'unknown']),
    'On whose say-so: the clock, a request, or a deployment within a window.',
  ),
  request: described(v.nullable(RequestSchema), 'The request, where one opened it.'),
  openedAt: described(Instant, 'When its policies were attached, or first found to be.'),
  recordedAgain: described(v.number(), 'How often it was said again, as after a deployment within the window.'),
  closedAt: described(v.nullable(Instant), 'When IAM accepted the detach. That proves nothing yet.'),
  verifiedAt: described(v.nullable(Instant), 'When reading the role again had proved that they are gone.'),
  verifiedBy: described(text, 'What made the controller look: end, early-close, sweep, update, delete, deployment.'),
  reads: described(v.nullable(v.number()), 'How many complete reads of the role it took.'),
  secondsPastEnd: described(
    v.nullable(v.number()),
    'From the end, by the clock or as asked for, to the proof; null without one. Below zero where it was closed before.',
  ),
  failedCloses: described(v.number(), 'Tries to close that failed and are on record.'),
  awsRequestIds: described(
    v.object({ attach: texts, detach: texts, verify: texts }),
    'By which AWS knows the calls; CloudTrail has the changes under the same ids.',
  ),
  state: described(
    v.picklist(['verified', 'open', 'ending', 'unproved']),
    'open: its end is still to come. ending: it has come a moment ago. unproved: it has come, and nothing proves it.',
  ),
  gap: described(text, 'What is missing, as in the list of gaps.'),
});

const EntrySchema = v.object({
  ...who,
  at: Instant,
  trigger: described(v.string(), 'What made the controller look.'),
  why: described(v.string(), 'In the words of the controller.'),
  request: text,
  correlation: text,
});

const ResidualSchema = v.object({
  ...who,
  at: Instant,
  findings: described(texts, 'The rights that something else still gives, and which statements do.'),
  notAsked: described(texts, 'Which of the granted rights IAM could not be asked about.'),
});

const DriftSchema = v.object({
  ...who,
  at: Instant,
  removedAt: described(v.nullable(Instant), 'When it was proved to be gone.'),
  why: v.string(),
});

const SourceSchema = v.object({
  name: described(v.string(), 'A file, or a log group.'),
  records: described(v.number(), 'Of a controller that were read in it.'),
  unreadable: described(v.number(), 'That claim to be, and could not be read.'),
});

export const EvidenceSchema = v.object({
  version: described(v.literal(EVIDENCE_VERSION), 'Changes only with the meaning of a field.'),
  from: described(Instant, 'What was open from here on is reported.'),
  until: described(Instant, 'And before this.'),
  readFrom: described(v.nullable(Instant), 'Records from before were not asked for; null where all of them were read.'),
  readUntil: described(Instant, 'What is judged is what was on record then.'),
  access: described(text, 'The one access that was asked for; null for all.'),
  lateAfterSeconds: described(v.number(), 'A proof that comes later than this after the end is a gap.'),
  sources: list(SourceSchema),
  gaps: described(list(GapSchema), 'What may be standing first.'),
  openings: described(list(OpeningSchema), 'In the order of their times.'),
  refused: described(list(EntrySchema), 'What was asked for, or due, and not opened.'),
  failedOpens: described(list(EntrySchema), 'What was due and could not be opened.'),
  drift: described(list(DriftSchema), 'What a sweep found attached outside every window.'),
  residual: described(list(ResidualSchema), 'What a role could still do after a proved removal.'),
  held: described(list(EntrySchema), 'What was closed before its time and kept closed, by a request or a lockdown.'),
  limits: described(texts, 'What this report does not prove.'),
});

export type Gap = v.InferOutput<typeof GapSchema>;
export type GapKind = Gap['kind'];
export type ReportedOpening = v.InferOutput<typeof OpeningSchema>;
export type Entry = v.InferOutput<typeof EntrySchema>;
export type Drift = v.InferOutput<typeof DriftSchema>;
export type ResidualEntry = v.InferOutput<typeof ResidualSchema>;
export type Evidence = v.InferOutput<typeof EvidenceSchema>;
