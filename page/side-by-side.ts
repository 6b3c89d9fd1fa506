/** What overlaps on a day stands side by side; what has no room there is put together as one. */
import type { Piece } from './week';

export interface Placed<T> {
  readonly from: number;
  readonly to: number;
  /** The place from the left, of so many places. */
  readonly lane: number;
  readonly lanes: number;
  /** One, or all that share the last place for want of room. */
  readonly items: readonly T[];
}

type Span = Pick<Piece, 'from' | 'to'>;

export function sideBySide<T extends Span>(spans: readonly T[], most: number): Placed<T>[] {
  const sorted = [...spans].sort((one, other) => one.from - other.from || other.to - one.to);
  return clustersOf(sorted).flatMap((cluster) => placed(cluster, most));
}

/** Spans that hang together by overlaps share the width; touching ones do not. */
function clustersOf<T extends Span>(sorted: readonly T[]): T[][] {
  const clusters: T[][] = [];
  let end = -Infinity;
  for (const span of sorted) {
    if (span.from >= end) {
      clusters.push([]);
    }
    clusters.at(-1)?.push(span);
    end = Math.max(end, span.to);
  }
  return clusters;
}

function placed<T extends Span>(cluster: readonly T[], most: number): Placed<T>[] {
  const lanes: T[][] = [];
  for (const span of cluster) {
    const free = lanes.find((lane) => (lane.at(-1)?.to ?? 0) <= span.from);
    if (free === undefined) {
      lanes.push([span]);
    } else {
      free.push(span);
    }
  }
  const isCrowded = lanes.length > most;
  const shown = isCrowded ? lanes.slice(0, most - 1) : lanes;
  const rest = isCrowded ? lanes.slice(most - 1).flat() : [];
  const width = Math.min(lanes.length, most);
  return [
    ...shown.flatMap((lane, index) =>
      lane.map((span) => ({ from: span.from, to: span.to, lane: index, lanes: width, items: [span] })),
    ),
    ...(isCrowded ? [together(rest, most)] : []),
  ];
}

function together<T extends Span>(rest: readonly T[], most: number): Placed<T> {
  return {
    from: Math.min(...rest.map(({ from }) => from)),
    to: Math.max(...rest.map(({ to }) => to)),
    lane: most - 1,
    lanes: most,
    items: rest,
  };
}
