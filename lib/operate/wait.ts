/**
 * Waits until an access is open, or until it is gone, as IAM says.
 *
 * The first call of a job must not race the attach: what is attached is waited for a little longer, until it is
 * probably known everywhere.
 */
import type { EpochMs } from '../core/interval';
import { plus } from '../core/interval';
import type { Account } from './account';
import { type Attachment, attachment, type Attached } from './attachments';
import { isPassing } from './call-failure';
import { BETWEEN_READS, SETTLE_MS, Steady } from './steady';

export type Until = 'open' | 'closed';

export interface Waited {
  readonly reached: boolean;
  /** What was read last. */
  readonly attachment: Attachment | undefined;
  readonly at: EpochMs;
}

export interface Waiting {
  readonly access: Attached;
  readonly until: Until;
  readonly timeoutMs: number;
  readonly onRead?: (attachment: Attachment | undefined) => void;
}

export async function waitUntil(account: Account, { access, until, timeoutMs, onRead }: Waiting): Promise<Waited> {
  const { clock, roles } = account;
  const deadline = plus(clock.now(), timeoutMs);
  const steady = new Steady(SETTLE_MS);
  for (;;) {
    const read = await passing(() => attachment(roles, access));
    steady.see(clock.now(), read === undefined ? undefined : isReached(until, read));
    onRead?.(read);
    if (steady.isSettled) {
      return { reached: true, attachment: read, at: clock.now() };
    }
    if (plus(clock.now(), BETWEEN_READS) > deadline) {
      return { reached: false, attachment: read, at: clock.now() };
    }
    await clock.sleep(BETWEEN_READS);
  }
}

function isReached(until: Until, read: Attachment): boolean {
  return until === 'open' ? read === 'all' : read === 'none' || read === 'role-gone';
}

/** What a call answers; undefined where it failed in a way that the next one need not. */
export async function passing<T>(call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call();
  } catch (error) {
    if (isPassing(error)) {
      return undefined;
    }
    throw error;
  }
}
