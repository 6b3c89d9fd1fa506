/**
 * Plays the upgrade of a stack in the middle of a day on which its windows open and close.
 *
 * Steps of the deployment take up to twenty seconds each, and some events wait in Lambda meanwhile, so that new code
 * meets what old code and old templates have written, and where the upgrade is rolled back, old code what the new have.
 */
import { type EpochMs, iso, plus, SECOND } from '../../lib/core/interval';
import type { AssemblyStack } from '../../lib/assembly/assembly';
import { DEPLOYMENT_RESOURCE } from '../../lib/core/declaration';
import { Hazards } from '../../lib/rehearsal/faults/deployment-incidents';
import { Faults } from '../../lib/rehearsal/faults/faults';
import { attachmentsOf, dueTimes } from '../../lib/rehearsal/invariants/attachments';
import { breachesOf } from '../../lib/rehearsal/invariants/breaches';
import type { Played } from '../../lib/rehearsal/invariants/played';
import { Play } from '../../lib/rehearsal/play';
import type { Breach } from '../../lib/rehearsal/report';
import type { StackEvent } from '../../lib/rehearsal/stack/stack-event';
import type { StackStatus } from '../../lib/rehearsal/simulated-stack';
import type { Signal } from '../../lib/rehearsal/signals/signal';
import { type Heard, Listener } from './heard';
import { ASKED, DAY, type Moment, SETTLED } from './release-day';

/** It comes through; or fails at its last step, and is rolled back; or comes through, and the stack is deleted at once. */
export type Way = 'upgraded' | 'rolled back' | 'deleted';

export interface Upgrade {
  readonly from: AssemblyStack;
  /** None of both, to see the day as it would have been. */
  readonly to?: AssemblyStack | undefined;
  readonly moment?: Moment | undefined;
  readonly way: Way;
  readonly seed: number;
  /** Of how long each step takes. */
  readonly pace: number;
  /** All that is asked on that day, unless told otherwise. */
  readonly asked?: readonly Signal[];
}

export interface Replayed {
  readonly played: Played;
  readonly status: StackStatus;
  readonly breaches: readonly Breach[];
  /** Whatever stood when the upgrade began and went on to stand when it was over. */
  readonly keptOpen: readonly string[];
  /** Whatever was closed in the upgrade while it was declared and due. */
  readonly wronglyClosed: readonly WronglyClosed[];
  /** Attached at the end of the day, when nothing is due; of a deleted stack, each schedule too. */
  readonly left: readonly string[];
  readonly heard: readonly Heard[];
  /** What CloudFormation wrote down of the upgrade. */
  readonly events: readonly StackEvent[];
}

export interface WronglyClosed {
  readonly what: string;
  /** It was open again when the upgrade was over. */
  readonly opened: boolean;
}

/** Lambda hands some events over twice; those before a queued upgrade it holds back for up to five minutes. */
const RATES = { 'function-throttled': 1, 'invocation-repeated': 0.2 };
const QUEUED_FOR = 65 * SECOND;
/** IAM's record and the clocks of the functions agree no better. */
const ABOUT = 10 * SECOND;

export async function replay({ from, to, moment, way, seed, pace, asked = ASKED }: Upgrade): Promise<Replayed> {
  const { at, queued } = moment ?? { at: SETTLED };
  const waits = (): boolean => queued === true && clock.now() >= plus(at, -QUEUED_FOR) && clock.now() <= at;
  const faults = new Faults(seed, RATES, (id) => !id.startsWith('function-throttled') || waits());
  const hazards = new Hazards(pace);
  const play = new Play({ from: DAY.start, seed, faults, habits: hazards });
  const { clock, iam, scheduler } = play.aws;
  const listener = new Listener(play);
  faults.strike = false;
  const { stack, failure } = await clock.finish(play.make(from));
  if (failure !== undefined) {
    throw new Error(`the release cannot be deployed: ${failure.resource}: ${failure.reason}`);
  }
  faults.strike = true;
  asked.forEach((signal) => {
    play.signals.plan(signal);
  });
  const before = stack.events.length;
  let ended = at;
  const upgrade = async (next: AssemblyStack): Promise<void> => {
    listener.begin();
    hazards.deployment = way;
    hazards.failing = way === 'rolled back' ? lastOf(next) : undefined;
    await play.change(from.id, stack, () => stack.update(next));
    if (way === 'deleted') {
      await play.change(from.id, stack, () => stack.delete());
    }
    ended = clock.now();
  };
  if (to !== undefined) {
    clock.at(at, () => {
      clock.background(upgrade(to));
    });
  }
  await clock.run(SETTLED);
  const played = play.played();
  return {
    played,
    status: stack.status,
    breaches: [...play.breaches, ...breachesOf(played, DAY.end)],
    keptOpen: openThroughout(played, at, ended),
    wronglyClosed: way === 'deleted' ? [] : closedWhileDue(played, at, ended),
    left: [
      ...attachmentsOf(played.changes).flatMap(({ role, policy }) => (iam.isAttached(role, policy) ? policy : [])),
      ...(way === 'deleted' ? scheduler.schedules.map(({ name }) => name) : []),
    ],
    heard: listener.heard,
    events: stack.events.slice(before),
  };
}

/** All else that can open or close has been changed before it. */
function lastOf({ template }: AssemblyStack): string | undefined {
  return Object.entries(template.Resources ?? {}).find(([, { Type }]) => Type === DEPLOYMENT_RESOURCE)?.[0];
}

function openThroughout({ changes }: Played, began: EpochMs, ended: EpochMs): string[] {
  return attachmentsOf(changes)
    .filter(({ from, to }) => from <= began && (to === undefined || to > ended))
    .map(({ role, policy }) => `${policy} on ${role}`);
}

/** Unlike the judges, nothing is excused by a deployment that is under way. */
function closedWhileDue(played: Played, began: EpochMs, ended: EpochMs): WronglyClosed[] {
  const attachments = attachmentsOf(played.changes);
  return played.changes
    .filter(({ change, at }) => change === 'detached' && at >= began && at <= ended)
    .filter((change) => {
      const around = { start: plus(change.at, -ABOUT), end: plus(change.at, ABOUT) };
      return dueTimes(played, change, around).some(({ start, end }) => start <= around.start && end >= around.end);
    })
    .map(({ role, policy, by, at }) => ({
      what: `${policy} by ${by} at ${iso(at)}`,
      opened: attachments.some(
        (one) => one.role === role && one.policy === policy && one.from > at && one.from <= plus(ended, ABOUT),
      ),
    }));
}
