/** What a schedule that was made at run time says, as it stands in Scheduler. */
import { type Hold, instant, type Lease, onceAt } from './lease';
import { type Lock } from './lock';
import { isMalformed, readScheduleInput } from './message';
import type { ScheduleState } from './world';

/** The lease that a schedule is; none where it would not close what the lease opens. */
export function leaseIn({ enabled, expression, timeZone, input }: ScheduleState): Lease | undefined {
  const message = readScheduleInput(input);
  const lease = !isMalformed(message) && message.event === 'end' ? message.lease : undefined;
  const armed = lease !== undefined && enabled && timeZone === 'UTC' && expression === onceAt(instant(lease.end));
  return armed ? lease : undefined;
}

/** The hold that a schedule is. A disabled one holds as well: what is closed stays closed in doubt. */
export function holdIn({ input }: Pick<ScheduleState, 'input'>): Hold | undefined {
  const message = readScheduleInput(input);
  return !isMalformed(message) && message.event === 'hold-end' ? message.hold : undefined;
}

/** What a lock says, for people. It locks also where nothing of it can be read. */
export function lockIn({ input }: Pick<ScheduleState, 'input'>): Lock | undefined {
  const message = readScheduleInput(input);
  if (isMalformed(message) || message.event !== 'lockdown') {
    return undefined;
  }
  const { access, at, by, reason } = message;
  return { ...(access === undefined ? {} : { access }), at, by, reason };
}
