/** What accesses add to `cdk synth`, to the template and to the stack, beside the CDK's own constructs. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import type { Figure, Findings } from './figure';
import { inFreshProcess, medians, ROOT } from './measure';
import type { Way } from './synth-once';

const SIZES = [1, 10, 40];
const ROUNDS = 7;
const BY_HAND = 'by hand';

export async function synth(): Promise<Findings> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-synth-'));
  const script = await compile();
  try {
    const figures: Figure[] = [];
    for (const accesses of SIZES) {
      figures.push(...(await ofSize(script, accesses, folder)));
    }
    return { figures };
  } finally {
    rmSync(folder, { recursive: true });
    rmSync(dirname(script), { recursive: true });
  }
}

/**
 * Compiles what is measured, so that no compiler runs within it. It lies within the package, since that is where the
 * constructs look for the handler's bundle.
 */
async function compile(): Promise<string> {
  const outfile = join(ROOT, 'dist', 'bench', 'synth-once.js');
  await build({
    absWorkingDir: ROOT,
    entryPoints: ['bench/synth-once.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    packages: 'external',
    alias: { 'cdk-temporary-access': join(ROOT, 'lib', 'index.ts') },
  });
  return outfile;
}

async function ofSize(script: string, accesses: number, folder: string): Promise<Figure[]> {
  const outdir = (way: Way): string => join(folder, `${way}${accesses}`);
  const synthesize = (way: Way): number => inFreshProcess(script, way, `${accesses}`, outdir(way)) as number;
  const ms = await medians(ROUNDS, {
    declared: () => synthesize('declared'),
    byHand: () => synthesize('byHand'),
  });
  const ours = templateIn(outdir('declared'));
  const theirs = templateIn(outdir('byHand'));
  const name = accesses === 1 ? '1 access' : `${accesses} accesses`;
  const each = (value: number): number => value / accesses;
  return [
    {
      name: `${name}: build and synthesize`,
      unit: 'ms',
      value: ms.declared,
      beside: { what: BY_HAND, value: ms.byHand },
      ...(accesses === Math.max(...SIZES) ? { target: { ratio: 1.3 } } : {}),
    },
    {
      name: `${name}: template`,
      unit: 'bytes an access',
      value: each(ours.bytes),
      beside: { what: BY_HAND, value: each(theirs.bytes) },
    },
    {
      name: `${name}: stack`,
      unit: 'resources an access',
      value: each(ours.resources),
      beside: { what: BY_HAND, value: each(theirs.resources) },
    },
  ];
}

function templateIn(outdir: string): { readonly bytes: number; readonly resources: number } {
  const text = readFileSync(join(outdir, 'Shop.template.json'), 'utf8');
  const { Resources: resources } = JSON.parse(text) as { Resources: object };
  return { bytes: Buffer.byteLength(text), resources: Object.keys(resources).length };
}
