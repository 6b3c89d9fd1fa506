/** From when to when each policy was attached to each role, and whether it was due then. */
import type { DeclaredAccess, Pair } from '../../core/declaration';
import { DAY, type EpochMs, type Interval, later, plus, union } from '../../core/interval';
import { openIntervals } from '../../core/window';
import type { DeclarationSpan } from '../declaration-history';
import type { AttachmentChange } from '../simulated-iam';
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

/** When a pair was declared and open. */
export function dueTimes(played: Played, pair: Pair, range: Interval): Interval[] {
  return union(
    spansOf(played, pair).flatMap(({ access, from, to }) => {
      const inForce = clipped({ start: from, end: to ?? range.end }, range);
      return inForce === undefined
        ? []
        : openTimes(played, access.declared).flatMap((open) => clipped(open, inForce) ?? []);
    }),
  );
}

/** Every invariant asks for them, and each time they would be searched anew. */
const known = new WeakMap<Played, Map<DeclaredAccess, Interval[]>>();

/** When the windows of an access are open, from a day before the play to a day after. */
function openTimes(played: Played, declared: DeclaredAccess): Interval[] {
  const ofPlay = known.get(played) ?? new Map<DeclaredAccess, Interval[]>();
  known.set(played, ofPlay);
  let times = ofPlay.get(declared);
  if (times === undefined) {
    times = openIntervals(declared.windows, { start: plus(played.from, -DAY), end: plus(played.now, DAY) });
    ofPlay.set(declared, times);
  }
  return times;
}

/** The parts of a range in which none of the intervals is. */
export function without(range: Interval, intervals: readonly Interval[]): Interval[] {
  const left: Interval[] = [];
  let from = range.start;
  for (const { start, end } of union(intervals)) {
    if (start > from) {
      left.push({ start: from, end: start });
    }
    from = later(from, end);
  }
  return [...left, { start: from, end: range.end }].flatMap((part) => clipped(part, range) ?? []);
}

export function clipped(interval: Interval, range: Interval): Interval | undefined {
  const start = later(interval.start, range.start);
  const end = interval.end < range.end ? interval.end : range.end;
  return start < end ? { start, end } : undefined;
}

/** The range up to and including now, for what may have happened at the last instant. */
export function playedRange({ from, now }: Played): Interval {
  return { start: from, end: plus(now, 1) };
}
