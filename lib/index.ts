/** The public API. */
export { AccessAssertions } from './access-assertions';
export { AccessController } from './access-controller';
export { type AccessControllerProps } from './access-controller-props';
export { AccessEventArchive, type AccessEventArchiveProps } from './access-event-archive';
export { AccessGuardrails, type AccessGuardrailsProps } from './access-guardrails';
export { AccessWindow } from './access-window';
export { DayOfMonth } from './day-of-month';
export { AccessSignal } from './signals/access-signal';
export { type EventSignalProps } from './signals/event-signal';
export { StandingAccess } from './standing-access';
export { TemporaryAccess } from './temporary-access';
export { type TemporaryAccessProps } from './temporary-access-props';
export { Weekday } from './weekday';
export {
  type CronWindowProps,
  type DailyWindowProps,
  type EarlyCloseProps,
  type MonthlyWindowProps,
  type OnDemandWindowProps,
  type OnceWindowProps,
  type RecurringWindowProps,
  type WeeklyWindowProps,
  type WindowOccurrence,
} from './window-props';
