/** Rights that came and went. What another right of the access includes anyway is no difference. */
import type { Access, Role } from '../report';
import { grouped, including, opaquePolicies, type Right, rightsOf } from '../rights';
import { conditionWords } from '../statements';
import { listed } from '../wording';
import type { Difference, Direction } from './difference';

export function rightDifferences(before: Access, after: Access): Difference[] {
  const [old, now] = [rightsOf(before.policies), rightsOf(after.policies)];
  const [had, has] = [including(old), including(now)];
  const came = now.filter((right) => !had(right));
  const went = old.filter((right) => !has(right));
  const added = came.filter((right) => !old.some((other) => sameCall(right, other)));
  const removed = went.filter((right) => !now.some((other) => sameCall(right, other)));
  return [
    ...told(added, 'Allow', 'wider', 'new action'),
    ...told(removed, 'Deny', 'wider', 'no longer denied:'),
    ...conditionDifferences(old, now, [...came, ...went]),
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

/**
 * The same calls under other conditions than before.
 *
 * Only with one that falls away, and one that comes where there was none, is it certain which lets more through.
 */
function conditionDifferences(old: readonly Right[], now: readonly Right[], changed: readonly Right[]): Difference[] {
  const conditionsIn = (rights: readonly Right[], right: Right): string[] => [
    ...new Set(rights.filter((other) => sameCall(right, other)).map(({ conditions }) => conditionWords(conditions))),
  ];
  const byWords = new Map<string, { readonly direction: Direction; readonly rights: Right[] }>();
  for (const right of changed) {
    const [before, after] = [conditionsIn(old, right), conditionsIn(now, right)];
    if (before.length > 0 && after.length > 0) {
      const { direction, what } = conditionWordsOf(right.effect, before, after);
      const known = byWords.get(what) ?? { direction, rights: [] };
      known.rights.push({ ...right, conditions: [] });
      byWords.set(what, known);
    }
  }
  return [...byWords].flatMap(([words, { direction, rights }]) =>
    grouped(rights).map(({ actions, resources }) => ({ direction, what: `${on(actions, resources)}: ${words}` })),
  );
}

function conditionWordsOf(effect: Right['effect'], before: string[], after: string[]): Difference {
  const denies = effect === 'Deny' ? 'denied ' : '';
  const [more, less]: [Direction, Direction] = effect === 'Deny' ? ['narrower', 'wider'] : ['wider', 'narrower'];
  if (after.includes('')) {
    return { direction: more, what: `${denies}no longer only if ${before.join(', or if ')}` };
  }
  if (before.includes('')) {
    return { direction: less, what: `${denies}now only if ${after.join(', or if ')}` };
  }
  return {
    direction: 'wider',
    what: `${denies}now if ${after.join(', or if ')}, and before if ${before.join(', or if ')}`,
  };
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
