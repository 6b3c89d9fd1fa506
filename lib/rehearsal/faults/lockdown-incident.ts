/**
 * Somebody locks a stack, or one access of it, and unlocks it later, or not at all.
 *
 * Half of them do it while an opener is on its way, which is the race that matters, and half of them wake the closer, as
 * the command does. Others, who made the lock by hand, leave the rest to the next sweep.
 */
import { sessionName, SWEEP_SCHEDULE } from '../../core/declaration';
import { type EpochMs, HOUR, type Interval, iso, MINUTE, plus, SECOND } from '../../core/interval';
import { LOCK_EXPRESSION, lockName, STACK_LOCK } from '../../core/lock';
import { lockInput, SCHEDULED_TIME } from '../../core/message';
import type { DeployedAccess } from '../declaration-history';
import type { Play } from '../play';
import { between, type Random } from '../seeded-random';
import { scheduleArnPrefix } from '../simulated-world';
import type { Strike } from './fault';
import { momentIn } from './incidents';

/** Each run has so many chances. */
const CHANCES = 2;
/** From the session of an opener to its attach it takes about as long. */
const RACE = 0.03 * SECOND;
/** Which of the openings of a run it is that somebody races. */
const MOST_OPENINGS = 3;
const LONGEST_LOCK = 2 * HOUR;
const SOMEBODY = 'arn:aws:sts::111111111111:assumed-role/OnCall/somebody';

/** Decides, at the beginning of a run, who will lock in it; `moments` are those at which something else happens. */
export function planLockdowns(play: Play, range: Interval, moments: readonly EpochMs[]): void {
  const { clock, faults } = play.aws;
  for (let chance = 0; chance < CHANCES; chance++) {
    const strike = faults.strikes('locked-down', `chance ${chance}`);
    if (strike === undefined) {
      continue;
    }
    const { random } = strike;
    if (random() < 0.5) {
      clock.at(momentIn(random, range, moments), () => {
        const accesses = play.history.inForce();
        make(play, strike, accesses[Math.floor(random() * accesses.length)]);
      });
    } else {
      race(play, strike);
    }
  }
}

/** Locks what an opener is about to attach. */
function race(play: Play, strike: Strike): void {
  const { clock, iam } = play.aws;
  let sessions = 1 + Math.floor(strike.random() * MOST_OPENINGS);
  iam.watchSessions((session) => {
    const access = play.history.inForce().find(({ declared }) => session === sessionName('open', declared.access));
    if (access !== undefined && --sessions === 0) {
      clock.at(plus(clock.now(), between(strike.random, 0, RACE)), () => {
        make(play, strike, access);
      });
    }
  });
}

function make({ aws }: Play, strike: Strike, access: DeployedAccess | undefined): void {
  const { random } = strike;
  const { clock, scheduler, lambda, faults } = aws;
  if (access === undefined) {
    return;
  }
  const name = random() < 0.5 ? STACK_LOCK : lockName(access.declared.access);
  const group = lambda.find(access.openerArn)?.environment['SCHEDULE_GROUP'];
  const prefix = group === undefined ? undefined : scheduleArnPrefix(access.openerArn, group);
  const sweep = prefix === undefined ? undefined : scheduler.find(`${prefix}/${SWEEP_SCHEDULE}`);
  if (group === undefined || prefix === undefined || sweep === undefined) {
    return;
  }
  const from = clock.now();
  const arn = `${prefix}/${name}`;
  scheduler.put({
    ...{ arn, group, name, account: sweep.account, expression: LOCK_EXPRESSION, timeZone: 'UTC', enabled: false },
    ...{ startDate: undefined, endDate: undefined, deletedOnceDone: false },
    ...{ target: sweep.target, targetRole: sweep.targetRole, deadLetterArn: sweep.deadLetterArn },
    input: text(random, { at: iso(from), by: SOMEBODY, reason: 'an incident' }),
  });
  const to =
    random() < 0.2 ? undefined : plus(from, between(random, 10 * SECOND, random() < 0.6 ? 5 * MINUTE : LONGEST_LOCK));
  if (to !== undefined) {
    clock.at(to, () => {
      scheduler.remove(arn);
    });
  }
  if (random() < 0.5 && lambda.find(sweep.target) !== undefined) {
    const event: unknown = JSON.parse(sweep.input.replaceAll(SCHEDULED_TIME, iso(from)));
    lambda.invokeAsync(sweep.target, event, `the lockdown of ${iso(from)}`);
  }
  const end = to === undefined ? 'for good' : `until ${iso(to)}`;
  // What is due then follows from the lock itself, so it excuses nothing that opens or closes.
  faults.note(strike, { words: `somebody makes the lock ${name}, ${end}`, from, to: from, side: 'telling' });
}

/** A lock of which nothing can be read locks as well. */
function text(random: Random, lock: Parameters<typeof lockInput>[0]): string {
  return random() < 0.1 ? 'closed, until further notice' : lockInput(lock);
}
