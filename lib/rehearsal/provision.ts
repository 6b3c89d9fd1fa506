/** Which service a resource lives in. All others exist by name only: nothing in the simulation looks into them. */
import { ALARM } from './services/alarms';
import { EXPORT_READER, EXPORT_WRITER } from './services/cross-region';
import { EVENT_BUS, EVENT_BUS_POLICY, RULE } from './services/events';
import { EVENT_INVOKE_CONFIG, FUNCTION, PERMISSION } from './services/functions';
import type { Life } from './services/life';
import { INLINE_POLICY, MANAGED_POLICY, ROLE_POLICY } from './services/policies';
import { ROLE } from './services/roles';
import { SCHEDULE, SCHEDULE_GROUP } from './services/schedules';

const BY_NAME_ONLY: Life = { make: () => undefined, change: () => undefined, remove: () => undefined };

const LIVES: Readonly<Record<string, Life>> = {
  'AWS::CloudWatch::Alarm': ALARM,
  'AWS::Events::EventBus': EVENT_BUS,
  'AWS::Events::EventBusPolicy': EVENT_BUS_POLICY,
  'AWS::Events::Rule': RULE,
  'AWS::IAM::ManagedPolicy': MANAGED_POLICY,
  'AWS::IAM::Policy': INLINE_POLICY,
  'AWS::IAM::Role': ROLE,
  'AWS::IAM::RolePolicy': ROLE_POLICY,
  'AWS::Lambda::EventInvokeConfig': EVENT_INVOKE_CONFIG,
  'AWS::Lambda::Function': FUNCTION,
  'AWS::Lambda::Permission': PERMISSION,
  'AWS::Scheduler::Schedule': SCHEDULE,
  'AWS::Scheduler::ScheduleGroup': SCHEDULE_GROUP,
  'Custom::CrossRegionExportReader': EXPORT_READER,
  'Custom::CrossRegionExportWriter': EXPORT_WRITER,
};

export function lifeOf(type: string): Life {
  return LIVES[type] ?? BY_NAME_ONLY;
}
