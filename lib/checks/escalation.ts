/**
 * Rights with which a role could give itself more rights, or the same ones for good.
 *
 * A window around them ends the policy, and not what was done with it. Looked at are the policies of this app and the
 * names of AWS's own; what any other policy says is not visible here.
 */
import { Stack } from 'aws-cdk-lib';
import { CfnManagedPolicy } from 'aws-cdk-lib/aws-iam';
import type { Problem } from '../core/problem';
import type { AccessUnderCheck, Warning } from './access-under-check';
import { identitiesOf, targetOf } from './identity';

interface Statement {
  readonly Effect?: string;
  readonly Action?: string | readonly string[];
  readonly NotAction?: string | readonly string[];
  readonly Resource?: unknown;
}

/** What only looks. Everything else of IAM changes who may do what. */
const READS = /^(get|list|simulate|generate)/;

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_job-functions.html */
const POWERFUL = /:policy\/((?:job-function\/)?(?:AdministratorAccess|IAMFullAccess|SystemAdministrator))$/;

/** The calls of STS that open a session of another role. */
const ASSUMES = ['sts:assumerole', 'sts:assumerolewithsaml', 'sts:assumerolewithwebidentity', 'sts:assumeroot'];

export function escalationProblems(access: AccessUnderCheck): Problem[] {
  if (access.allowPrivilegeEscalation) {
    return [];
  }
  const found = [...new Set([...allowed(access).flatMap(escalations), ...powerfulPolicies(access)])];
  return found.map((what) => ({
    id: 'privilege-escalation',
    what: `the access gives ${what}`,
    why: 'with that the role could give itself rights that outlive the window',
    mend: 'grant only what the task needs, or write allowPrivilegeEscalation: true and say in the purpose why',
  }));
}

export function assumeRoleWarnings(access: AccessUnderCheck): Warning[] {
  return allowed(access).some((statement) => ASSUMES.some((call) => allows(statement, call)))
    ? [
        {
          id: 'assume-role',
          text:
            'sts:AssumeRole is granted: a session of the other role outlives the window, for as long as that role lets ' +
            "sessions live; shorten that role's maxSessionDuration, or grant what is needed directly",
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
    const { Statement: statements = [] } = document as { Statement?: Statement | Statement[] };
    return [statements].flat().filter(({ Effect }) => Effect === 'Allow');
  });
}

function escalations(statement: Statement): string[] {
  if (statement.NotAction !== undefined) {
    const excluded = listOf(statement.NotAction);
    return excluded.some((action) => nameIn('iam', action) === '*')
      ? []
      : [`everything but ${excluded.join(', ')}, and with it changes of IAM`];
  }
  return listOf(statement.Action).flatMap((action) => {
    const name = nameIn('iam', action);
    if (name === undefined || READS.test(name)) {
      return [];
    }
    return name === 'passrole' ? passedRoles(action, statement) : [action];
  });
}

/** One role that is passed is a decision; any role is all that the roles of the account may do. */
function passedRoles(action: string, { Resource: resources }: Statement): string[] {
  const every =
    resources === undefined || listOf(resources).some((one) => /(^"|:role\/?)\*"/.test(JSON.stringify(one)));
  return every ? [`${action} on every role`] : [];
}

function powerfulPolicies({ construct, policyArns }: AccessUnderCheck): string[] {
  return identitiesOf(construct, policyArns).flatMap((policy) => POWERFUL.exec(policy)?.[1] ?? []);
}

function allows({ Action: actions, NotAction: excluded }: Statement, call: string): boolean {
  const matches = (pattern: string): boolean => glob(pattern.toLowerCase()).test(call);
  return excluded === undefined ? listOf(actions).some(matches) : !listOf(excluded).some(matches);
}

/** What an action says after the service, in lower case, if it can be one of the service's. */
function nameIn(service: string, action: string): string | undefined {
  const [ofService = '', name = ofService] = action.toLowerCase().split(':');
  return glob(ofService).test(service) ? name : undefined;
}

/** As IAM reads `*` and `?`. */
function glob(pattern: string): RegExp {
  return new RegExp(`^${pattern.replaceAll('*', '.*').replaceAll('?', '.')}$`);
}

function listOf<T>(value: T | readonly T[] | undefined): T[] {
  return value === undefined ? [] : ([value].flat() as T[]);
}
