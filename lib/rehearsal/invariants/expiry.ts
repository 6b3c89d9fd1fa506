/**
 * The last line of one-time windows: IAM itself allows nothing any more once they are over, even if the policy is still
 * attached.
 */
import { type DeclaredAccess, POLICY_DESCRIPTION } from '../../core/declaration';
import { type EpochMs, iso, union } from '../../core/interval';
import { onceInterval } from '../../core/window';
import { decide, type PolicyDocument } from '../iam-policy';
import type { Breach } from '../report';
import type { SimulatedIam } from '../simulated-iam';
import { isObject, type JsonObject, textsOf } from '../../assembly/template';

/** What a policy of the access's own would still allow after one of its windows, when all of them are one-time. */
export function breachesOfExpiry(iam: SimulatedIam, declared: DeclaredAccess, policy: string, at: EpochMs): Breach[] {
  const windows = declared.windows.flatMap((window) => (window.kind === 'once' ? [onceInterval(window)] : []));
  const known = iam.managedPolicy(policy);
  if (windows.length < declared.windows.length || known?.description !== POLICY_DESCRIPTION) {
    return [];
  }
  return union(windows).flatMap(({ start, end }) =>
    statementsOf(known.document)
      .filter((statement) => allows(statement, start) && allows(statement, end))
      .map((statement) => {
        const actions = textsOf(statement['Action']).join(', ');
        const what = `${policy} would still allow ${actions} after the end at ${iso(end)}, though its windows are one-time`;
        return { invariant: 'I3', access: declared.access, at, what };
      }),
  );
}

function statementsOf(document: PolicyDocument): JsonObject[] {
  return [document['Statement']].flat().filter(isObject);
}

/** One of the actions on one of the resources that the statement names. */
function allows(statement: JsonObject, at: EpochMs): boolean {
  const example = (element: string): string => (textsOf(statement[element])[0] ?? '').replaceAll('*', 'example');
  const request = {
    action: example('Action'),
    resource: example('Resource'),
    context: { 'aws:CurrentTime': iso(at) },
  };
  return decide({ policies: [{ Statement: [statement] }] }, request) === 'allowed';
}
