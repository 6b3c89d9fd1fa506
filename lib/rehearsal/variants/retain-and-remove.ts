/**
 * Takes an access out of the app, and leaves its resources in the account.
 *
 * CloudFormation follows the policy that was deployed last, so there are two deployments: the first says
 * `DeletionPolicy: Retain`, and the second removes.
 */
import { idsOf } from './accesses';
import type { Change } from './change';
import { removeAccess } from './remove-access';
import { withResources } from './template-edit';

export const retainAndRemove: Change = (changed) => {
  const removed = removeAccess(changed);
  const ids = idsOf(changed.access, changed.parts);
  const first = withResources(changed.template, (resource, id) =>
    ids.includes(id) ? { ...resource, UpdateReplacePolicy: 'Retain', DeletionPolicy: 'Retain' } : resource,
  );
  return removed === undefined
    ? undefined
    : { ...removed, words: `removes ${changed.access.id} and retains its resources`, first };
};
