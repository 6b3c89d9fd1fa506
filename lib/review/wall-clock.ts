/** What the clocks of zones show, for the many instants of a review: `Intl` is slow, and offsets last for months. */
import { DAY, type EpochMs, epochMs } from '../core/interval';
import { wallAt, type WallMs } from '../core/zone';

const offsets = new Map<string, number | undefined>();
const MOST_REMEMBERED = 100_000;

/** The same as `wallAt`: a day at whose ends the offset is the same has no other one in between. */
export function wallOn(zone: string, at: EpochMs): WallMs {
  const day = Math.floor(at / DAY) * DAY;
  const key = `${zone} ${day}`;
  if (!offsets.has(key)) {
    if (offsets.size >= MOST_REMEMBERED) {
      offsets.clear();
    }
    const [before, after] = [offsetAt(zone, day), offsetAt(zone, day + DAY)];
    offsets.set(key, before === after ? before : undefined);
  }
  const offset = offsets.get(key);
  return offset === undefined ? wallAt(zone, at) : ((at + offset) as WallMs);
}

function offsetAt(zone: string, at: number): number {
  return wallAt(zone, epochMs(at)) - at;
}
