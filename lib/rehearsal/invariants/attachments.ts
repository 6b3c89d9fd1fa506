/** From when to when each policy was attached to each role, and whether it was due then. */
import type { Pair } from '../../core/declaration';
import { type EpochMs, type Interval, plus, union } from '../../core/interval';
import type { DeclarationSpan } from '../declaration-history';
import type { AttachmentChange } from '../simulated-iam';
import { clipped } from './intervals';
import { dueOf } from './openings';
import type { Played } from './played';

export interface Attachment extends Pair {
  readonly from: EpochMs;
  /** Undefined while it stands. */
  readonly to: EpochMs | undefined;
  /** The session that attached it. */
  readonly by: string;
}

/** In order of time. */
export function attachmentsOf(changes: readonly AttachmentChange[]): Attachment[] {
  const standing = new Map<string, Attachment>();
  const over: Attachment[] = [];
  for (const { change, role, policy, at, by } of changes) {
    const key = `${role} ${policy}`;
    const known = standing.get(key);
    if (change === 'attached') {
      standing.set(key, known ?? { role, policy, from: at, to: undefined, by });
    } else if (known !== undefined) {
      over.push({ ...known, to: at });
      standing.delete(key);
    }
  }
  return [...over, ...standing.values()].sort((a, b) => a.from - b.from);
}

/** The declarations of a pair, over time. */
export function spansOf({ spans }: Played, { role, policy }: Pair): DeclarationSpan[] {
  return spans.filter(({ access: { declared } }) => declared.role === role && declared.policies.includes(policy));
}

/** When a pair was declared, open or not. */
export function declaredTimes(played: Played, pair: Pair, range: Interval): Interval[] {
  return union(
    spansOf(played, pair).flatMap(({ from, to }) => clipped({ start: from, end: to ?? range.end }, range) ?? []),
  );
}

/** When a pair was declared and open, and nothing held it. */
export function dueTimes(played: Played, pair: Pair, range: Interval): Interval[] {
  return union(
    spansOf(played, pair).flatMap(({ access, from, to }) => {
      const inForce = clipped({ start: from, end: to ?? range.end }, range);
      return inForce === undefined ? [] : dueOf(played, access).flatMap((open) => clipped(open, inForce) ?? []);
    }),
  );
}

/** The range up to and including now, for what may have happened at the last instant. */
export function playedRange({ from, now }: Played): Interval {
  return { start: from, end: plus(now, 1) };
}
