/**
 * Goes through the resources of a stack as CloudFormation does: each as soon as those that come before it are done,
 * so that independent ones are at work at once.
 *
 * What takes no time is done at once, in the order given; so a walk is the same walk every time.
 */

/** The resource that ended an operation, and why. */
export interface Failure {
  readonly resource: string;
  readonly reason: string;
}

/** Undefined is success. */
export type Outcome = Failure | undefined;

export interface Route {
  /** The logical ids, each after those that come before it. */
  readonly order: readonly string[];
  /** What must be done before; what is not in the order is taken to be done. */
  readonly before: (id: string) => Iterable<string>;
  /** Takes the step; once the signal is aborted, nobody waits for it any more. */
  readonly act: (id: string, signal: AbortSignal) => Outcome | Promise<Outcome>;
  /** Ends at the first failure. Otherwise all goes on but what comes after a failure. */
  readonly endsOnFailure: boolean;
  /** Ends it from outside. */
  readonly signal?: AbortSignal | undefined;
}

export interface Walked {
  /** In order of time. */
  readonly failures: readonly Failure[];
  /** Begun, and not waited for. */
  readonly cancelled: readonly string[];
}

export async function walk({ order, before, act, endsOnFailure, signal }: Route): Promise<Walked> {
  const ended = new AbortController();
  const outer = signal ?? new AbortController().signal;
  const either = AbortSignal.any([ended.signal, outer]);
  const aborted = new Promise<undefined>((done) => {
    outer.addEventListener('abort', () => {
      done(undefined);
    });
  });
  const waiting = new Set(order);
  const unfinished = new Set(order);
  const underWay = new Map<string, Promise<{ readonly id: string; readonly outcome: Outcome }>>();
  const failures: Failure[] = [];

  const end = (id: string, outcome: Outcome): void => {
    underWay.delete(id);
    if (outcome === undefined) {
      unfinished.delete(id);
    } else {
      failures.push(outcome);
    }
  };
  const isOver = (): boolean => outer.aborted || (endsOnFailure && failures.length > 0);
  const begin = (id: string): void => {
    waiting.delete(id);
    const outcome = act(id, either);
    if (outcome instanceof Promise) {
      underWay.set(
        id,
        outcome.then((known) => ({ id, outcome: known })),
      );
    } else {
      end(id, outcome);
    }
  };

  for (;;) {
    for (const id of order) {
      if (waiting.has(id) && !isOver() && [...before(id)].every((other) => !unfinished.has(other))) {
        begin(id);
      }
    }
    if (isOver() || underWay.size === 0) {
      break;
    }
    const first = await Promise.race([...underWay.values(), aborted]);
    if (first !== undefined) {
      end(first.id, first.outcome);
    }
  }
  ended.abort();
  return { failures, cancelled: [...underWay.keys()] };
}
