/** Who may open and close by request, and whether anybody hears it. */
import { Stack } from 'aws-cdk-lib';
import type { Problem } from '../core/problem';
import { isOnDemand } from '../core/window';
import type { Requester } from '../requester';
import type { AccessUnderCheck, Warning } from './access-under-check';
import { identityOf } from './identity';

export function requestProblems(access: AccessUnderCheck): Problem[] {
  const { requests } = access;
  if (requests === undefined) {
    return [];
  }
  const openers = requests.granted('open');
  return [
    ...openers.flatMap((requester) => requesterProblems(access, 'grantOpen', requester)),
    ...requests.granted('close').flatMap((requester) => requesterProblems(access, 'grantClose', requester)),
    ...selfOpenProblems(access, requests.openers()),
    ...(openers.length > 0 && !requests.hearsRequestsTo('open') ? [DEAF] : []),
    ...silentProblems(access),
    ...requests.busProblems(),
  ];
}

export function requestWarnings({ requests, declaredWindows }: AccessUnderCheck): Warning[] {
  if (requests === undefined || requests.granted('open').length > 0 || requests.openers().length > 0) {
    return [];
  }
  return declaredWindows
    .filter((window) => isOnDemand(window) && requests.opensByRequestOnly(window.id))
    .map(({ id, words }) => ({
      id: 'nobody-may-open',
      text:
        `window ${id} (${words}) opens by request only, and nobody may send one: call grantOpen(role) for whoever may ` +
        'open it, or name an event of an AWS service in openOn',
    }));
}

function requesterProblems(
  { construct }: AccessUnderCheck,
  grant: 'grantOpen' | 'grantClose',
  { words, arn, otherAccount }: Requester,
): Problem[] {
  if (otherAccount !== undefined) {
    const ours = Stack.of(construct).account;
    return [
      {
        id: 'requester-account',
        what: `${grant} was given ${words}, which is in account ${otherAccount}, and the access is in ${ours}`,
        why: 'requests of other accounts are refused',
        mend: `let it assume a role of account ${ours}, and grant that role`,
      },
    ];
  }
  return arn === undefined
    ? [
        {
          id: 'requester-kind',
          what: `${grant} was given ${words}, which is not one role or one user`,
          why: 'the request bus knows those who may ask by their ARN, and would let in others with it, or nobody',
          mend: 'grant a role or a user, one by one',
        },
      ]
    : [];
}

function selfOpenProblems({ construct, role, allowSelfOpen }: AccessUnderCheck, openers: readonly string[]): Problem[] {
  const itself = identityOf(construct, role.roleArn);
  return !allowSelfOpen && openers.some((arn) => identityOf(construct, arn) === itself)
    ? [
        {
          id: 'self-open',
          what: `role ${role.node.path} may send what opens its own access`,
          why: 'what may give itself an access has it whenever it likes, and so does whoever steals its credentials',
          mend:
            'call grantOpen for the one that knows of the task, such as the role that hands out the cases, or write ' +
            'allowSelfOpen: true',
        },
      ]
    : [];
}

const DEAF: Problem = {
  id: 'grant-open-unheard',
  what: 'grantOpen was called, and no window opens by a request',
  why: 'the principal would be let to send what nobody hears',
  mend: 'name AccessSignal.request() in openOn of an AccessWindow.onDemand, or leave the grant out',
};

/** Nothing about breaking glass is silent. */
function silentProblems({ declaredWindows, controller }: AccessUnderCheck): Problem[] {
  const loud = declaredWindows.some((window) => isOnDemand(window) && window.breakGlass === true);
  return loud && !controller._hasAlarmRecipients
    ? [
        {
          id: 'break-glass-silent',
          what: 'the access breaks glass, and its controller has no alarm recipients',
          why: 'people have to be called when it opens and when it closes',
          mend: 'name them: new AccessController(this, …, { alarmActions: [new SnsAction(topic)] })',
        },
      ]
    : [];
}
