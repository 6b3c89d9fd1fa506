/** What may go wrong with a deployment, and how long things take: asked at every step of it. */

/** Where in the operation on a stack a step is taken. */
export type Phase = 'main' | 'clean-up' | 'rollback' | 'rollback clean-up';

/** What is done with a resource. A replacement is a create in the main phase, and a delete in the clean-up. */
export type Operation = 'create' | 'update' | 'delete';

export interface Step {
  /** The path of the stack in the app; a nested stack follows its parent. */
  readonly stack: string;
  readonly operation: Operation;
  readonly phase: Phase;
  readonly logicalId: string;
  readonly type: string;
}

export interface StackHabits {
  /** How long a step takes at least, in ms. What it does takes effect at its beginning. */
  readonly takesMs: (step: Step) => number;
  /**
   * Why a step fails of itself, if so: a resource of the user that cannot be made, a deployment that is cancelled.
   * Then it has no effect, but for a custom resource: its function has been called, and nobody waits for the answer.
   */
  readonly fails: (step: Step) => string | undefined;
}

export const UNTROUBLED: StackHabits = { takesMs: () => 0, fails: () => undefined };
