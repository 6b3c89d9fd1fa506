/** Rights that came and went. What another right of the access includes anyway is no difference. */
import type { Access, Role } from '../report';
import { grouped, includes, opaquePolicies, type Right, rightsOf } from '../rights';
import { listed } from '../wording';
import type { Difference, Direction } from './difference';

export function rightDifferences(before: Access, after: Access): Difference[] {
  const [old, now] = [rightsOf(before.policies), rightsOf(after.policies)];
  const [came, went] = [now.filter((right) => !includes(old, right)), old.filter((right) => !includes(now, right))];
  const recast = came.filter((right) => went.some((other) => sameCall(right, other)));
  const [added, removed] = [came, went].map((rights) =>
    rights.filter((right) => !recast.some((other) => sameCall(right, other))),
  ) as [Right[], Right[]];
  return [
    ...told(added, 'Allow', 'wider', 'new action'),
    ...told(removed, 'Deny', 'wider', 'no longer denied:'),
    ...conditionDifferences(recast, went),
    ...told(added, 'Deny', 'narrower', 'newly denied:'),
    ...told(removed, 'Allow', 'narrower', 'no longer allowed:'),
    ...opaqueDifferences(before, after),
  ];
}

export function trustDifferences(before: Role, after: Role): Difference[] {
  if (before.isDeclared !== after.isDeclared) {
    const what = after.isDeclared ? 'now declared in this app' : 'no longer declared in this app: its trust is unknown';
    return [{ direction: after.isDeclared ? 'neutral' : 'wider', what: `the role ${after.name} is ${what}` }];
  }
  const [old, now] = [before, after].map(({ trust }) => trust.map(({ words }) => words)) as [string[], string[]];
  const difference = (one: string[], other: string[]): string[] => one.filter((words) => !other.includes(words));
  const direction = (words: string, gained: boolean): Direction =>
    words.startsWith('never ') === gained ? 'narrower' : 'wider';
  return [
    ...difference(now, old).map((words) => ({
      direction: direction(words, true),
      what: `the role ${after.name} can now be used by ${words}`,
    })),
    ...difference(old, now).map((words) => ({
      direction: direction(words, false),
      what: `the role ${after.name} can no longer be used by ${words}`,
    })),
  ];
}

function sameCall(one: Right, other: Right): boolean {
  return one.effect === other.effect && one.action === other.action && one.resource === other.resource;
}

function told(rights: readonly Right[], effect: Right['effect'], direction: Direction, verb: string): Difference[] {
  return grouped(rights.filter((right) => right.effect === effect)).map(({ actions, resources, conditions }) => ({
    direction,
    what: `${verb === 'new action' && actions.length > 1 ? 'new actions' : verb} ${on(actions, resources)}${when(conditions)}`,
  }));
}

/** Whether another condition lets more through cannot be told, but for one that is gone and one that is new. */
function conditionDifferences(recast: readonly Right[], went: readonly Right[]): Difference[] {
  return grouped(recast).map(({ actions, resources, conditions }) => {
    const old = grouped(went.filter((right) => recast.some((other) => sameCall(right, other))))
      .filter((group) => group.resources.some((resource) => resources.includes(resource)))
      .map((group) => group.conditions)
      .filter((words) => words !== '');
    const what = on(actions, resources);
    if (conditions === '') {
      return { direction: 'wider', what: `${what}: no longer only if ${listed(old)}` };
    }
    return old.length === 0
      ? { direction: 'narrower', what: `${what}: now only if ${conditions}` }
      : { direction: 'wider', what: `${what}: now if ${conditions}, and before if ${listed(old)}` };
  });
}

function opaqueDifferences(before: Access, after: Access): Difference[] {
  const [old, now] = [before, after].map((access) => opaquePolicies(access).map(({ name }) => name)) as [
    string[],
    string[],
  ];
  return [
    ...now
      .filter((name) => !old.includes(name))
      .map((name) => ({ direction: 'wider' as const, what: `new policy ${name}` })),
    ...old
      .filter((name) => !now.includes(name))
      .map((name) => ({ direction: 'narrower' as const, what: `no longer policy ${name}` })),
  ];
}

function on(actions: readonly string[], resources: readonly string[]): string {
  return `${listed(actions)} on ${listed(resources.map((one) => (one === '*' ? 'every resource (*)' : one)))}`;
}

function when(conditions: string): string {
  return conditions === '' ? '' : ` if ${conditions}`;
}
