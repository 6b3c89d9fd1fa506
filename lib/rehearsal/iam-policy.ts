/**
 * What IAM policies allow.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 *
 * A Deny that matches wins, then an Allow, and without either the answer is no. A session policy, a permissions
 * boundary and a service control policy allow nothing of themselves: what they do not allow too is taken away.
 *
 * Gotchas: what is not understood here never allows and always denies. Actions are compared without case, resources
 * with it.
 */
import { conditionHolds, globMatches, type RequestContext, withVariables } from './iam-condition';
import { isObject, type JsonObject, textsOf } from '../assembly/template';

export type PolicyDocument = JsonObject;

export interface AccessRequest {
  readonly action: string;
  readonly resource: string;
  /** Asked for only by statements that look into it. */
  readonly context: RequestContext;
}

/** Who asks, as the Principal of a trust policy may name it. */
export interface Asking {
  /** For a role session: the session's ARN, the role's ARN, the account's root and the account id. */
  readonly aws?: readonly string[];
  readonly service?: string;
}

export type Decision = 'allowed' | 'explicitly denied' | 'not allowed';

export interface Identity {
  readonly policies: readonly PolicyDocument[];
  readonly sessionPolicy?: PolicyDocument | undefined;
  readonly boundary?: PolicyDocument | undefined;
  /** The service control policies of the organisation, one of which has to allow it too. */
  readonly organisation?: readonly PolicyDocument[] | undefined;
}

/** Policies of an identity: each statement names its resources. */
export function decide(identity: Identity, request: AccessRequest): Decision {
  const limits = [
    identity.policies,
    ...[identity.sessionPolicy, identity.boundary].flatMap((one) => (one ? [[one]] : [])),
    ...(identity.organisation ? [identity.organisation] : []),
  ];
  return strictest(
    limits.map((policies) => decideBy(policies, request, (statement) => resourceMatches(statement, request))),
  );
}

/** The trust policy of a role: the resource is the role itself, and each statement names who may ask. */
export function decideTrust(trust: PolicyDocument, asking: Asking, request: AccessRequest): Decision {
  return decideBy([trust], request, (statement) => principalMatches(statement, asking));
}

function strictest(decisions: readonly Decision[]): Decision {
  if (decisions.includes('explicitly denied')) {
    return 'explicitly denied';
  }
  return decisions.every((decision) => decision === 'allowed') ? 'allowed' : 'not allowed';
}

type Matches = boolean | 'unknown';

function decideBy(
  policies: readonly PolicyDocument[],
  request: AccessRequest,
  concerns: (statement: JsonObject) => Matches,
): Decision {
  let allowed = false;
  for (const statement of policies.flatMap(statementsOf)) {
    const matches = all(
      () => actionMatches(statement, request),
      () => concerns(statement),
      () => conditionMatches(statement, request),
    );
    if (statement['Effect'] === 'Allow') {
      allowed ||= matches === true;
    } else if (matches !== false) {
      return 'explicitly denied';
    }
  }
  return allowed ? 'allowed' : 'not allowed';
}

const statements = new WeakMap<PolicyDocument, readonly JsonObject[]>();

function statementsOf(policy: PolicyDocument): readonly JsonObject[] {
  let known = statements.get(policy);
  if (known === undefined) {
    known = [policy['Statement']].flat().filter(isObject);
    statements.set(policy, known);
  }
  return known;
}

function all(...parts: readonly (() => Matches)[]): Matches {
  let matches: Matches = true;
  for (const part of parts) {
    const one = part();
    if (one === false) {
      return false;
    }
    matches = one === 'unknown' ? one : matches;
  }
  return matches;
}

function conditionMatches(statement: JsonObject, request: AccessRequest): Matches {
  const condition = statement['Condition'];
  if (condition === undefined) {
    return true;
  }
  const verdict = conditionHolds(condition, request.context);
  return verdict === 'unknown' ? verdict : verdict === 'holds';
}

function actionMatches(statement: JsonObject, request: AccessRequest): Matches {
  return listed(statement, 'Action', 'NotAction', (pattern) =>
    globMatches(request.action.toLowerCase(), pattern.toLowerCase()),
  );
}

function resourceMatches(statement: JsonObject, request: AccessRequest): Matches {
  return listed(statement, 'Resource', 'NotResource', (pattern) => {
    const filled = pattern.includes('${') ? withVariables(pattern, request.context) : pattern;
    return filled !== undefined && globMatches(request.resource, filled);
  });
}

function listed(
  statement: JsonObject,
  element: string,
  notElement: string,
  matches: (one: string) => boolean,
): Matches {
  const [wanted, unwanted] = [statement[element], statement[notElement]];
  if (wanted !== undefined) {
    return textsOf(wanted).some(matches);
  }
  return unwanted === undefined ? 'unknown' : !textsOf(unwanted).some(matches);
}

function principalMatches(statement: JsonObject, asking: Asking): Matches {
  const principal = statement['Principal'];
  if (principal === undefined) {
    return 'unknown';
  }
  if (!isObject(principal)) {
    return principal === '*';
  }
  const named = (kind: string): string[] => textsOf(principal[kind]);
  return (
    named('Service').some((service) => service === asking.service) ||
    named('AWS').some((one) => asking.aws !== undefined && (one === '*' || asking.aws.includes(one)))
  );
}
