/** One kind of limit that an app is held to: how it reads, and where the app does not keep it. */
import type { GuardedAccess, GuardedApp, GuardedController } from './guarded-app';

export interface Limit {
  /** By which it is acknowledged and found in `docs/guardrails.md`. */
  readonly rule: string;
  /** One for each thing that can be taken back alone: the review tells when one comes or goes. */
  readonly sentences: readonly string[];
  readonly breaches: (app: GuardedApp) => readonly Breach[];
}

/** A place where an app does not keep a limit. */
export interface Breach {
  readonly at: GuardedAccess | GuardedController;
  readonly what: string;
  readonly why: string;
  readonly mend: string;
}

/** A limit that looks at one access at a time. */
export function ofEachAccess(
  find: (access: GuardedAccess) => readonly Omit<Breach, 'at'>[],
): (app: GuardedApp) => readonly Breach[] {
  return ({ accesses }) => accesses.flatMap((access) => find(access).map((found) => ({ ...found, at: access })));
}
