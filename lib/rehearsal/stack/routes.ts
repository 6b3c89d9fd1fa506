/** Which resources go or come back in an operation, and in which order. */
import { orderOf, reachable } from '../deployment-order';
import type { Farewell, StandingResource } from './standing-resource';
import type { Route } from './walk';

export type Standing = ReadonlyMap<string, StandingResource>;
type Way = Pick<Route, 'order' | 'before'>;

/** A resource that is to go; at most one of a logical id. */
export interface Leaving {
  readonly resource: StandingResource;
  readonly farewell: Farewell;
}

/** What an update has replaced, and what its template asks for no more. */
export function leftBehind(before: Standing, now: Standing): Leaving[] {
  return [...before].flatMap(([id, resource]): Leaving[] => {
    const present = now.get(id);
    if (present === undefined) {
      return [{ resource, farewell: 'removed' }];
    }
    return present.made.ref === resource.made.ref ? [] : [{ resource, farewell: 'replaced' }];
  });
}

/** What had been made for an update that has been rolled back. */
export function madeInVain(brought: Standing, now: Standing): Leaving[] {
  return [...brought.values()]
    .filter(({ logicalId, made }) => now.get(logicalId)?.made.ref !== made.ref)
    .map((resource) => ({ resource, farewell: 'undone' }));
}

/** Each after what it depends on, over any number of steps: what is left out in between still orders the others. */
export function routeIn(ids: readonly string[], among: Standing): Way {
  const dependencies = dependenciesAmong(among);
  const order = orderOf(dependencies).filter((id) => ids.includes(id));
  const needs = new Map(order.map((id) => [id, reachable(dependencies, id)]));
  return { order, before: (id) => needs.get(id) ?? [] };
}

/** Each after all that depend on it. */
export function routeOut(ids: readonly string[], among: Standing): Way {
  const dependencies = dependenciesAmong(among);
  const order = orderOf(dependencies)
    .filter((id) => ids.includes(id))
    .reverse();
  const needs = new Map(order.map((id) => [id, reachable(dependencies, id)]));
  return { order, before: (id) => order.filter((other) => needs.get(other)?.has(id) === true) };
}

function dependenciesAmong(resources: Standing): Map<string, Set<string>> {
  return new Map(
    [...resources].map(([id, { after }]) => [id, new Set([...after].filter((other) => resources.has(other)))]),
  );
}
