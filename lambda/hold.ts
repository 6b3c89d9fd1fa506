/**
 * Writes holds: schedules that keep an opening closed for as long as they stand, and delete themselves.
 *
 * Like leases they call what the sweep calls, so nothing that is made here could open.
 *
 * Gotchas: "it exists already" may be the answer to a call of our own whose first answer was lost, so what stands
 * there decides.
 */
import { holdIn } from '../lib/core/arranged-schedule';
import type { DeclaredAccess } from '../lib/core/declaration';
import { type Hold, holdName, instant, onceAt } from '../lib/core/lease';
import { holdInput } from '../lib/core/message';
import { failureOf, type OnceSchedule, type ScheduleTarget } from '../lib/core/world';
import { scheduleNamed } from './observe';
import { type Patience, patiently } from './patience';
import { type Run } from './run';

/** Scheduler's longest description. */
export const LONGEST_DESCRIPTION = 512;

/** Writes a hold, or leaves one that holds as long. False where it is held for another request already. */
export async function hold(
  run: Run,
  access: DeclaredAccess,
  wanted: Hold,
  target: ScheduleTarget,
  patience: Patience,
): Promise<boolean> {
  if (instant(wanted.until) <= run.world.clock.now()) {
    // Nothing is left that it could keep closed, and Scheduler need not take a time that is past.
    return true;
  }
  const name = holdName(access.access, wanted.key);
  const schedule: OnceSchedule = {
    expression: onceAt(instant(wanted.until)),
    description: `Keeps ${access.access} closed: ${wanted.key}`.slice(0, LONGEST_DESCRIPTION),
    input: holdInput(access.access, wanted),
    target,
  };
  if (await create(run, patience, name, schedule)) {
    return true;
  }
  const standing = await scheduleNamed(run, name, patience);
  const known = standing && holdIn(standing);
  const stands = known !== undefined && run.world.clock.now() < instant(known.until);
  if (stands && known.key !== wanted.key) {
    throw new Error(`the name ${name} is taken by another hold until ${known.until}`);
  }
  if (stands && known.request !== wanted.request) {
    return false;
  }
  if (known === undefined || !holdsAsLong(known, wanted)) {
    await patiently(run, patience, () => removeOrGone(run, name));
    await create(run, patience, name, schedule);
  }
  return true;
}

function holdsAsLong(known: Hold, wanted: Hold): boolean {
  return (
    known.key === wanted.key &&
    instant(known.until) >= instant(wanted.until) &&
    (wanted.over === undefined || (known.over !== undefined && instant(known.over) >= instant(wanted.over)))
  );
}

/** False where one of that name exists, whoever made it. */
export async function create(run: Run, patience: Patience, name: string, schedule: OnceSchedule): Promise<boolean> {
  return patiently(run, patience, async () => {
    try {
      await run.world.schedules.create(name, schedule);
      return true;
    } catch (error) {
      if (failureOf(error) === 'conflict') {
        return false;
      }
      throw error;
    }
  });
}

export async function removeOrGone(run: Run, name: string): Promise<void> {
  try {
    await run.world.schedules.remove(name);
  } catch (error) {
    if (failureOf(error) !== 'absent') {
      throw error;
    }
  }
}
