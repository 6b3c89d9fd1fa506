/**
 * Rights with which a role could give itself more rights, or the same ones for good.
 *
 * A window around them ends the policy, and not what was done with it.
 */
import { Stack } from 'aws-cdk-lib';
import { CfnManagedPolicy } from 'aws-cdk-lib/aws-iam';
import type { Problem } from '../core/problem';
import type { AccessUnderCheck, Warning } from './access-under-check';
import { identityOf, targetOf } from './identity';

interface Statement {
  readonly Effect?: string;
  readonly Action?: string | readonly string[];
  readonly NotAction?: unknown;
  readonly Resource?: unknown;
}

/** What only looks. Everything else of IAM changes who may do what. */
const READS = /^(get|list|simulate|generate)/;

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_job-functions.html */
const POWERFUL = /:policy\/(AdministratorAccess|IAMFullAccess|job-function\/SystemAdministrator)(?![\w+=,.@-])/;

export function escalationProblems(access: AccessUnderCheck): Problem[] {
  if (access.allowPrivilegeEscalation) {
    return [];
  }
  const found = [...allowed(access).flatMap(escalations), ...powerfulPolicies(access)];
  return [...new Set(found)].map((what) => ({
    id: 'privilege-escalation',
    what: `${what} is granted`,
    why: 'the role could give itself rights that outlive the window',
    mend: 'grant what the task needs, or set allowPrivilegeEscalation: true and say why in the purpose',
  }));
}

export function assumeRoleWarnings(access: AccessUnderCheck): Warning[] {
  const assumes = allowed(access).some((statement) =>
    actionsOf(statement).some((action) => mayBe('sts', action)?.startsWith('assumerole')),
  );
  return assumes
    ? [
        {
          id: 'assume-role',
          text:
            'sts:AssumeRole is granted: the session that it opens goes on after the window, for as long as the other ' +
            "role allows; limit that role's session duration, or grant what is needed directly",
        },
      ]
    : [];
}

/** The Allow statements of every policy that is attached and declared in the app. */
function allowed({ policyArns }: AccessUnderCheck): Statement[] {
  return policyArns.flatMap((arn) => {
    const policy = targetOf(arn);
    if (!CfnManagedPolicy.isCfnManagedPolicy(policy)) {
      return [];
    }
    const document: unknown = Stack.of(policy).resolve(policy.policyDocument);
    const { Statement: statements = [] } = document as { Statement?: Statement[] };
    return statements.filter(({ Effect }) => Effect === 'Allow');
  });
}

function escalations(statement: Statement): string[] {
  if (statement.NotAction !== undefined) {
    return ['everything but a list of actions (NotAction)'];
  }
  return actionsOf(statement).filter((action) => {
    const name = mayBe('iam', action);
    if (name === undefined || READS.test(name)) {
      return false;
    }
    return name !== 'passrole' || [statement.Resource].flat().includes('*');
  });
}

function powerfulPolicies({ construct, policyArns }: AccessUnderCheck): string[] {
  return policyArns.flatMap((arn) => POWERFUL.exec(identityOf(construct, arn))?.[1] ?? []);
}

function actionsOf({ Action: action }: Statement): string[] {
  return [action ?? []].flat();
}

/** What an action says after the service, in lower case, if it can be one of the service's. */
function mayBe(service: string, action: string): string | undefined {
  const [ofService = '', name = ofService] = action.toLowerCase().split(':');
  const pattern = ofService.replaceAll('*', '.*').replaceAll('?', '.');
  return new RegExp(`^${pattern}$`).test(service) ? name : undefined;
}
