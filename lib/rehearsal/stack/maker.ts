/** Whoever makes, changes and removes a resource: a service, the function of a custom resource, or a nested stack. */
import type { AskedResource, StandingResource } from './standing-resource';
import type { Phase } from './stack-habits';
import type { Outcome } from './walk';

/** Takes down what stands, as soon as it may exist and whenever more is known of it. */
export type Note = (standing: StandingResource) => void;

export interface ResourceMaker {
  create(asked: AskedResource, note: Note, signal: AbortSignal): Outcome | Promise<Outcome>;
  /** In place. */
  update(standing: StandingResource, asked: AskedResource, note: Note, signal: AbortSignal): Outcome | Promise<Outcome>;
  /** Back to what it was before the update that is rolled back. */
  restore(standing: StandingResource, before: StandingResource, note: Note): Outcome | Promise<Outcome>;
  remove(standing: StandingResource, phase: Phase): Outcome | Promise<Outcome>;
}
