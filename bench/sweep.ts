/** What one sweep takes of time, calls and memory, and how that grows with the number of accesses. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { BUNDLE_OPTIONS } from '../scripts/bundle-handler';
import type { Findings, Table } from './figure';
import { inFreshProcess } from './measure';
import type { Swept } from './sweep-once';

const SIZES = [10, 100, 1_000];
const MOST = Math.max(...SIZES);
/** A sweep should be over before the next one. */
const INTERVAL_SECONDS = 300;
/** Lambda's smallest function. */
const SMALLEST_FUNCTION = 128;
const MEGABYTE = 1024 * 1024;

export async function sweep(): Promise<Findings> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-sweep-'));
  try {
    const script = join(folder, 'sweep-once.js');
    await build({ ...BUNDLE_OPTIONS, entryPoints: ['bench/sweep-once.ts'], outfile: script });
    const swept = SIZES.map((size) => [size, inFreshProcess(script, `${size}`) as Swept] as const);
    return { figures: swept.flatMap(([size, one]) => figuresOf(size, one)), tables: [growth(swept)] };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function figuresOf(size: number, { roles, closes, seconds, calls, processBytes }: Swept): Findings['figures'] {
  const within = (value: number): { target?: { value: number } } => (size === MOST ? { target: { value } } : {});
  // The manifest, one read of each role, and for each close a session, a change and two reads.
  const fewest = 1 + roles + 4 * closes;
  return [
    { name: `${size} accesses: duration`, unit: 'simulated s', value: seconds, ...within(INTERVAL_SECONDS) },
    {
      name: `${size} accesses: calls`,
      unit: 'calls',
      value: calls,
      beside: { what: 'if none were throttled', value: fewest },
    },
    { name: `${size} accesses: process`, unit: 'MB', value: processBytes / MEGABYTE, ...within(SMALLEST_FUNCTION) },
  ];
}

function growth(swept: readonly (readonly [number, Swept])[]): Table {
  return {
    title: 'a sweep, with 30 ms a call and IAM at 15 calls a second',
    rows: [
      ['accesses', 'roles', 'closes', 'seconds', 'calls', 'of them throttled', 'heap MB', 'process MB'],
      ...swept.map(([size, { roles, closes, seconds, calls, throttled, heapBytes, processBytes }]) => [
        ...[size, roles, closes].map(String),
        seconds.toFixed(1),
        ...[calls, throttled].map(String),
        ...[heapBytes, processBytes].map((bytes) => (bytes / MEGABYTE).toFixed(0)),
      ]),
    ],
  };
}
