/**
 * What Lambda's runtime does: loads the bundle, calls its handler with the event of standard input, and ends.
 *
 * Run as a process of its own with the environment of the function. Both streams become one log, as in Lambda, and
 * what the handler throws is its last line.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

type Handler = (event: unknown, context: object) => Promise<void>;

const [bundle = '', name = '', remainingMs = ''] = process.argv.slice(2);
const stopAt = Date.now() + Number(remainingMs);
process.stderr.write = process.stdout.write.bind(process.stdout);

const handler = (createRequire(__filename)(bundle) as Record<string, Handler>)[name];
if (handler === undefined) {
  throw new Error(`${bundle} exports no ${name}`);
}

handler(JSON.parse(readFileSync(0, 'utf8')), {
  getRemainingTimeInMillis: () => stopAt - Date.now(),
  awsRequestId: '00000000-0000-4000-8000-000000000000',
}).catch((error: unknown) => {
  console.log(JSON.stringify({ thrown: error instanceof Error ? error.message : String(error) }));
});
