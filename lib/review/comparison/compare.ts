/** What changed between two reports, in words: what widens access first. */
import { GUARDRAILS } from '../../core/controls';
import { atATime } from '../exposure';
import type { Facts } from '../facts';
import { keyOf } from '../facts';
import { type Found, placed } from '../findings/finding';
import type { Access, Change, Controller, Finding, Report } from '../report';
import { including, type Right, rightsOf } from '../rights';
import { compareTexts } from '../statements';
import { windowInShort } from '../window-lines';
import { hours, listed, shortened } from '../wording';
import { controllerDifferences } from './controllers';
import type { Difference } from './difference';
import { endDifferences } from './ends';
import { matched } from './renames';
import { rightDifferences, trustDifferences } from './rights';
import { windowDifferences } from './windows';

export interface Comparison {
  readonly changes: readonly Change[];
  /** What only the comparison shows. */
  readonly findings: readonly Finding[];
  /** The access of the base that an access of now was, by the key of that of now. */
  readonly formerKeys: ReadonlyMap<string, string>;
}

type Told = Pick<Report, 'accesses' | 'controllers'>;

/** Whether an access opens at once is a question only where somebody said for which time the review is. */
export function compare(before: Told, after: Told, permanentOf: Facts['permanentOf'], isTimed: boolean): Comparison {
  const { both, came, went } = matched(before.accesses, after.accesses);
  const differences = both.map((pair) => ({ ...pair, found: accessDifferences(pair.before, pair.after) }));
  const stayed = went.map((access) => ({ access, permanent: madePermanent(access, permanentOf) }));
  const changes = [
    ...stayed.map(({ access, permanent }) => goneChange(access, permanent)),
    ...came.map((access) => accessChange(access, { direction: 'wider', what: newWords(access) })),
    ...differences.flatMap(({ after: access, found }) => found.map((one) => accessChange(access, one))),
    ...differences.flatMap((pair) => controlChanges(pair.before, pair.after)),
    ...controllerChanges(before.controllers, after.controllers),
  ];
  const opening = [...came, ...differences.filter(({ found }) => found.length > 0).map((pair) => pair.after)];
  return {
    changes: inOrder(changes),
    findings: [
      ...stayed.flatMap(({ access, permanent }) => becamePermanent(access, permanent)),
      ...opening.filter(({ isOpenAtFrom }) => isTimed && isOpenAtFrom).map(opensAtOnce),
      ...differences.flatMap((pair) => trustWidened(pair.before, pair.after)),
      ...weakened(changes.filter(({ about, direction }) => about === 'controls' && direction === 'wider')),
    ],
    formerKeys: new Map(both.map((pair) => [keyOf(pair.after), keyOf(pair.before)])),
  };
}

const DIRECTIONS = ['wider', 'neutral', 'narrower'];
const ABOUT = ['access', 'controls'];

/** Stable beyond that: what is gone stands first, since it may have become permanent. */
function inOrder(changes: readonly Change[]): Change[] {
  const rank = ({ direction, about }: Change): number => DIRECTIONS.indexOf(direction) * 2 + ABOUT.indexOf(about);
  return [...changes].sort((one, other) => rank(one) - rank(other));
}

function accessDifferences(before: Access, after: Access): Difference[] {
  const isRenamed = keyOf(before) !== keyOf(after);
  return [
    ...(isRenamed
      ? [
          {
            direction: 'neutral' as const,
            what: `was called ${before.id}${before.stack === after.stack ? '' : ` in ${before.stack}`}`,
          },
        ]
      : []),
    ...roleDifferences(before, after),
    ...windowDifferences(before, after),
    ...rightDifferences(before, after),
    ...trustDifferences(before.role, after.role),
    ...(before.purpose === after.purpose
      ? []
      : [
          { direction: 'neutral' as const, what: `the purpose is now "${after.purpose}", and was "${before.purpose}"` },
        ]),
    ...endDifferences(before.ends, after.ends),
  ];
}

function roleDifferences(before: Access, after: Access): Difference[] {
  return before.role.name === after.role.name
    ? []
    : [{ direction: 'wider', what: `it is now of the role ${after.role.name} instead of ${before.role.name}` }];
}

function newWords({ role, policies, windows, exposure, purpose }: Access): string {
  const what = [...new Set(rightsOf(policies).map(({ action }) => action))].sort(compareTexts);
  const opaque = policies.filter(({ statements }) => statements === null).map(({ name }) => name);
  const when = listed(windows.map(windowInShort));
  return (
    `new access for the role ${role.name}: ${shortened([...what, ...opaque], 8)}, ${when} (${exposure.words}), for ` +
    `"${purpose}"`
  );
}

/** What the role of a vanished access may do at all times now. */
function madePermanent(access: Access, permanentOf: Facts['permanentOf']): Right[] {
  const policies = permanentOf(access);
  const isPermanent = including(rightsOf(policies));
  const names = policies.map(({ name }) => name);
  return [
    ...rightsOf(access.policies).filter((right) => right.effect === 'Allow' && isPermanent(right)),
    ...access.policies
      .filter(({ name, statements }) => statements === null && names.includes(name))
      .map(({ name }) => ({ effect: 'Allow' as const, action: `all of ${name}`, resource: '*', conditions: [] })),
  ];
}

function goneChange(access: Access, permanent: readonly Right[]): Change {
  const { role, exposure, stack, id } = access;
  return {
    direction: permanent.length > 0 ? 'wider' : 'narrower',
    about: 'access',
    stack,
    access: id,
    what:
      permanent.length > 0
        ? `is gone, and the role ${role.name} now has at all times: ${permanentWords(permanent)}`
        : `is gone: the role ${role.name} had it ${timeOf(exposure)}`,
  };
}

/** Within a sentence: `for 2 h a week`. */
function timeOf({ hoursAWeek, hoursOnce, upTo }: Access['exposure']): string {
  const byClock = hoursAWeek > 0 ? `${hours(hoursAWeek)} a week` : `${hours(hoursOnce)} once`;
  return upTo === null
    ? `for ${byClock}`
    : `${hoursAWeek + hoursOnce > 0 ? `for ${byClock} and ` : ''}${atATime(upTo)}`;
}

function permanentWords(permanent: readonly Right[]): string {
  const texts = (of: (right: Right) => string): string =>
    shortened([...new Set(permanent.map(of))].sort(compareTexts), 6);
  return `${texts(({ action }) => action)} on ${texts(({ resource }) => resource)}`;
}

function becamePermanent({ stack, id, role, exposure }: Access, permanent: readonly Right[]): Finding[] {
  const found: Found = {
    id: 'became-permanent',
    severity: 'high',
    about: id,
    what: `the access is gone, and ${role.name} now has the same at all times: ${permanentWords(permanent)}`,
    why: `what was open ${timeOf(exposure)} is now open always`,
    mend: 'keep the access, or take the permanent policy off the role',
  };
  return permanent.length === 0 ? [] : [placed(found, stack, id)];
}

function opensAtOnce({ stack, id }: Access): Finding {
  const found: Found = {
    id: 'opens-at-once',
    severity: 'medium',
    about: id,
    what: 'deployed inside a window, this opens at once: it is inside one at the time that is looked at',
    why: 'the deployment itself gives the access, before anybody has seen it deployed',
    mend: 'deploy outside the window, if that is not meant',
  };
  return placed(found, stack, id);
}

function trustWidened(before: Access, after: Access): Finding[] {
  return trustDifferences(before.role, after.role)
    .filter(({ direction }) => direction === 'wider')
    .map(({ what }) =>
      placed(
        {
          id: 'trust-widened',
          severity: 'medium',
          about: what,
          what,
          why: 'whoever can use the role has the access while a window is open',
          mend: 'name no more than who does the task',
        },
        after.stack,
        after.id,
      ),
    );
}

/** One for a stack and one for each access: together they are one question. */
function weakened(changes: readonly Change[]): Finding[] {
  const byPlace = new Map<string, Change[]>();
  for (const change of changes) {
    const key = JSON.stringify([change.stack, change.access]);
    byPlace.set(key, [...(byPlace.get(key) ?? []), change]);
  }
  return [...byPlace.values()].flatMap((group) => {
    const what = group.map((change) => change.what).join('; ');
    const found: Found = {
      id: 'controls-weakened',
      severity: 'medium',
      about: what,
      what,
      why: 'what watches over the accesses, or checks them, now does less',
      mend: 'let whoever owns the controls agree to it',
    };
    return group.slice(0, 1).map(({ stack, access }) => placed(found, stack, access));
  });
}

/** What an author wrote beside an access to have fewer questions asked. */
function controlChanges(before: Access, after: Access): Change[] {
  const newly = after.acknowledged.filter((id) => !before.acknowledged.includes(id));
  const differences: Difference[] = [
    ...(after.allowsEscalation && !before.allowsEscalation
      ? [{ direction: 'wider' as const, what: 'allowPrivilegeEscalation is now true' }]
      : []),
    ...(before.allowsEscalation && !after.allowsEscalation
      ? [{ direction: 'narrower' as const, what: 'allowPrivilegeEscalation is no longer true' }]
      : []),
    ...newly.map((id) => ({ direction: 'wider' as const, what: `${acknowledged(id)} is newly acknowledged` })),
  ];
  return differences.map((one) => ({ ...accessChange(after, one), about: 'controls' }));
}

function acknowledged(id: string): string {
  const prefix = `${GUARDRAILS}::`;
  return id.startsWith(prefix) ? `the guardrail ${id.slice(prefix.length)}` : `the warning ${id}`;
}

function controllerChanges(before: readonly Controller[], after: readonly Controller[]): Change[] {
  return after.flatMap((controller) => {
    const old = before.find(({ stack }) => stack === controller.stack);
    return old === undefined
      ? []
      : controllerDifferences(old, controller).map((one) => ({
          ...one,
          about: 'controls' as const,
          stack: controller.stack,
          access: null,
        }));
  });
}

function accessChange({ stack, id }: Access, difference: Difference): Change {
  return { ...difference, about: 'access', stack, access: id };
}
