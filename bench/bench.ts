/**
 * `npm run bench`: what the library costs, beside the same thing done by hand.
 *
 * `npm run bench -- synth handler` runs only those groups; `--json figures.jsonl` also writes one line a figure. No
 * part of the tests: times depend on the machine, and a missed target is for people to weigh.
 */
import { appendFileSync, writeFileSync } from 'node:fs';
import { Argument, Command } from 'commander';
import { bundleHandler } from '../scripts/bundle-handler';
import type { Group } from './figure';
import { handler } from './handler';
import { overrun } from './overrun';
import { jsonLine, machine, printed } from './print';
import { rehearsal } from './rehearsal';
import { review } from './review';
import { sweep } from './sweep';
import { synth } from './synth';

const GROUPS: Readonly<Record<string, Group>> = { synth, handler, sweep, overrun, rehearsal, review };

async function bench(names: readonly string[], { json }: { json?: string }): Promise<void> {
  await bundleHandler();
  console.log(`${machine()}\n`);
  if (json !== undefined) {
    writeFileSync(json, '');
  }
  for (const [name, group] of Object.entries(GROUPS).filter(([name]) => names.length === 0 || names.includes(name))) {
    const findings = await group();
    console.log(printed(name, findings));
    if (json !== undefined) {
      appendFileSync(json, findings.figures.map((figure) => `${jsonLine(name, figure)}\n`).join(''));
    }
  }
}

new Command('bench')
  .addArgument(new Argument('[groups...]', 'what to measure (default: everything)').choices(Object.keys(GROUPS)))
  .option('--json <file>', 'also write the figures here, one line of JSON each')
  .action(bench)
  .parseAsync()
  .catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  });
