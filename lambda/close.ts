/** Closes what the declared windows do not hold open: at an end, and at every sweep. */
import { asNowDeclared, type DeclaredAccess, type Manifest } from '../lib/core/declaration';
import type { EpochMs } from '../lib/core/interval';
import { type Observed, plan } from '../lib/core/plan';
import { AT_END, detach } from './detach';
import { currentManifest, observe } from './observe';
import { inParallel } from './parallel';
import { CLOSING, messageOf, record, type Run } from './run';

/** Removals wait for IAM to settle, so they run side by side. */
const CLOSES_AT_ONCE = 20;
/** IAM limits how fast it is read. */
const READS_AT_ONCE = 5;

/** The end of a window: detaches whatever no other window of the pair's present owner holds open. */
export async function closeAtEnd(run: Run, access: DeclaredAccess, now: EpochMs): Promise<void> {
  const accesses = await manifestOr(run, [access]);
  const due = asNowDeclared(accesses, access)
    .map((part) => ({ part, ...plan(part, 'unknown', now, false) }))
    .filter(({ step }) => step === 'detach');
  throwAll(await inParallel(due, CLOSES_AT_ONCE, ({ part, policies }) => detach(run, { ...part, policies }, AT_END)));
}

/**
 * Looks at every access, reading each role once, and detaches what is attached outside its windows.
 *
 * One access that fails does not stop the others. The heartbeat says that every role was read and everything due
 * was proved to be gone.
 */
export async function sweep(run: Run, lastKnown: Manifest, now: EpochMs): Promise<void> {
  const accesses = await manifestOr(run, lastKnown);
  const roles = [...new Set(accesses.map((access) => access.role))];
  const observations = new Map<string, Observed>();
  await inParallel(roles, READS_AT_ONCE, async (role) => {
    observations.set(role, await observe(run, role, CLOSING));
  });
  const due = accesses
    .map((access) => ({ access, ...plan(access, observations.get(access.role) ?? 'unknown', now, false) }))
    .filter(({ step }) => step === 'detach');
  const failures = await inParallel(due, CLOSES_AT_ONCE, async ({ access, policies }) => {
    const target = { ...access, policies };
    if (observations.get(access.role) !== 'unknown') {
      record(run, 'drift', target, { reason: 'attached outside every declared window' });
    }
    await detach(run, target, AT_END);
  });
  throwAll(failures);
  if (![...observations.values()].includes('unknown')) {
    run.world.telemetry.count('SweepHeartbeat', 1);
    run.world.telemetry.count('OpenPastEnd', 0);
  }
}

/** The accesses of the latest deployment; where they cannot be read, those that the event names are closed. */
async function manifestOr(run: Run, named: Manifest): Promise<Manifest> {
  let why: string;
  try {
    const manifest = await currentManifest(run, CLOSING);
    if ('accesses' in manifest) {
      return manifest.accesses;
    }
    why = manifest.unknown;
  } catch (error) {
    why = messageOf(error);
  }
  run.world.telemetry.note('cannot read the manifest; acting on what the event declares', { why });
  return named;
}

/** Throws what failed, once everything has been tried. */
function throwAll(failures: readonly unknown[]): void {
  if (failures.length > 0) {
    throw new AggregateError(failures, `${failures.length} not closed: ${failures.map(messageOf).join('; ')}`);
  }
}
