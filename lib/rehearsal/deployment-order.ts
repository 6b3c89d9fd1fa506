/**
 * The order in which CloudFormation creates the resources of a template, and deletes them in reverse.
 *
 * CloudFormation promises nothing but this: a resource comes after everything that it refers to or depends on. What
 * is not ordered so may come in any order, or at once; here it keeps the order of the template. A guarantee must
 * therefore be read from `reachable`, never from where two resources happen to stand in the list.
 */
import { isObject, referencesIn, type Template } from '../assembly/template';

/** What each resource directly refers to or depends on, among the resources of the template. */
export function dependenciesOf(template: Template): ReadonlyMap<string, ReadonlySet<string>> {
  const dependencies = known.get(template) ?? findDependencies(template);
  known.set(template, dependencies);
  return dependencies;
}

/** The same template is deployed many times over. */
const known = new WeakMap<Template, ReadonlyMap<string, ReadonlySet<string>>>();

function findDependencies(template: Template): Map<string, Set<string>> {
  const resources = template.Resources ?? {};
  const dependencies = new Map<string, Set<string>>();
  for (const [id, resource] of Object.entries(resources)) {
    if (!isObject(resource)) {
      // A loop (`Fn::ForEach::…`), which a macro unrolls before anything is made.
      continue;
    }
    const direct = new Set<string>([resource.DependsOn ?? []].flat());
    referencesIn(resource.Properties).forEach((reference) => direct.add(reference));
    for (const reference of direct) {
      if (!(reference in resources)) {
        refuseUnknown(template, id, reference);
        direct.delete(reference);
      }
    }
    dependencies.set(id, direct);
  }
  return dependencies;
}

/** Every resource before which CloudFormation never makes this one, over any number of steps. */
export function reachable(dependencies: ReadonlyMap<string, ReadonlySet<string>>, from: string): Set<string> {
  const seen = new Set<string>();
  const waiting = [...(dependencies.get(from) ?? [])];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (!seen.has(next)) {
      seen.add(next);
      waiting.push(...(dependencies.get(next) ?? []));
    }
  }
  return seen;
}

/** The logical ids in an order of creation; fails on a circle, naming it. */
export function createOrder(template: Template): string[] {
  return orderOf(dependenciesOf(template));
}

export function deleteOrder(template: Template): string[] {
  return createOrder(template).reverse();
}

/** As `createOrder`, from what each resource depends on. */
export function orderOf(dependencies: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  const order = new Set<string>();
  const path: string[] = [];
  const visit = (id: string): void => {
    if (order.has(id)) {
      return;
    }
    if (path.includes(id)) {
      const circle = [...path.slice(path.indexOf(id)), id].join(' -> ');
      throw new Error(`the template has a circular dependency: ${circle}`);
    }
    path.push(id);
    dependencies.get(id)?.forEach(visit);
    path.pop();
    order.add(id);
  };
  [...dependencies.keys()].forEach(visit);
  return [...order];
}

function refuseUnknown(template: Template, id: string, reference: string): void {
  const known = reference.startsWith('AWS::') || (isObject(template.Parameters) && reference in template.Parameters);
  if (!known) {
    throw new Error(`${id} refers to ${reference}, which is no resource and no parameter of the template`);
  }
}
