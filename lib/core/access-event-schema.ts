/**
 * The form of each event, exactly: `schema/events/*.json` are made from it, so its descriptions are for readers of those.
 *
 * It knows no field more than the types of access-events, and the compiler says so. What is published lets pass what it
 * does not know, since a field may be added within a version.
 */
import * as v from 'valibot';
import { described, list, texts } from './described';
import { type AccessEvents, type DetailType, EVENT_SOURCE, EVENT_VERSION } from './access-events';
import type { DeliveredEvent } from './delivered-event';

const instant = v.pipe(v.string(), v.regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{3})?Z$/));
const role = v.pipe(v.string(), v.regex(/^arn:[a-z0-9-]+:iam::\d{12}:role\/.+$/));
const policy = v.pipe(v.string(), v.regex(/^arn:[a-z0-9-]+:iam::(\d{12}|aws):policy\/.+$/));
const id = v.pipe(v.string(), v.minLength(1));

const common = {
  version: described(v.literal(EVENT_VERSION), 'Of this form. It changes only with the meaning of a field.'),
  controller: described(
    v.strictObject({
      name: described(id, 'The name of its stack.'),
      version: described(id, 'Of the library that made it.'),
    }),
    'The controller that acted.',
  ),
  access: described(id, 'The id of the access.'),
  purpose: described(v.string(), 'Why the role needs it, as declared.'),
  role: described(role, 'The ARN of the role.'),
  policies: described(
    v.pipe(v.array(policy), v.minLength(1), v.readonly()),
    'The ARNs of the managed policies that it is about.',
  ),
  trigger: described(
    v.picklist(['start', 'end', 'sweep', 'create', 'update', 'delete', 'deployment', 'request', 'early-close']),
    'What made the controller look: a schedule, a sweep, a deployment, or somebody who asked.',
  ),
  at: described(instant, 'When it happened, in UTC.'),
  window: described(
    v.optional(
      v.strictObject({
        id: described(id, 'As in the template.'),
        words: described(v.string(), 'As declared, in words.'),
      }),
    ),
    'The declared window that it belongs to, where that is known.',
  ),
  occurrence: described(
    v.optional(v.strictObject({ start: instant, end: instant })),
    'When that window was to be open this time, in UTC.',
  ),
  request: described(
    v.optional(
      v.strictObject({
        id: described(id, 'The id of the event that asked.'),
        at: described(v.optional(instant), 'When it was asked, in UTC.'),
        source: described(v.optional(v.string()), 'The source of that event.'),
        reason: v.optional(v.string()),
      }),
    ),
    'The request that opened it, where one did.',
  ),
  correlation: described(v.optional(v.string()), 'The case that the request belongs to.'),
  awsRequestIds: described(
    texts,
    'By which AWS knows the calls that did it, or showed it; CloudTrail has the changes under the same ids.',
  ),
};

const reason = described(v.string(), 'Why, in words.');
const reads = described(v.pipe(v.number(), v.integer(), v.minValue(1)), 'How many complete reads of the role it took.');
const secondsPastEnd = described(
  v.optional(v.number()),
  'Since it was to end: by the clock, or by the request that ended it early.',
);
const finding = v.strictObject({
  policy: described(policy, 'Of the policies that were detached, the one that granted it.'),
  action: described(
    v.string(),
    'The action; several that the same statements allow on the resource are joined by ", ", and beyond eight counted.',
  ),
  resource: described(v.string(), 'As the grant writes it.'),
  allowedBy: described(texts, 'The statements that still allow it, in words.'),
});

/** The detail of each event, by its `detail-type`. */
export const DETAIL_SCHEMAS = {
  'Access Opened': described(
    v.strictObject({
      ...common,
      reason: described(v.optional(v.string()), 'Where its policies were attached already, as after a crash.'),
    }),
    'Its policies are attached, and everything was read again to be still due.',
  ),
  'Access Closed': described(
    v.strictObject({ ...common, secondsPastEnd }),
    'IAM has accepted the detach. That proves nothing yet.',
  ),
  'Removal Verified': described(
    v.strictObject({ ...common, reads, secondsPastEnd }),
    "The role's policies were read back, whole and repeatedly, and those of the access were not there.",
  ),
  'Open Failed': described(v.strictObject({ ...common, reason }), 'It was due and could not be opened.'),
  'Close Failed': described(
    v.strictObject({ ...common, reason, secondsPastEnd }),
    'It could not be closed, or not be proved to be. Somebody has to look: access may be standing.',
  ),
  'Drift Found': described(
    v.strictObject({ ...common, reason, secondsPastEnd }),
    'A sweep found it attached outside every declared window: an end was lost, or somebody attached it by hand.',
  ),
  'Drift Removed': described(
    v.strictObject({ ...common, reads, secondsPastEnd }),
    'What a sweep found is proved to be gone.',
  ),
  'Residual Access': described(
    v.strictObject({
      ...common,
      findings: described(list(finding), 'The rights that something else still gives.'),
      notAsked: described(texts, 'Which of the granted rights IAM could not be asked about, each with the reason.'),
    }),
    'It is proved to be gone, and yet the role may do some of what it granted, by something else.',
  ),
  'Ending Soon': described(
    v.strictObject({ ...common, until: described(instant, 'When it ends, in UTC.') }),
    'It is open, and its end is near.',
  ),
} as const;

type Details = { readonly [T in DetailType]: v.InferOutput<(typeof DETAIL_SCHEMAS)[T]> };
type Writable<T> = { -readonly [K in keyof T]: Writable<T[K]> };
// The one way to ask the compiler whether two types are the same takes a parameter that it defers.
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Does not compile where a schema and its type say different things. */
export const EACH_SCHEMA_IS_ITS_TYPE: Same<Writable<Details>, Writable<AccessEvents>> = true;

/** A whole event, as EventBridge delivers it. */
export function deliveredEventSchema<T extends DetailType>(detailType: T): v.GenericSchema<unknown, DeliveredEvent<T>> {
  const detail: v.GenericSchema = DETAIL_SCHEMAS[detailType];
  return v.object({
    version: v.literal('0'),
    id: described(id, 'Given by EventBridge.'),
    'detail-type': v.literal(detailType),
    source: v.literal(EVENT_SOURCE),
    account: v.pipe(v.string(), v.regex(/^\d{12}$/)),
    time: described(instant, 'To the second; detail.at is exact.'),
    region: id,
    resources: described(texts, 'The ARNs of the role and its policies.'),
    detail,
  }) as unknown as v.GenericSchema<unknown, DeliveredEvent<T>>;
}
