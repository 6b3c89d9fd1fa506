/**
 * The rights that a policy grants, as IAM can be asked about them: one action, one resource.
 *
 * IAM's simulator takes no pattern of actions, so the part before a last `*` is asked in its place, and the pattern is
 * told to be only partly asked. Resources are asked as they are written: what covers a pattern is found, what allows
 * only a part of it is not.
 *
 * Gotchas: conditions of a grant are not looked at. What the role may do without them, it may do outside the window.
 */
import { listOf, type PolicyStatement } from './statement';

export interface GrantedRight {
  /** The policy that granted it. */
  readonly policy: string;
  readonly action: string;
  readonly resource: string;
  /** The pattern that the action is asked in place of. */
  readonly pattern?: string;
}

/** What of a grant cannot be asked, and why: told together where the reason is the same. */
export interface Unasked {
  readonly what: string;
  readonly why: string;
}

export interface GrantedRights {
  readonly rights: readonly GrantedRight[];
  readonly unasked: readonly Unasked[];
}

/** IAM's bounds on the name of an action, and on a resource. */
const ACTION = /^[a-z0-9-]+:[a-z0-9]+$/i;
const LONGEST_ACTION = 128;
const LONGEST_RESOURCE = 2048;

/** What the Allow statements of a policy's JSON text grant. */
export function rightsIn(policy: string, text: string): GrantedRights {
  const allowing = statementsOf(text).filter(({ Effect: effect }) => effect === 'Allow');
  const found = allowing.map((statement) => rightsOf(policy, statement));
  return { rights: found.flatMap(({ rights }) => rights), unasked: found.flatMap(({ unasked }) => unasked) };
}

function statementsOf(text: string): PolicyStatement[] {
  const { Statement: statements } = JSON.parse(text) as { Statement?: PolicyStatement | PolicyStatement[] };
  return listOf(statements);
}

function rightsOf(policy: string, statement: PolicyStatement): GrantedRights {
  const { NotAction: otherActions, NotResource: otherResources } = statement;
  if (otherActions !== undefined) {
    return unasked(`all actions but ${listOf(otherActions).join(', ')}`, 'IAM is asked about one action at a time');
  }
  if (otherResources !== undefined) {
    return unasked(
      `${listOf(statement.Action).join(', ')} on all resources but some`,
      'IAM is asked about one resource at a time',
    );
  }
  const actions = listOf(statement.Action).map(readAction);
  const resources = listOf(statement.Resource as string | string[] | undefined).map(readResource);
  return {
    rights: actions.flatMap(({ asked: action, pattern }) =>
      resources.flatMap(({ asked: resource }) =>
        action === undefined || resource === undefined
          ? []
          : { policy, action, resource, ...(pattern === undefined ? {} : { pattern }) },
      ),
    ),
    unasked: [...actions, ...resources].flatMap(({ unasked: one }) => one ?? []),
  };
}

function unasked(what: string, why: string): GrantedRights {
  return { rights: [], unasked: [{ what, why }] };
}

interface ReadElement {
  readonly asked?: string;
  readonly pattern?: string;
  readonly unasked?: Unasked;
}

function readAction(action: string): ReadElement {
  if (isAction(action)) {
    return { asked: action };
  }
  const stem = action.slice(0, -1);
  if (action.endsWith('*') && isAction(stem)) {
    return {
      asked: stem,
      pattern: action,
      unasked: { what: action, why: 'IAM is asked about one action at a time, and only the part before the * was' },
    };
  }
  return { unasked: { what: action, why: 'IAM is asked about one action at a time, and this is a pattern' } };
}

function isAction(text: string): boolean {
  return text.length <= LONGEST_ACTION && ACTION.test(text);
}

function readResource(resource: string): ReadElement {
  if (resource.includes('${')) {
    return { unasked: { what: `what is on ${resource}`, why: 'it depends on who calls' } };
  }
  return resource.length <= LONGEST_RESOURCE
    ? { asked: resource }
    : { unasked: { what: `what is on ${resource.slice(0, 80)}…`, why: 'it is longer than what IAM can be asked' } };
}
