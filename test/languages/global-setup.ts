/**
 * Builds the package where a source is newer, and generates the code that the samples are checked against.
 *
 * Where a checker is missing its file skips itself, which CI must not: it fails here.
 */
import build from '../global-setup';
import { CHECKERS, isInstalled } from './checkers';
import { generate } from './workspace';

export default async function setUp(): Promise<void> {
  const missing = Object.values(CHECKERS).filter((checker) => !isInstalled(checker));
  for (const { command, install } of missing) {
    const problem = `${command} is not on this machine: ${install}`;
    if (process.env['CI'] !== undefined) {
      throw new Error(`${problem}; in CI the suite of the languages is not optional`);
    }
    process.stderr.write(`\n${problem}. The samples that it checks are skipped.\n`);
  }
  if (missing.length === Object.keys(CHECKERS).length) return;
  await build();
  generate();
}
