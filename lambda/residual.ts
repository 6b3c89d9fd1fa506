/**
 * Asks IAM, when a removal is proved, whether the role may still do what was granted.
 *
 * It is a look, and no part of closing: it comes after every proof, opens and closes nothing, and whatever fails in it
 * is noted and no more. IAM is asked one thing at a time, with pauses, and no more when it is busy.
 *
 * Gotchas: IAM may not know yet what was detached seconds ago, so it is asked to leave those policies out.
 */
import { type GrantedRight, rightsIn, type Unasked } from '../lib/core/granted-rights';
import { type EpochMs, MINUTE, plus, SECOND } from '../lib/core/interval';
import { type Answered, type Batch, batchesOf, halvesOf, residualOf } from '../lib/core/residual';
import { failureOf } from '../lib/core/world';
import { attachedPolicies } from './observe';
import { messageOf, type Patience, patiently, type Trying } from './patience';
import { record, type Removal, type Run, type Target } from './run';

/** Time that stays for whatever an invocation still has to send. */
const LEFT_OVER = MINUTE;
/** For all accesses of one invocation together, since its metrics are sent at its end. */
const LONGEST = 30 * SECOND;
const MOST_CALLS = 20;
const MOST_PAGES = 10;
const SHORTEST_PAUSE = 200;

/** It may well be that IAM is busy because of us. */
const PATIENCE: Patience = { attempts: 2, deniedForMs: 0, absentForMs: 0 };

/** Looks at what was proved to be gone, where its access asks for it. Never throws. */
export async function lookForResidual(invocation: Omit<Run, 'trigger'>, removals: readonly Removal[]): Promise<void> {
  const asking = new Asking(invocation);
  for (const { trigger, target } of removals) {
    const run: Run = { ...invocation, trigger };
    try {
      if (target.residualCheck === true) {
        await look(run, target, asking);
      }
    } catch (error) {
      note(run, target, messageOf(error));
    }
  }
}

async function look(run: Run, access: Target, asking: Asking): Promise<void> {
  const attached = await attachedPolicies(run, run.world.roles, access.role, PATIENCE);
  if (attached === 'role-gone') {
    return;
  }
  if (access.policies.some((policy) => attached.has(policy))) {
    note(run, access, 'it is open again');
    return;
  }
  const granted = await rightsOf(run, access.policies);
  const { answers, unasked } = await asking.all(access, batchesOf(granted.rights));
  const residual = residualOf(granted.rights, answers, [...granted.unasked, ...unasked]);
  if (residual.findings.length > 0) {
    record(run, 'residual', access, { residual });
    return;
  }
  if (answers.length > 0) {
    run.world.telemetry.measure('ResidualAccess', 0);
  }
  if (granted.unasked.length + unasked.length > 0) {
    note(run, access, residual.notAsked.join('; '));
  }
}

function note(run: Run, { access, role }: Target, why: string): void {
  run.world.telemetry.note('residual access not asked for, or not wholly', { access, role, why });
}

interface Granted {
  readonly rights: readonly GrantedRight[];
  readonly unasked: readonly Unasked[];
}

async function rightsOf(run: Run, policies: readonly string[]): Promise<Granted> {
  const rights: GrantedRight[] = [];
  const unasked: Unasked[] = [];
  for (const policy of policies) {
    try {
      const version = await patiently(run, PATIENCE, () => run.world.policies.defaultVersion(policy));
      const text = await patiently(run, PATIENCE, () => run.world.policies.document(policy, version));
      const granted = rightsIn(policy, text);
      rights.push(...granted.rights);
      unasked.push(...granted.unasked);
    } catch (error) {
      unasked.push({ what: policy, why: `it could not be read: ${messageOf(error)}` });
    }
  }
  return { rights, unasked };
}

/** The questions of one invocation: so many calls, so much time, and none more once IAM is busy. */
class Asking {
  private calls = 0;
  private stopped: string | undefined;
  private readonly until: EpochMs;

  constructor(private readonly run: Trying) {
    const longest = plus(run.world.clock.now(), LONGEST);
    const latest = plus(run.deadline, -LEFT_OVER);
    this.until = longest < latest ? longest : latest;
  }

  public async all(access: Target, batches: readonly Batch[]): Promise<{ answers: Answered[]; unasked: Unasked[] }> {
    const answers: Answered[] = [];
    const unasked: Unasked[] = [];
    const waiting = [...batches];
    for (let batch = waiting.shift(); batch !== undefined; batch = waiting.shift()) {
      const why = this.whyNot();
      if (why !== undefined) {
        unasked.push(...unaskedOf(batch, why));
        continue;
      }
      try {
        answers.push(...(await this.one(access, batch)));
      } catch (error) {
        const halves = isRefused(error) ? halvesOf(batch) : [];
        waiting.unshift(...halves);
        if (halves.length === 0) {
          this.stopIfBusy(error);
          unasked.push(...unaskedOf(batch, messageOf(error)));
        }
      }
    }
    return { answers, unasked };
  }

  private async one(access: Target, { actions, resource }: Batch): Promise<Answered[]> {
    const { clock, random, policies } = this.run.world;
    const { role, policies: without } = access;
    const answers: Answered[] = [];
    let marker: string | undefined;
    for (let page = 0; page < MOST_PAGES; page++) {
      await clock.sleep(SHORTEST_PAUSE * (1 + random()));
      this.calls++;
      const question = { role, without, actions, resource, at: clock.now() };
      const found = await patiently(this.run, PATIENCE, () => policies.simulatePage(question, marker));
      answers.push(...found.answers.map((answer) => ({ ...answer, resource })));
      marker = found.marker;
      if (marker === undefined) {
        return answers;
      }
    }
    throw new Error(`the answers did not end after ${MOST_PAGES} pages`);
  }

  private whyNot(): string | undefined {
    if (this.stopped !== undefined) {
      return this.stopped;
    }
    if (this.calls >= MOST_CALLS) {
      return `IAM is asked ${MOST_CALLS} times and no more`;
    }
    return this.run.world.clock.now() < this.until ? undefined : 'there was no time left';
  }

  private stopIfBusy(error: unknown): void {
    if (failureOf(error) === 'throttled') {
      this.stopped = 'IAM was busy';
    }
  }
}

/** A whole call is refused for one action that IAM does not know. */
function isRefused(error: unknown): boolean {
  return ['refused', 'unknown'].includes(failureOf(error) ?? '');
}

function unaskedOf({ actions, resource }: Batch, why: string): Unasked[] {
  return actions.map((action) => ({ what: `${action} on ${resource}`, why }));
}
