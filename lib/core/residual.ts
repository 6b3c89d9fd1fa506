/**
 * What a role may still do of what was granted to it, when the grant is over: what to ask IAM, and what its answers say.
 *
 * What could not be asked is part of the answer. Nothing here says that a right is gone: only that IAM was asked, and
 * found none of these statements.
 */
import type { GrantedRight, Unasked } from './granted-rights';
import type { MatchedStatement, SimulationAnswer } from './policy-simulation';
import type { Residual, ResidualFinding } from './world';

/** What is asked in one call. */
export interface Batch {
  readonly resource: string;
  readonly actions: readonly string[];
}

const ACTIONS_AT_ONCE = 25;
/** Names of one kind that are spelled out; the others are counted. */
const MOST_NAMES = 8;

/**
 * Every right once, in calls about one resource each. What stands for a pattern may be no action at all, for which IAM
 * may refuse a whole call, so it comes last and apart.
 */
export function batchesOf(rights: readonly GrantedRight[]): Batch[] {
  const isSample = ({ pattern }: GrantedRight): boolean => pattern !== undefined;
  const actions = rights.filter((right) => !isSample(right));
  const known = new Set(actions.map(keyOf));
  const samples = rights.filter((right) => isSample(right) && !known.has(keyOf(right)));
  return [...batched(actions), ...batched(samples)];
}

function batched(rights: readonly GrantedRight[]): Batch[] {
  const byResource = new Map<string, Set<string>>();
  for (const { resource, action } of rights) {
    byResource.set(resource, (byResource.get(resource) ?? new Set()).add(action));
  }
  return [...byResource].flatMap(([resource, actions]) =>
    chunks([...actions], ACTIONS_AT_ONCE).map((chunk) => ({ resource, actions: chunk })),
  );
}

/** The halves of a call that was refused as a whole; none of one action. */
export function halvesOf({ resource, actions }: Batch): Batch[] {
  return actions.length < 2
    ? []
    : chunks(actions, Math.ceil(actions.length / 2)).map((half) => ({ resource, actions: half }));
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}

/** What IAM said of an action on a resource. */
export interface Answered extends SimulationAnswer {
  readonly resource: string;
}

/** What IAM does not look at, whatever it is asked. */
export const NEVER_SEEN = 'resource policies and session policies: IAM simulates neither for a role';

export function residualOf(
  rights: readonly GrantedRight[],
  answers: readonly Answered[],
  unasked: readonly Unasked[],
): Residual {
  const byKey = new Map(answers.map((answer) => [keyOf(answer), answer]));
  const standing = rights.flatMap((right) => {
    const answer = byKey.get(keyOf(right));
    return answer?.decision === 'allowed' ? [{ right, allowedBy: answer.allowedBy.map(inWords) }] : [];
  });
  return { findings: folded(standing), notAsked: [...inLines([...unasked, ...doubts(answers)]), NEVER_SEEN] };
}

function keyOf({ action, resource }: { readonly action: string; readonly resource: string }): string {
  return `${action.toLowerCase()} ${resource}`;
}

function inWords({ policy, kind, line, column }: MatchedStatement): string {
  const where =
    line === undefined ? '' : `, statement at line ${line}${column === undefined ? '' : `, column ${column}`}`;
  return `${NAMED[kind ?? ''] ?? 'policy'} ${policy}${where}`;
}

const NAMED: Readonly<Record<string, string>> = {
  'aws-managed': 'AWS managed policy',
  'user-managed': 'managed policy',
  role: 'inline policy',
};

interface Standing {
  readonly right: GrantedRight;
  readonly allowedBy: readonly string[];
}

/** One line for all that the same statements allow on the same resource. */
function folded(standing: readonly Standing[]): ResidualFinding[] {
  const lines = new Map<string, { readonly first: Standing; readonly actions: Set<string> }>();
  for (const one of standing) {
    const { policy, resource, action, pattern } = one.right;
    const key = JSON.stringify([policy, resource, one.allowedBy]);
    const line = lines.get(key) ?? { first: one, actions: new Set() };
    line.actions.add(pattern === undefined ? action : `${action} (of ${pattern})`);
    lines.set(key, line);
  }
  return [...lines.values()].map(({ first: { right, allowedBy }, actions }) => ({
    policy: right.policy,
    action: named([...actions]),
    resource: right.resource,
    allowedBy,
  }));
}

/** Where IAM's own answer is not the last word. */
function doubts(answers: readonly Answered[]): Unasked[] {
  const denied = answers.filter(({ decision }) => decision === 'denied by the organization');
  const keys = new Set(
    answers.filter(({ decision }) => decision !== 'allowed').flatMap(({ missingKeys }) => missingKeys),
  );
  return [
    ...denied.map(({ action, resource }) => ({
      what: `${action} on ${resource}`,
      why: 'IAM says that the organization denies it, and looks no further',
    })),
    ...[...keys].map((key) => ({ what: `conditions on ${key}`, why: 'IAM was not told its value' })),
  ];
}

function inLines(unasked: readonly Unasked[]): string[] {
  const byReason = new Map<string, Set<string>>();
  for (const { what, why } of unasked) {
    byReason.set(why, (byReason.get(why) ?? new Set()).add(what));
  }
  return [...byReason].map(([why, what]) => `${named([...what])}: ${why}`);
}

function named(names: readonly string[]): string {
  const more = names.length - MOST_NAMES;
  return more > 0 ? `${names.slice(0, MOST_NAMES).join(', ')} and ${more} more` : names.join(', ');
}
