/** What an access gives that it should not, or that no reviewer can see. */
import { escalationsOf, opensSessions, powerfulPolicy } from '../../core/escalation';
import type { PolicyStatement } from '../../core/statement';
import type { Access, Policy, Statement } from '../report';
import { including, opaquePolicies, rightsIn, rightsOf } from '../rights';
import { listed, shortened } from '../wording';
import type { Found } from './finding';

/** In a sentence more are not read. */
const MOST_NAMED = 6;

export function rightFindings(access: Access): Found[] {
  const allowed = access.policies.flatMap(({ statements }) => statements ?? []).filter(isAllowed);
  return [
    ...allowed.flatMap(wildcards),
    ...escalations(access, allowed),
    ...sessions(allowed),
    ...permanent(access, allowed),
    ...opaquePolicies(access).map(opaque),
  ];
}

function isAllowed({ effect }: Statement): boolean {
  return effect === 'Allow';
}

function wildcards(statement: Statement): Found[] {
  const { actions, exceptActions, resources, exceptResources, words } = statement;
  const services = actions.filter((action) => /^[\w-]+:\*$/.test(action));
  return [
    ...(actions.some((action) => /^\*(:\*)?$/.test(action)) || exceptActions.length > 0
      ? [
          {
            id: 'every-action',
            severity: 'high' as const,
            about: words,
            what: `it may do ${exceptActions.length > 0 ? `everything but ${listed(exceptActions)}` : 'everything (*)'}`,
            why: 'a stolen token is worth everything that the account holds, for as long as the window is open',
            mend: 'name the actions that the task needs',
          },
        ]
      : []),
    ...(services.length > 0
      ? [
          {
            id: 'every-action-of-service',
            severity: 'medium' as const,
            about: words,
            what: `it may call ${listed(services)}: everything that the service can do`,
            why: 'it includes deleting, and changing who else has access',
            mend: "name the actions, or use the CDK's grants, which do",
          },
        ]
      : []),
    ...(resources.includes('*') || exceptResources.length > 0
      ? [
          {
            id: 'every-resource',
            severity: 'medium' as const,
            about: words,
            what: `${shortened([...actions, ...exceptActions.map((one) => `all but ${one}`)], MOST_NAMED)} on ${
              exceptResources.length > 0 ? `everything but ${listed(exceptResources)}` : 'every resource (*)'
            }`,
            why: 'the window bounds when, and nothing bounds what',
            mend: 'name the resources; where AWS knows none for the action, add a condition such as aws:ResourceTag',
          },
        ]
      : []),
  ];
}

function escalations({ allowsEscalation, policies }: Access, allowed: readonly Statement[]): Found[] {
  const found = [
    ...allowed.flatMap((statement) => escalationsOf(asWritten(statement))),
    ...policies.flatMap(({ name }) => powerfulPolicy(name) ?? []),
  ];
  return [...new Set(found)].map((what) => ({
    id: 'privilege-escalation',
    severity: 'high',
    about: what,
    what: `it gives ${what}${allowsEscalation ? ', and its author wrote allowPrivilegeEscalation: true' : ''}`,
    why: 'with that the role could give itself rights that outlive the window',
    mend: 'grant only what the task needs, or let the purpose say why it needs this',
  }));
}

/** As a template has it, for the rules that the checks at synthesis share. */
function asWritten({ effect, actions, exceptActions, resources, exceptResources }: Statement): PolicyStatement {
  return {
    Effect: effect,
    ...(exceptActions.length > 0 ? { NotAction: exceptActions } : { Action: actions }),
    Resource: exceptResources.length > 0 ? '*' : resources,
  };
}

function sessions(allowed: readonly Statement[]): Found[] {
  return allowed
    .filter((statement) => opensSessions(asWritten(statement)))
    .map(({ words }) => ({
      id: 'assume-role',
      severity: 'medium',
      about: words,
      what: `it may assume other roles: ${words}`,
      why: 'a session of the other role outlives the window, for as long as that role lets sessions live',
      mend: 'shorten maxSessionDuration of that role, or grant directly what is needed',
    }));
}

/** Where the role can do it anyway, the window is for show. */
function permanent({ role }: Access, allowed: readonly Statement[]): Found[] {
  const isPermanent = including(rightsOf(role.permanent));
  return allowed.flatMap((statement) => {
    const rights = rightsIn(statement).filter(isPermanent);
    const actions = [...new Set(rights.map(({ action }) => action))];
    const resources = [...new Set(rights.map(({ resource }) => resource))];
    return rights.length === 0
      ? []
      : [
          {
            id: 'already-permanent',
            severity: 'high' as const,
            about: statement.words,
            what:
              `${role.name} may do this at all times anyway: ${shortened(actions, MOST_NAMED)} on ` +
              shortened(resources, MOST_NAMED),
            why: 'the window protects nothing: its end takes nothing away',
            mend: 'take the permanent policy off the role, or drop the statement from the access',
          },
        ];
  });
}

function opaque({ name, kind }: Policy): Found {
  return kind === 'aws'
    ? {
        id: 'aws-managed-policy',
        severity: 'medium',
        about: name,
        what: `it attaches ${name}, which AWS writes and changes`,
        why: 'what it gives is not in this review, and IAM cannot bound it by time: only the detach ends it',
        mend: 'write the statements that the task needs into the access',
      }
    : {
        id: 'policy-not-visible',
        severity: 'low',
        about: name,
        what: `it attaches ${name}, whose statements are not in the assembly`,
        why: 'what it gives cannot be reviewed here, and may change without a review here',
        mend: 'declare the policy in the app, or review it where it is declared',
      };
}
