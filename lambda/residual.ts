/**
 * Asks IAM, when a removal is proved, whether the role may still do what was granted.
 *
 * It is a look, and no part of closing: it comes after every proof, opens and closes nothing, and whatever fails in it
 * is noted and no more. IAM is asked one thing at a time, with pauses, and no more when it is busy.
 *
 * Gotchas: IAM may not know yet what was detached seconds ago, so it is asked to leave those policies out.
 */
import { type GrantedRight, type GrantedRights, rightsIn, type Unasked } from '../lib/core/granted-rights';
import { type EpochMs, epochMs, MINUTE, plus, SECOND } from '../lib/core/interval';
import { type Answered, type Batch, batchesOf, halvesOf, residualOf } from '../lib/core/residual';
import { failureOf } from '../lib/core/world';
import { attachedPolicies } from './observe';
import { messageOf, type Patience, patiently, type Trying } from './patience';
import { record, type Removal, type Run, type Target } from './run';

/** Time that stays for whatever an invocation still has to send. */
const LEFT_OVER = MINUTE;
/** For all accesses of one invocation together, since its metrics are sent at its end. */
const LONGEST = 30 * SECOND;
const MOST_CALLS = 40;
const MOST_PAGES = 10;
const SHORTEST_PAUSE = 200;

/** It may well be that IAM is busy because of us. */
const PATIENCE: Patience = { attempts: 2, deniedForMs: 0, absentForMs: 0 };

/** Looks at what was proved to be gone, where its access asks for it. Never throws. */
export async function lookForResidual(invocation: Omit<Run, 'trigger'>, removals: readonly Removal[]): Promise<void> {
  const calls = new KindCalls(invocation);
  for (const { trigger, target } of removals) {
    const run: Run = { ...invocation, trigger };
    try {
      if (target.residualCheck === true) {
        await look(run, target, calls);
      }
    } catch (error) {
      note(run, target, messageOf(error));
    }
  }
}

async function look(run: Run, access: Target, calls: KindCalls): Promise<void> {
  const attached = await attachedPolicies(run, run.world.roles, access.role, PATIENCE);
  if (attached === 'role-gone') {
    return;
  }
  if (access.policies.some((policy) => attached.has(policy))) {
    note(run, access, 'it is open again');
    return;
  }
  const { rights, unasked } = await rightsOf(run, access, calls);
  const { answers, unanswered } = await answersTo(run, access, batchesOf(rights), calls);
  const doubts = [...unasked, ...unanswered];
  const residual = residualOf(rights, answers, doubts);
  if (residual.findings.length > 0) {
    record(run, 'residual', access, { residual });
    return;
  }
  if (answers.length > 0) {
    run.world.telemetry.measure('ResidualAccess', 0);
  }
  if (doubts.length > 0) {
    note(run, access, residual.notAsked.join('; '));
  }
}

function note(run: Run, { access, role }: Target, why: string): void {
  run.world.telemetry.note('residual access not asked for, or not wholly', { access, role, why });
}

async function rightsOf({ world }: Run, { policies }: Target, calls: KindCalls): Promise<GrantedRights> {
  const rights: GrantedRight[] = [];
  const unasked: Unasked[] = [];
  for (const policy of policies) {
    try {
      const version = await calls.make(() => world.policies.defaultVersion(policy));
      const text = await calls.make(() => world.policies.document(policy, version));
      const granted = rightsIn(policy, text);
      rights.push(...granted.rights);
      unasked.push(...granted.unasked);
    } catch (error) {
      unasked.push({ what: `all of ${policy}`, why: messageOf(error) });
    }
  }
  return { rights, unasked };
}

async function answersTo(
  run: Run,
  access: Target,
  batches: readonly Batch[],
  calls: KindCalls,
): Promise<{ answers: Answered[]; unanswered: Unasked[] }> {
  const answers: Answered[] = [];
  const unanswered: Unasked[] = [];
  const waiting = [...batches];
  // Each round takes a batch away, or halves one.
  for (let batch = waiting.shift(); batch !== undefined; batch = waiting.shift()) {
    try {
      answers.push(...(await answersToOne(run, access, batch, calls)));
    } catch (error) {
      const halves = isRefused(error) ? halvesOf(batch) : [];
      waiting.unshift(...halves);
      unanswered.push(...(halves.length > 0 ? [] : whyNot(batch, error)));
    }
  }
  return { answers, unanswered };
}

async function answersToOne(
  { world }: Run,
  { role, policies: without }: Target,
  { actions, resource }: Batch,
  calls: KindCalls,
): Promise<Answered[]> {
  const answers: Answered[] = [];
  let marker: string | undefined;
  for (let page = 0; page < MOST_PAGES; page++) {
    const found = await calls.make(() =>
      world.policies.simulatePage({ role, without, actions, resource, at: world.clock.now() }, marker),
    );
    answers.push(...found.answers.map((answer) => ({ ...answer, resource })));
    marker = found.marker;
    if (marker === undefined) {
      return answers;
    }
  }
  throw new Error(`the answers did not end after ${MOST_PAGES} pages`);
}

/** A whole call is refused for one action that IAM does not know. */
function isRefused(error: unknown): boolean {
  return ['refused', 'unknown'].includes(failureOf(error) ?? '');
}

function whyNot({ actions, resource }: Batch, error: unknown): Unasked[] {
  return actions.map((action) => ({ what: `${action} on ${resource}`, why: messageOf(error) }));
}

/** The calls of one invocation: one after the other, so many, for so long, and none more once IAM is busy. */
class KindCalls {
  private made = 0;
  private isBusy = false;
  private readonly until: EpochMs;

  constructor(private readonly trying: Trying) {
    const { world, deadline } = trying;
    this.until = epochMs(Math.min(plus(world.clock.now(), LONGEST), plus(deadline, -LEFT_OVER)));
  }

  /** Fails, without a call, where there may be no more. */
  public async make<T>(call: () => Promise<T>): Promise<T> {
    const { clock, random } = this.trying.world;
    this.refuseMore(clock.now());
    await clock.sleep(SHORTEST_PAUSE * (1 + random()));
    this.made++;
    try {
      return await patiently(this.trying, PATIENCE, call);
    } catch (error) {
      this.isBusy ||= failureOf(error) === 'throttled';
      throw error;
    }
  }

  private refuseMore(now: EpochMs): void {
    if (this.isBusy) {
      throw new Error('IAM was busy');
    }
    if (this.made >= MOST_CALLS) {
      throw new Error(`no more than ${MOST_CALLS} calls are made`);
    }
    if (now >= this.until) {
      throw new Error('there was no time left');
    }
  }
}
