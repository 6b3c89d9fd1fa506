/** What IAM itself says is attached: every page, or no answer. */
import { type DeclaredAccess, roleName } from '../core/declaration';
import type { Roles } from '../core/world';
import { failedCall } from './call-failure';

/** IAM lists 100 policies a page and allows a role 25; a role with more pages than this is not IAM's. */
const MOST_PAGES = 50;

/** All of the access's policies, some of them, or none; `role-gone` is none for good. */
export type Attachment = 'all' | 'some' | 'none' | 'role-gone';

export type Attached = Pick<DeclaredAccess, 'role' | 'policies'>;

/** Those of the policies that are attached. */
export async function standingPolicies(roles: Roles, { role, policies }: Attached): Promise<string[] | 'role-gone'> {
  const attached = new Set<string>();
  let marker: string | undefined;
  for (let page = 0; page < MOST_PAGES; page++) {
    try {
      const found = await roles.attachedPage(roleName(role), marker);
      found.policies.forEach((policy) => attached.add(policy));
      marker = found.marker;
    } catch (error) {
      if (failedCall(error)?.failure === 'absent') {
        return 'role-gone';
      }
      throw error;
    }
    if (marker === undefined) {
      return policies.filter((policy) => attached.has(policy));
    }
  }
  throw new Error(`the list of policies attached to ${role} did not end after ${MOST_PAGES} pages`);
}

export function attachmentOf({ policies }: Attached, standing: readonly string[] | 'role-gone'): Attachment {
  if (standing === 'role-gone') {
    return 'role-gone';
  }
  if (standing.length === 0) {
    return 'none';
  }
  return standing.length === policies.length ? 'all' : 'some';
}

export async function attachment(roles: Roles, access: Attached): Promise<Attachment> {
  return attachmentOf(access, await standingPolicies(roles, access));
}
