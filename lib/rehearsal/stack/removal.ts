/**
 * Deletes resources, each after all that depend on it.
 *
 * Where one cannot be deleted, the others go on, but for those that it depends on. What a clean-up cannot delete in
 * three tries is forgotten without a word.
 */
import { isRetained, type StandingResource } from './standing-resource';
import type { Leaving, Standing } from './routes';
import { routeOut } from './routes';
import { type Failure, type Outcome, walk } from './walk';

const CLEAN_UP_TRIES = 3;

/** What is to go, among all that stood together with it. */
export interface Removal {
  readonly leaving: readonly Leaving[];
  readonly among: Standing;
}

export const NOTHING: Removal = { leaving: [], among: new Map() };

export interface Remover {
  readonly remove: (resource: StandingResource, signal: AbortSignal) => Outcome | Promise<Outcome>;
  /** It is left alone, and forgotten. */
  readonly retain: (resource: StandingResource) => void;
}

/** Answers what could not be deleted, and why. */
export async function removeEach({ leaving, among }: Removal, remover: Remover): Promise<readonly Failure[]> {
  const byId = new Map(leaving.map((one) => [one.resource.logicalId, one]));
  const { failures } = await walk({
    ...routeOut([...byId.keys()], among),
    act: (id, signal) => {
      const { resource, farewell } = byId.get(id) as Leaving;
      if (isRetained(resource, farewell)) {
        remover.retain(resource);
        return undefined;
      }
      return remover.remove(resource, signal);
    },
    endsOnFailure: false,
  });
  return failures;
}

/** As often as a clean-up does. */
export async function tryAgain(act: () => Outcome | Promise<Outcome>): Promise<undefined> {
  for (let tries = 0; tries < CLEAN_UP_TRIES; tries++) {
    if ((await act()) === undefined) {
      return;
    }
  }
}
