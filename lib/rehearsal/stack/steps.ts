/** Takes the steps of an operation, as long as they take and as they fail, and writes each down. */
import type { VirtualClock } from '../virtual-clock';
import type { StackEvent } from './stack-event';
import type { StackHabits, Step } from './stack-habits';
import type { Outcome } from './walk';

export interface Taking {
  /** Asks the resource's maker to act. */
  readonly effect: () => Outcome | Promise<Outcome>;
  /** Whether that only calls a function: a step that fails of itself has called it all the same. */
  readonly onlyCalls: boolean;
  /** Once it is aborted, the step is not waited for. */
  readonly signal: AbortSignal;
}

export class Steps {
  constructor(
    private readonly clock: VirtualClock,
    private readonly habits: StackHabits,
    private readonly write: (event: StackEvent) => void,
  ) {}

  take(step: Step, { effect, onlyCalls, signal }: Taking): Outcome | Promise<Outcome> {
    this.record(step, 'IN_PROGRESS');
    const fails = this.habits.fails(step);
    const takesMs = this.habits.takesMs(step);
    const end = (outcome: Outcome): Outcome => {
      if (!signal.aborted) {
        this.record(step, outcome === undefined ? 'COMPLETE' : 'FAILED', outcome?.reason);
      }
      return outcome;
    };
    const reached = fails === undefined || onlyCalls ? effect() : undefined;
    const outcome = fails === undefined ? reached : { resource: step.logicalId, reason: fails };
    if (takesMs === 0 && !(outcome instanceof Promise)) {
      return end(outcome);
    }
    return Promise.all([outcome, this.clock.sleep(takesMs)]).then(([known]) => end(known));
  }

  /** Begun, and not waited for any more. */
  cancel(step: Step): void {
    this.record(step, 'FAILED', `Resource ${step.operation === 'create' ? 'creation' : 'update'} cancelled`);
  }

  /** Not deleted, but forgotten. */
  skip(step: Step): void {
    this.record(step, 'SKIPPED');
  }

  private record({ stack, logicalId, type, operation }: Step, status: string, reason?: string): void {
    const at = this.clock.now();
    this.write({ at, stack, logicalId, type, status: `${operation.toUpperCase()}_${status}`, reason });
  }
}
