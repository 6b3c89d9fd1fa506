/** What a lockdown locked and closed, what it could not, and what to do about that. */
import { roleName } from '../core/declaration';
import { SECOND } from '../core/interval';
import type { Locking } from './lock';
import { type Closed, isDone, type Lockdown } from './lockdown';

export function lockdownText(done: Lockdown, why: readonly string[]): string {
  const { locks, accesses } = done;
  return [
    ...locks.map(lockLine),
    ...accesses.map(closedLine),
    ...why.map((one) => `  why       ${one}`),
    ...accesses.filter(({ closed }) => !closed).flatMap(byHand),
    ...(isDone(done) ? ['Nothing opens until somebody runs: temporary-access unlock'] : []),
    ...(locks.some(({ stands }) => !stands)
      ? ['What is not locked may open again: at its next start, by a request, by a deployment']
      : []),
    '',
  ].join('\n');
}

function lockLine({ stack, access, stands, words }: Locking): string {
  const what = access === undefined ? `Stack ${stack}` : `${access} of stack ${stack}`;
  return stands ? `${what} is ${words}` : `${what} IS NOT LOCKED: ${words}`;
}

function closedLine({ access, role, closed, standing, reads, overMs, direct }: Closed): string {
  const how = direct === undefined ? '' : ', without the closer';
  if (closed) {
    return `  closed    ${access}: not attached to ${role} in ${reads} reads over ${Math.round(overMs / SECOND)} s${how}`;
  }
  return standing.length > 0
    ? `  !! NOT CLOSED  ${access}: ${standing.join(', ')} still attached to ${role}, or unreadable`
    : `  !! NOT PROVED TO BE CLOSED  ${access}: ${role} could not be read for long enough`;
}

function byHand({ role, standing, direct }: Closed): string[] {
  const policies = standing.length > 0 ? standing : (direct?.policies ?? []);
  return policies.map(
    (policy) => `  whoever may: aws iam detach-role-policy --role-name ${roleName(role)} --policy-arn ${policy}`,
  );
}
