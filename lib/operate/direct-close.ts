/**
 * Closes an access without its controller: with nothing but its attachment role and IAM.
 *
 * It detaches in a session of that role, as the controller would, and reads back until the policies have been absent
 * for longer than an opener that was on its way could still attach. It cannot write a hold: that is for the closer.
 */
import { type DeclaredAccess, roleName, sessionName } from '../core/declaration';
import { MINUTE, plus, SECOND } from '../core/interval';
import type { Roles } from '../core/world';
import type { Account, ClosingSession } from './account';
import { standingPolicies } from './attachments';
import { CommandError, failedCall, isPassing } from './call-failure';
import { BETWEEN_READS, PROOF_MS, Steady } from './steady';

const LONGEST = 3 * MINUTE;

/** What is detached, and by whom. */
export type Target = Pick<DeclaredAccess, 'access' | 'role' | 'policies' | 'attachmentRole'>;

/** What was done, and what was read back. */
export interface DirectClose extends Target {
  readonly session: string;
  readonly assumed: boolean;
  /** Why the attachment role could not be assumed, if so. */
  readonly notAssumed?: unknown;
  readonly detached: readonly string[];
  /** What else went wrong, in words. */
  readonly problems: readonly string[];
  readonly closed: boolean;
  readonly standing: readonly string[];
  /** The last complete reads in a row that showed none of the policies, and over which time. */
  readonly reads: number;
  readonly overMs: number;
}

export async function closeDirectly(
  account: Account,
  target: Target,
  progress: (text: string) => void,
): Promise<DirectClose> {
  const attempt = new Attempt(account, target);
  const { clock } = account;
  const deadline = plus(clock.now(), LONGEST);
  const steady = new Steady(PROOF_MS);
  let standing: readonly string[] = target.policies;
  for (let isFirst = true; ; isFirst = false) {
    // What is not attached, or not seen yet, is detached all the same, once.
    await attempt.detach(isFirst ? target.policies : standing);
    await clock.sleep(BETWEEN_READS);
    const read = await attempt.read();
    steady.see(clock.now(), read === undefined ? undefined : read.length === 0);
    standing = read ?? standing;
    const isHopeless = attempt.notAssumed !== undefined && (read === undefined || read.length > 0);
    if (steady.isSettled || isHopeless || plus(clock.now(), BETWEEN_READS) > deadline) {
      const { detached, problems, session, isAssumed: assumed, notAssumed } = attempt;
      return {
        ...{ ...target, session, assumed, detached: [...detached], problems: [...problems] },
        ...(notAssumed === undefined ? {} : { notAssumed }),
        ...{ closed: steady.isSettled, standing, reads: steady.reads, overMs: steady.ms },
      };
    }
    progress(
      standing.length > 0 && read !== undefined
        ? `still attached: ${standing.join(', ')}`
        : `not attached for ${Math.round(steady.ms / SECOND)} of ${PROOF_MS / SECOND} s`,
    );
  }
}

class Attempt {
  readonly detached = new Set<string>();
  readonly problems = new Set<string>();
  readonly session: string;
  notAssumed: unknown;
  #session: ClosingSession | undefined;

  constructor(
    private readonly account: Account,
    private readonly target: Target,
  ) {
    this.session = sessionName('close', target.access);
  }

  get isAssumed(): boolean {
    return this.#session !== undefined;
  }

  /** A failed detach does not stop the others: whether it matters is for the read-back to say. */
  async detach(policies: readonly string[]): Promise<void> {
    if (policies.length === 0) {
      return;
    }
    const session = await this.assumed();
    for (const policy of session === undefined ? [] : policies) {
      try {
        await session?.detach(roleName(this.target.role), policy);
        this.detached.add(policy);
      } catch (error) {
        this.#noteUnlessAbsent(error);
      }
    }
  }

  /** By the session, or else by the user: the one may be allowed what the other is not. */
  async read(): Promise<string[] | undefined> {
    const readers: Roles[] = this.#session === undefined ? [] : [this.#session];
    for (const roles of [...readers, this.account.roles]) {
      try {
        const standing = await standingPolicies(roles, this.target);
        return standing === 'role-gone' ? [] : standing;
      } catch (error) {
        this.#noteUnlessAbsent(error);
      }
    }
    return undefined;
  }

  private async assumed(): Promise<ClosingSession | undefined> {
    if (this.notAssumed !== undefined) {
      return undefined;
    }
    try {
      this.#session ??= await this.account.assume(this.target.attachmentRole, this.session);
    } catch (error) {
      this.#noteUnlessAbsent(error);
      // What passes is tried again after the next read.
      this.notAssumed = isPassing(error) ? undefined : error;
    }
    return this.#session;
  }

  #noteUnlessAbsent(error: unknown): void {
    const failed = failedCall(error);
    if (failed?.failure !== 'absent') {
      this.problems.add(failed === undefined ? String(error) : `${failed.operation}: ${failed.message}`);
    }
  }
}

/** The inline policy of every attachment role. */
const INLINE_POLICY = 'Attachments';

/** Reads from an attachment role itself what it may detach from whom. */
export async function targetOf(account: Account, access: string, attachmentRole: string): Promise<Target> {
  const text = await account.inlinePolicy(roleName(attachmentRole), INLINE_POLICY).catch((error: unknown) => {
    if (failedCall(error)?.failure === 'absent') {
      throw new CommandError(
        `${attachmentRole} is no attachment role: it has no inline policy ${INLINE_POLICY}, or is not there; ` +
          `the attachment roles are those below /temporary-access/ in IAM`,
      );
    }
    throw error;
  });
  const found = detachable(text);
  if (found === undefined) {
    throw new CommandError(`the inline policy ${INLINE_POLICY} of ${attachmentRole} allows no detaching`);
  }
  return { access, attachmentRole, ...found };
}

interface Statement {
  readonly Effect?: string;
  readonly Action?: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Condition?: { readonly ArnEquals?: { readonly 'iam:PolicyARN'?: string | readonly string[] } };
}

function detachable(text: string): Pick<Target, 'role' | 'policies'> | undefined {
  let statements: readonly Statement[];
  try {
    statements = [(JSON.parse(text) as { Statement?: Statement | Statement[] }).Statement ?? []].flat();
  } catch {
    return undefined;
  }
  const detaching = statements.find(({ Action }) => listOf(Action).includes('iam:DetachRolePolicy'));
  const [role] = listOf(detaching?.Resource);
  const policies = listOf(detaching?.Condition?.ArnEquals?.['iam:PolicyARN']);
  return role === undefined || policies.length === 0 ? undefined : { role, policies };
}

function listOf(value: string | readonly string[] | undefined): readonly string[] {
  return value === undefined ? [] : [value].flat();
}
