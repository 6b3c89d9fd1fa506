/** The events of a controller, for code that gets them: `import type { AccessOpened } from 'cdk-temporary-access/events'`. */
export {
  type AccessClosed,
  type AccessEvent,
  type AccessEvents,
  type AccessOpened,
  type CloseFailed,
  type DetailType,
  type DriftFound,
  type DriftRemoved,
  type EndingSoon,
  EVENT_SOURCE,
  EVENT_VERSION,
  type OpenFailed,
  type RemovalVerified,
  type ResidualAccess,
} from './core/access-events';
export { type DeliveredEvent } from './core/delivered-event';
export { type ResidualFinding, type Trigger } from './core/world';
