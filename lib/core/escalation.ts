/**
 * Rights with which a role could give itself more rights, or the same ones for good.
 *
 * A window around them ends the policy, and not what was done with it. Read from a statement as a template has it, so
 * that the checks at synthesis and the review of an assembly say the same.
 */
import { concerns, glob, listOf, type PolicyStatement } from './statement';

/** What only looks. Everything else of IAM changes who may do what. */
const READS = /^(get|list|simulate|generate)/;

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_job-functions.html */
const POWERFUL = /:policy\/((?:job-function\/)?(?:AdministratorAccess|IAMFullAccess|SystemAdministrator))$/;

/** The calls of STS that open a session of another role. */
const ASSUMES = ['sts:AssumeRole', 'sts:AssumeRoleWithSAML', 'sts:AssumeRoleWithWebIdentity', 'sts:AssumeRoot'];

/** What an Allow statement gives that could be turned into more, in words. */
export function escalationsOf(statement: PolicyStatement): string[] {
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

/** The name of AWS's own policy that an ARN means, if that policy holds such rights. */
export function powerfulPolicy(arn: string): string | undefined {
  return POWERFUL.exec(arn)?.[1];
}

/** Whether a statement speaks of opening a session of another role, which outlives every window. */
export function opensSessions(statement: PolicyStatement): boolean {
  return ASSUMES.some((call) => concerns(statement, call));
}

/** One role that is passed is a decision; any role is all that the roles of the account may do. */
function passedRoles(action: string, { Resource: resources }: PolicyStatement): string[] {
  const every =
    resources === undefined || listOf(resources).some((one) => /(^"|:role\/?)\*"/.test(JSON.stringify(one)));
  return every ? [`${action} on every role`] : [];
}

/** What an action says after the service, in lower case, if it can be one of the service's. */
function nameIn(service: string, action: string): string | undefined {
  const [ofService = '', name = ofService] = action.toLowerCase().split(':');
  return glob(ofService).test(service) ? name : undefined;
}
