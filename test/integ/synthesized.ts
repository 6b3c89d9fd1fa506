/** The integration test's app, synthesized as integ-runner does it: with the same feature flags, and no account. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { emptyFolder } from '../lib/rehearsal/assembly-fixture';
import type { Json } from '../lib/fixture';

export const SNAPSHOT = join(__dirname, 'integ.release-window.ts.snapshot');
const FLAGS = join(__dirname, '../../node_modules/@aws-cdk/integ-runner/lib/recommended-feature-flags.json');

/** Gives the folder of the assembly. */
export function synthesized(): string {
  const folder = emptyFolder();
  const context = JSON.parse(readFileSync(FLAGS, 'utf8')) as object;
  const before = { ...process.env };
  Object.assign(process.env, {
    CDK_OUTDIR: folder,
    // The runner takes out this flag alone.
    CDK_CONTEXT_JSON: JSON.stringify({ ...context, '@aws-cdk/core:target-partitions': undefined }),
  });
  try {
    // By its name without an ending, as the runner of these tests demands it, which an import could not say.
    jest.requireActual('./integ.release-window');
  } finally {
    process.env = before;
  }
  return folder;
}

export function readJson(...path: readonly string[]): Json {
  return JSON.parse(readFileSync(join(...path), 'utf8'));
}
