/** What the deployed handler weighs, how long it takes to load, and what it asks of AWS. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, type Metafile } from 'esbuild';
import { BUNDLE_OPTIONS, HANDLER } from '../scripts/bundle-handler';
import { calls } from './calls';
import type { Figure, Findings, Table } from './figure';
import { inFreshProcess, medians } from './measure';

const ROUNDS = 31;
const SAME_CLIENTS = 'for the same SDK clients alone';
const OUR_OWN = 'our own code';
const AT_MOST = { ratio: 1.15 };
const LOAD = `
const began = performance.now();
require(process.argv[1]);
console.log(JSON.stringify(performance.now() - began));`;

export async function handler(): Promise<Findings> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-handler-'));
  try {
    const weighed = await weigh(folder);
    const counted = await calls();
    return { figures: [...weighed.figures, ...counted.figures], tables: [...weighed.tables, ...counted.tables] };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function weigh(folder: string): Promise<{ figures: Figure[]; tables: Table[] }> {
  const bundle = async (entry: string, name: string): Promise<Bundle> => {
    const file = join(folder, name);
    const { metafile } = await build({ ...BUNDLE_OPTIONS, entryPoints: [entry], outfile: file });
    const [output] = Object.values(metafile.outputs);
    return { file, bytes: output?.bytes ?? 0, packages: bytesByPackage(output?.inputs ?? {}) };
  };
  const ours = await bundle(HANDLER, 'handler.js');
  const theirs = await bundle('bench/same-clients.ts', 'same-clients.js');
  const load = ({ file }: Bundle): number => inFreshProcess('--eval', LOAD, file) as number;
  const ms = await medians(ROUNDS, { ours: () => load(ours), theirs: () => load(theirs) });
  return {
    figures: [
      {
        name: 'bundle',
        unit: 'bytes',
        value: ours.bytes,
        beside: { what: SAME_CLIENTS, value: theirs.bytes },
        target: AT_MOST,
      },
      {
        name: 'cold load',
        unit: 'ms',
        value: ms.ours,
        beside: { what: SAME_CLIENTS, value: ms.theirs },
        target: AT_MOST,
      },
    ],
    tables: [profile(ours, theirs)],
  };
}

interface Bundle {
  readonly file: string;
  readonly bytes: number;
  readonly packages: ReadonlyMap<string, number>;
}

function bytesByPackage(inputs: Metafile['outputs'][string]['inputs']): Map<string, number> {
  const packages = new Map<string, number>();
  for (const [file, { bytesInOutput }] of Object.entries(inputs)) {
    const name = /node_modules\/((?:@[^/]+\/)?[^/]+)(?!.*node_modules)/.exec(file)?.[1] ?? OUR_OWN;
    packages.set(name, (packages.get(name) ?? 0) + bytesInOutput);
  }
  return packages;
}

/** What the handler adds to the clients, by package; what both hold is one row. */
function profile(ours: Bundle, theirs: Bundle): Table {
  const rows = [...ours.packages].sort(([, a], [, b]) => b - a);
  const added = rows.filter(([name]) => name === OUR_OWN || !theirs.packages.has(name));
  const shared = rows.filter((row) => !added.includes(row)).reduce((sum, [, bytes]) => sum + bytes, 0);
  return {
    title: 'what is in the bundle',
    rows: [
      ['package', 'bytes'],
      ['the AWS SDK, as for the clients alone', shared.toLocaleString('en')],
      ...added.map(([name, bytes]) => [name, bytes.toLocaleString('en')]),
    ],
  };
}
