/** The public API. */
export { AccessController, type AccessControllerProps } from './access-controller';
export {
  AccessWindow,
  type DailyWindowProps,
  type OnceWindowProps,
  Weekday,
  type WeeklyWindowProps,
} from './access-window';
export { TemporaryAccess, type TemporaryAccessProps } from './temporary-access';
