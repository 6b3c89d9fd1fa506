/**
 * Somebody locks a stack, or one access of it, and unlocks it later, or not at all.
 *
 * Half of them do it while an opener is on its way, which is the race that matters, and half of them wake the closer, as
 * the command does. Others, who made the lock by hand, leave the rest to the next sweep.
 */
import { SWEEP_SCHEDULE } from '../../core/declaration';
import { type EpochMs, iso, plus, SECOND } from '../../core/interval';
import { LOCK_EXPRESSION, lockName, STACK_LOCK } from '../../core/lock';
import { lockInput, SCHEDULED_TIME } from '../../core/message';
import type { DeployedAccess } from '../declaration-history';
import type { Play } from '../play';
import { between, type Random } from '../seeded-random';
import { scheduleArnPrefix } from '../simulated-world';
import type { Strike } from './fault';

/** From the session of an opener to its attach it takes about as long. */
const RACE = 0.15 * SECOND;
const SOMEBODY = 'arn:aws:sts::111111111111:assumed-role/OnCall/somebody';

/** Of the access that is locked, or on account of which its stack is. */
export function lockDown(play: Play, strike: Strike, until: (from: EpochMs) => EpochMs | undefined): void {
  const { aws, history } = play;
  const { random } = strike;
  const accesses = history.inForce();
  const access = accesses[Math.floor(random() * accesses.length)];
  if (access === undefined) {
    return;
  }
  const name = random() < 0.5 ? STACK_LOCK : lockName(access.declared.access);
  const wakes = random() < 0.5;
  if (random() < 0.5) {
    make(play, strike, { access, name, wakes, until });
    return;
  }
  let isWaiting = true;
  aws.iam.watchSessions((sessionName) => {
    if (isWaiting && sessionName.startsWith('open-')) {
      isWaiting = false;
      aws.clock.at(plus(aws.clock.now(), between(random, 0, RACE)), () => {
        make(play, strike, { access, name, wakes, until });
      });
    }
  });
}

interface Locking {
  readonly access: DeployedAccess;
  readonly name: string;
  readonly wakes: boolean;
  readonly until: (from: EpochMs) => EpochMs | undefined;
}

function make({ aws }: Play, strike: Strike, { access, name, wakes, until }: Locking): void {
  const { clock, scheduler, lambda, faults } = aws;
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
    input: text(strike.random, { at: iso(from), by: SOMEBODY, reason: 'an incident' }),
  });
  const to = until(from);
  if (to !== undefined) {
    clock.at(to, () => {
      scheduler.remove(arn);
    });
  }
  if (wakes && lambda.find(sweep.target) !== undefined) {
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
