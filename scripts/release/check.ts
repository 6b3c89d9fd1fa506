/**
 * `npm run release:check`: whether this checkout can be released. One line for each check, and exit status 0 or 1.
 *
 * `-- --only NAME` runs one of them. It takes npm's registry, and no account anywhere.
 */
import { join } from 'node:path';
import { type Checkout, checkoutAt } from './checkout';
import { type Check, CHECKS } from './checks';

/** Runs the checks, each whatever the others found, and says whether all are well. */
export function checkRelease(checks: readonly Check[], checkout: Checkout, say: (line: string) => void): boolean {
  const failed = checks.filter(({ name, mend, look }) => {
    try {
      say(`ok     ${name.padEnd(10)}  ${look(checkout)}`);
      return false;
    } catch (error) {
      say(`wrong  ${name.padEnd(10)}  ${error instanceof Error ? error.message : String(error)}`);
      say(`       ${''.padEnd(10)}  to mend it: ${mend}`);
      return true;
    }
  });
  const names = failed.map(({ name }) => name).join(', ');
  say(failed.length === 0 ? `${checkout.version} can be released` : `${checkout.version} cannot be released: ${names}`);
  return failed.length === 0;
}

/** Those that are asked for; all, unless one is named. */
export function chosen(args: readonly string[]): readonly Check[] {
  const [option, name, ...more] = args;
  if (option === undefined) {
    return CHECKS;
  }
  const found = CHECKS.filter((check) => check.name === name);
  if (option !== '--only' || found.length === 0 || more.length > 0) {
    const names = CHECKS.map((check) => check.name).join(', ');
    throw new Error(`usage: npm run release:check [-- --only NAME], where NAME is one of ${names}`);
  }
  return found;
}

if (require.main === module) {
  try {
    const checks = chosen(process.argv.slice(2));
    const checkout = checkoutAt(join(__dirname, '../..'), new Date());
    process.exitCode = checkRelease(checks, checkout, console.log) ? 0 : 1;
  } catch (error) {
    console.error((error as Error).message);
    process.exitCode = 2;
  }
}
