/** What a rule finds, before the review places it. `docs/review.md` lists the ids. */
import type { Access, Finding } from '../report';

export type Found = Omit<Finding, 'stack' | 'access' | 'isNew'>;

/** A finding about an access, or about the stack where there is no access. */
export function placed(found: Found, stack: string, access: string | null): Finding {
  return { ...found, stack, access, isNew: null };
}

export function placedAt({ stack, id }: Access, found: readonly Found[]): Finding[] {
  return found.map((one) => placed(one, stack, id));
}
