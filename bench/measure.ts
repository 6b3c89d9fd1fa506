/** How things are measured: in turn, and where it matters in a process of their own. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

export const ROOT = join(__dirname, '..');

/**
 * The median reading of each way, which are measured in turn, over and over: whatever else the machine does meanwhile
 * falls on all of them alike.
 */
export async function medians<Way extends string>(
  rounds: number,
  ways: Readonly<Record<Way, () => number | Promise<number>>>,
): Promise<Record<Way, number>> {
  const entries = Object.entries(ways) as [Way, () => number | Promise<number>][];
  const readings = new Map<Way, number[]>(entries.map(([way]) => [way, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [way, measure] of entries) {
      readings.get(way)?.push(await measure());
    }
  }
  return Object.fromEntries(entries.map(([way]) => [way, median(readings.get(way) ?? [])])) as Record<Way, number>;
}

function median(readings: readonly number[]): number {
  const sorted = [...readings].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

/** Runs Node with these arguments, where nothing is warm and all memory is its own; answers the JSON that it prints. */
export function inFreshProcess(...args: readonly string[]): unknown {
  return JSON.parse(
    execFileSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }),
  );
}
