/** What a close without the controller did, what it read back, and what it could not do. */
import { roleName } from '../core/declaration';
import { SECOND } from '../core/interval';
import { openAt } from '../core/lease';
import type { Account } from './account';
import { arrangedFor } from './arranged';
import { wordsOf } from './close';
import type { DirectClose } from './direct-close';
import type { Found } from './discovery';

/** What is still due, and so could be opened again; undefined where nobody can say. */
export async function whatMayReopen(account: Account, found: Found | undefined): Promise<string[] | undefined> {
  if (found === undefined) {
    return undefined;
  }
  try {
    const now = account.clock.now();
    const arranged = await arrangedFor(found.site, found.access, now);
    return openAt(found.access, arranged, now).map(wordsOf);
  } catch {
    return undefined;
  }
}

export function directText(done: DirectClose, reopening: readonly string[] | undefined, why?: string): string {
  const { access, closed, role, standing, problems } = done;
  const head = closed
    ? `${access} is closed: its policies are gone from ${role}`
    : standing.length > 0
      ? `${access} IS NOT CLOSED: ${standing.join(', ')} still attached to ${role}, or unreadable`
      : `${access} IS NOT PROVED TO BE CLOSED: ${role} could not be read for long enough`;
  return [
    head,
    ...deeds(done, why),
    ...problems.map((problem) => `  went wrong  ${problem}`),
    ...(closed ? afterwards(access, reopening) : byHand(done)),
    '',
  ].join('\n');
}

function deeds({ attachmentRole, session, assumed, detached, reads, overMs }: DirectClose, why?: string): string[] {
  const read =
    reads === 0 ? 'no read showed it gone' : `not attached in ${reads} reads over ${Math.round(overMs / SECOND)} s`;
  return [
    assumed ? `  assumed     ${attachmentRole} as ${session}` : `  not assumed ${why ?? attachmentRole}`,
    ...detached.map((policy) => `  detached    ${policy}`),
    ...(detached.length === 0 ? ['  detached    nothing'] : []),
    `  read back   ${read}`,
  ];
}

/** Only the closer can keep it closed. */
function afterwards(access: string, reopening: readonly string[] | undefined): string[] {
  if (reopening?.length === 0) {
    return ['Nothing is due to be open now, so nothing opens it again but its next window or a new request.'];
  }
  const due =
    reopening === undefined ? 'what is due now could not be read' : `it is still due: ${reopening.join('; ')}`;
  return [
    `No hold could be written, and ${due}. Until then a repeated start or request, or a deployment, could open it again.`,
    `Once the controller answers: temporary-access close ${access}, which holds it closed. Until then: temporary-access status ${access}`,
  ];
}

function byHand({ role, standing, policies }: DirectClose): string[] {
  const each = standing.length > 0 ? standing : policies;
  return [
    'Whoever may change IAM in the account closes it with:',
    ...each.map((policy) => `  aws iam detach-role-policy --role-name ${roleName(role)} --policy-arn ${policy}`),
  ];
}
