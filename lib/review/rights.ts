/**
 * What statements give, taken apart into single rights, so that two ways to write the same are the same.
 *
 * A right is one action on one resource under one set of conditions. Whether one right includes another is decided on
 * their patterns: where that cannot be told, it does not.
 */
import type { Access, Condition, Policy, Statement } from './report';
import { conditionWords } from './statements';

export interface Right {
  readonly effect: Statement['effect'];
  /** An action, or `everything but …`. */
  readonly action: string;
  readonly resource: string;
  readonly conditions: readonly Condition[];
}

export function rightsOf(policies: readonly Policy[]): Right[] {
  return policies.flatMap(({ statements }) => (statements ?? []).flatMap(rightsIn));
}

export function rightsIn(statement: Statement): Right[] {
  const { effect, actions, exceptActions, resources, exceptResources, conditions } = statement;
  const what = exceptActions.length > 0 ? [`everything but ${exceptActions.join(', ')}`] : actions;
  const on = exceptResources.length > 0 ? [`everything but ${exceptResources.join(', ')}`] : resources;
  return what.flatMap((action) => on.map((resource) => ({ effect, action, resource, conditions })));
}

/** The policies of an access whose statements are not in the assembly, and that may give anything. */
export function opaquePolicies({ policies }: Pick<Access, 'policies'>): Policy[] {
  return policies.filter(({ statements }) => statements === null);
}

/** Whether whoever has all of these rights has another one too. */
export function including(all: readonly Right[]): (one: Right) => boolean {
  const known = new Set(all.map((right) => keyOf(right)));
  const patterns = all.filter(({ action, resource }) => /[*?]/.test(action) || /[*?]/.test(resource));
  return (one) => {
    const conditions = conditionWords(one.conditions);
    return (
      known.has(keyOf(one)) ||
      known.has(keyOf({ ...one, conditions: [] })) ||
      patterns.some(
        (other) =>
          other.effect === one.effect &&
          covers(other.action.toLowerCase(), one.action.toLowerCase()) &&
          covers(other.resource, one.resource) &&
          (other.conditions.length === 0 || conditionWords(other.conditions) === conditions),
      )
    );
  };
}

function keyOf({ effect, action, resource, conditions }: Right): string {
  return JSON.stringify([effect, action.toLowerCase(), resource, conditionWords(conditions)]);
}

/** Whether everything that matches the second pattern matches the first. */
export function covers(pattern: string, other: string): boolean {
  return pattern === '*' || pattern === other || (/[*?]/.test(pattern) && globOf(pattern).test(other));
}

const globs = new Map<string, RegExp>();
const MOST_REMEMBERED = 10_000;

/** A `*` of the other pattern stands for many characters, so that only a `*` takes it in. */
function globOf(pattern: string): RegExp {
  const known = globs.get(pattern);
  if (known !== undefined) {
    return known;
  }
  const literal = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  const made = new RegExp(`^${literal.replaceAll('*', '[\\s\\S]*').replaceAll('?', '[^*]')}$`);
  if (globs.size >= MOST_REMEMBERED) {
    globs.clear();
  }
  globs.set(pattern, made);
  return made;
}

/** Rights of the same kind together: `s3:GetObject and s3:PutObject on ${Bucket.Arn}/*`. */
export function grouped(rights: readonly Right[]): { actions: string[]; resources: string[]; conditions: string }[] {
  const byResource = new Map<string, { actions: string[]; resource: string; conditions: string }>();
  for (const { action, resource, conditions } of rights) {
    const key = `${resource}\n${conditionWords(conditions)}`;
    const group = byResource.get(key) ?? { actions: [], resource, conditions: conditionWords(conditions) };
    group.actions.push(action);
    byResource.set(key, group);
  }
  const byActions = new Map<string, { actions: string[]; resources: string[]; conditions: string }>();
  for (const { actions, resource, conditions } of byResource.values()) {
    const sorted = [...new Set(actions)].sort();
    const key = `${sorted.join('\n')}\n${conditions}`;
    const group = byActions.get(key) ?? { actions: sorted, resources: [], conditions };
    group.resources.push(resource);
    byActions.set(key, group);
  }
  return [...byActions.values()];
}
