/** What a reader of the events makes of a campaign, knowing nothing but the published schemas. */
import { readFileSync } from 'node:fs';
import Ajv, { type ValidateFunction } from 'ajv';
import type { DetailType } from '../../lib/core/access-events';
import type { DeliveredEvent } from '../../lib/core/delivered-event';
import type { ToldRun } from '../../lib/rehearsal/faults/campaign';
import { DETAIL_TYPES, eventSchemaFile } from '../../scripts/event-schemas';

/** Of each event that is not valid, why. */
export function invalidIn(told: readonly ToldRun[]): string[] {
  const ajv = new Ajv({ strict: false });
  const validators = new Map<DetailType, ValidateFunction>(
    DETAIL_TYPES.map((kind) => [kind, ajv.compile(JSON.parse(readFileSync(eventSchemaFile(kind), 'utf8')) as object)]),
  );
  return told.flatMap(({ seed, events }) =>
    events.flatMap((event) => {
      const validate = validators.get(event['detail-type']);
      return validate?.(event) === true
        ? []
        : [`seed ${seed}: ${JSON.stringify(event)}: ${ajv.errorsText(validate?.errors)}`];
    }),
  );
}

export interface Joined {
  readonly opened: number;
  /** `ACCESS POLICY` of each opening without a later proof. */
  readonly unproved: readonly string[];
}

/** Joins each policy that was opened to the proof that it is gone. */
export function joined({ events }: ToldRun): Joined {
  const proves = (event: DeliveredEvent, role: string, policy: string): boolean =>
    event['detail-type'] === 'Removal Verified' && event.detail.role === role && event.detail.policies.includes(policy);
  const opened = events.flatMap((event, index) =>
    event['detail-type'] === 'Access Opened' ? event.detail.policies.map((policy) => ({ event, index, policy })) : [],
  );
  const unproved = opened.filter(
    ({ event: { detail }, index, policy }) => !events.slice(index).some((one) => proves(one, detail.role, policy)),
  );
  return { opened: opened.length, unproved: unproved.map(({ event, policy }) => `${event.detail.access} ${policy}`) };
}
