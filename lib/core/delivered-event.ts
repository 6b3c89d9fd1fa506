/**
 * What a rule, a target or an archive gets of an event: EventBridge's own fields, and the detail.
 * https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html
 */
import type { AccessEvents, DetailType, EVENT_SOURCE } from './access-events';

export interface DeliveredEvent<T extends DetailType = DetailType> {
  /** Of EventBridge's form, which is not that of the detail. */
  readonly version: '0';
  /** Given by EventBridge. A function that is tried again says the same in an event with another id. */
  readonly id: string;
  readonly 'detail-type': T;
  readonly source: typeof EVENT_SOURCE;
  /** Where the controller is. */
  readonly account: string;
  readonly region: string;
  /** When it happened, to the second; `detail.at` is exact. */
  readonly time: string;
  /** The ARNs of the role and its policies. */
  readonly resources: readonly string[];
  readonly detail: AccessEvents[T];
}
