/** Parts of intervals. */
import { type Interval, later, union } from '../../core/interval';

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
