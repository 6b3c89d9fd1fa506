/**
 * What a reviewer is told: the one type behind every format, and what a committed `access.json` holds.
 *
 * `schema/review-v1.json` is made from it, so its descriptions are for readers of that file. Within a version fields
 * are only added; whoever reads a report must let pass what is unknown.
 */
import * as v from 'valibot';
import { described, list, texts } from '../core/described';

export const REPORT_VERSION = 1;

const Instant = described(v.string(), 'A UTC instant such as 2026-12-01T20:00:00Z.');

const ConditionSchema = v.object({
  operator: described(v.string(), "IAM's operator, such as StringEquals."),
  key: described(v.string(), 'The condition key, such as aws:SourceVpc.'),
  values: texts,
});

const StatementSchema = v.object({
  effect: v.picklist(['Allow', 'Deny']),
  actions: texts,
  exceptActions: described(texts, 'NotAction: everything but these.'),
  resources: described(texts, 'Values that only the deployment knows are shown by name: ${Bucket.Arn}.'),
  exceptResources: described(texts, 'NotResource: everything but these.'),
  conditions: list(ConditionSchema),
  words: described(v.string(), 'The statement as a sentence.'),
});

const PolicySchema = v.object({
  name: described(v.string(), 'The construct path within the stack, or the ARN.'),
  kind: described(
    v.picklist(['own', 'declared', 'aws', 'imported']),
    "own: the access's own policy. declared: another one of the app. aws: a policy of AWS. imported: declared elsewhere.",
  ),
  statements: described(v.nullable(list(StatementSchema)), 'null where they are not in the assembly.'),
});

const TrustSchema = v.object({
  who: described(v.string(), 'Who may use the role, in words.'),
  words: described(v.string(), 'Who, how and on which conditions, as a sentence.'),
});

const RoleSchema = v.object({
  name: described(v.string(), 'The construct path within the stack, or the name of a role that is declared elsewhere.'),
  isDeclared: described(v.boolean(), 'Whether the role is in the assembly, so that its trust is known.'),
  trust: described(list(TrustSchema), 'Who can use the role.'),
  permanent: described(list(PolicySchema), 'What the app lets the role do at all times.'),
});

const OccurrenceSchema = v.object({
  start: Instant,
  end: Instant,
  local: described(v.string(), "The same on the clock of the window's zone: Tue 2026-12-01 20:00-22:00."),
});

const schedule = {
  words: v.string(),
  start: described(v.string(), 'A cron expression, or a UTC instant for a one-time window.'),
  end: described(v.string(), 'As start.'),
  timeZone: v.string(),
  validFrom: v.nullable(Instant),
  validUntil: v.nullable(Instant),
  except: described(texts, 'Dates on which the window does not open: 2026-12-24/2027-01-02.'),
  occurrences: described(
    list(OccurrenceSchema),
    'All between from and until of the report, as far as there is room for them; else the next one after that.',
  ),
  clockChanges: described(texts, 'What the changes of clocks in the following three years do to the window.'),
};
const ScheduleSchema = v.object({ kind: v.picklist(['once', 'recurring']), ...schedule });

const SignalSchema = v.object({
  words: described(v.string(), 'As its author calls it; the pattern is what counts.'),
  pattern: described(v.string(), 'The event pattern that EventBridge matches, as JSON text.'),
  correlation: described(v.nullable(v.string()), 'Where an event names the case to which it belongs.'),
  anyCase: described(v.boolean(), 'Whether an event that names no case belongs to all of them.'),
  reason: described(v.nullable(v.string()), 'Where an event says why.'),
  requesters: described(v.nullable(texts), 'Who may send it; null where only AWS itself can.'),
});

const closesOn = described(v.optional(list(SignalSchema), []), 'What closes the window before its time.');

const ScheduledWindowSchema = v.object({ kind: v.picklist(['once', 'recurring']), ...schedule, closesOn });

/** It has the fields of a schedule too, empty, for whoever reads those of every window. */
const OnDemandWindowSchema = v.object({
  kind: v.literal('on-demand'),
  words: v.string(),
  maxMinutes: described(v.number(), 'The longest that one request holds it open.'),
  cooldownMinutes: described(v.nullable(v.number()), 'For how long no other request is answered after that.'),
  within: described(
    v.nullable(ScheduleSchema),
    'The hours in which it may be opened, and beyond which it is never open; null for always. Its occurrences are no openings.',
  ),
  breakGlass: described(v.boolean(), 'Whether each request has to say why, and opening and closing call people.'),
  opensOn: described(list(SignalSchema), 'What opens it.'),
  closesOn,
  start: v.null(),
  end: v.null(),
  timeZone: v.string(),
  validFrom: v.null(),
  validUntil: v.null(),
  except: texts,
  occurrences: described(list(OccurrenceSchema), 'None: no clock opens it.'),
  clockChanges: texts,
});

const WindowSchema = v.variant('kind', [ScheduledWindowSchema, OnDemandWindowSchema]);

const ExposureSchema = v.object({
  hoursAWeek: described(v.number(), 'Of the recurring windows together, in an average week.'),
  percentOfAlways: described(v.number(), 'What the recurring windows leave of standing access.'),
  hoursOnce: described(v.number(), 'Of the one-time windows, all together.'),
  upTo: described(
    v.optional(
      v.nullable(
        v.object({
          hoursAWeek: described(v.number(), 'As above, with all hours in which a request may open.'),
          percentOfAlways: described(v.number(), 'As above.'),
          hoursOnce: described(v.number(), 'As above.'),
          minutesAtATime: described(v.number(), 'The longest that one request holds a window open.'),
        }),
      ),
      null,
    ),
    'The most that it can be, where a window opens on demand; null where the clock alone opens it.',
  ),
  words: described(v.string(), '4 h a week: 2.4 % of always'),
});

const EndsSchema = v.object({
  early: described(texts, 'What may end it before its window does.'),
  byIam: described(
    v.boolean(),
    'Whether IAM itself refuses everything outside the windows, even if nothing is detached.',
  ),
  verifiedBy: described(v.string(), 'What proves the end.'),
  residualCheck: described(v.boolean(), 'Whether IAM is then asked if the role may still do what was granted.'),
  endingSoonMinutes: described(v.nullable(v.number()), 'How many minutes before an end an event warns of it.'),
  lastStartMinutes: described(v.nullable(v.number()), 'How many minutes before an end nothing is opened any more.'),
});

const AccessSchema = v.object({
  id: described(v.string(), 'The name of the access: its path within the stack.'),
  stack: described(v.string(), 'The path of the stack in the app.'),
  purpose: v.string(),
  role: RoleSchema,
  policies: list(PolicySchema),
  windows: list(WindowSchema),
  exposure: ExposureSchema,
  ends: EndsSchema,
  isOpenAtFrom: described(v.boolean(), 'Whether a deployment at the time of from would open it at once.'),
  allowsEscalation: described(v.boolean(), 'Whether allowPrivilegeEscalation is set.'),
  acknowledged: described(texts, 'The ids of the warnings that were acknowledged for it.'),
});

const ControllerSchema = v.object({
  stack: v.string(),
  sweepMinutes: described(v.nullable(v.number()), 'Minutes between two sweeps; null where that is not readable.'),
  isSweeping: described(v.boolean(), 'Whether the schedule of the sweep is enabled.'),
  isLocked: described(v.optional(v.boolean(), false), 'Whether the deployment keeps every access closed.'),
  maxWindowMinutes: described(v.nullable(v.number()), 'The longest window that the stack may declare.'),
  policiesPerRole: described(v.nullable(v.number()), 'How many managed policies a role may have.'),
  alarmRecipients: texts,
  silentAlarms: described(texts, 'Alarms that call nobody.'),
  logDays: described(v.nullable(v.number()), 'For how many days the logs are kept.'),
  encryptionKey: v.nullable(v.string()),
  handler: described(v.string(), 'The object keys of the code that opens and closes.'),
  guardrails: described(texts, 'The limits that synthesis holds the app to, one in a line.'),
});

const FindingSchema = v.object({
  id: described(v.string(), 'Stable; docs/review.md lists them.'),
  severity: v.picklist(['high', 'medium', 'low']),
  stack: v.string(),
  access: described(v.nullable(v.string()), 'null where it is about the stack.'),
  about: described(v.string(), 'What tells it from other findings of that id: a statement, a window, a policy.'),
  what: v.string(),
  why: v.string(),
  mend: v.string(),
  isNew: described(v.nullable(v.boolean()), 'Whether the base did not have it; null without a base.'),
});

const ChangeSchema = v.object({
  direction: described(
    v.picklist(['wider', 'neutral', 'narrower']),
    'wider: more can be done, for longer, by more, or with less control.',
  ),
  about: v.picklist(['access', 'controls']),
  stack: v.string(),
  access: v.nullable(v.string()),
  what: described(v.string(), 'The change as a sentence.'),
});

export const ReportSchema = v.object({
  version: described(v.literal(REPORT_VERSION), 'Changes only with the meaning of a field.'),
  from: described(Instant, 'Occurrences are listed from here on.'),
  until: described(Instant, 'And before this.'),
  accesses: list(AccessSchema),
  controllers: described(list(ControllerSchema), 'What opens, closes and watches, one for each stack with an access.'),
  findings: described(list(FindingSchema), 'The worst first.'),
  changes: described(v.nullable(list(ChangeSchema)), 'Against the base, the wider first; null without a base.'),
});

export type Condition = v.InferOutput<typeof ConditionSchema>;
export type Statement = v.InferOutput<typeof StatementSchema>;
export type Policy = v.InferOutput<typeof PolicySchema>;
export type Trust = v.InferOutput<typeof TrustSchema>;
export type Role = v.InferOutput<typeof RoleSchema>;
export type Occurrence = v.InferOutput<typeof OccurrenceSchema>;
export type Schedule = v.InferOutput<typeof ScheduleSchema>;
export type Signal = v.InferOutput<typeof SignalSchema>;
export type Window = v.InferOutput<typeof WindowSchema>;
export type OnDemandWindow = v.InferOutput<typeof OnDemandWindowSchema>;
export type ScheduledWindow = v.InferOutput<typeof ScheduledWindowSchema>;
export type Exposure = v.InferOutput<typeof ExposureSchema>;
export type Ends = v.InferOutput<typeof EndsSchema>;
export type Access = v.InferOutput<typeof AccessSchema>;
export type Controller = v.InferOutput<typeof ControllerSchema>;
export type Finding = v.InferOutput<typeof FindingSchema>;
export type Severity = Finding['severity'];
export type Change = v.InferOutput<typeof ChangeSchema>;
export type Report = v.InferOutput<typeof ReportSchema>;
