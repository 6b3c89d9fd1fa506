/** Which access of the base is which access of now, under whatever name. */
import { keyOf } from '../facts';
import type { Access, Window } from '../report';
import { rightsOf } from '../rights';
import { conditionWords } from '../statements';

export interface Matched {
  readonly both: readonly { readonly before: Access; readonly after: Access }[];
  readonly came: readonly Access[];
  readonly went: readonly Access[];
}

export function matched(before: readonly Access[], after: readonly Access[]): Matched {
  const byKey = new Map(before.map((access) => [keyOf(access), access]));
  const both: { before: Access; after: Access }[] = [];
  const unmatched: Access[] = [];
  for (const access of after) {
    const old = byKey.get(keyOf(access));
    byKey.delete(keyOf(access));
    if (old === undefined) {
      unmatched.push(access);
    } else {
      both.push({ before: old, after: access });
    }
  }
  const came: Access[] = [];
  for (const access of unmatched) {
    const marks = marksOf(access);
    const old = [...byKey.values()].find((other) => isRenamed(marks, marksOf(other)));
    if (old === undefined) {
      came.push(access);
    } else {
      byKey.delete(keyOf(old));
      both.push({ before: old, after: access });
    }
  }
  return { both, came, went: [...byKey.values()] };
}

/** What makes an access what it is, beside its name. */
interface Marks {
  readonly id: string;
  readonly purpose: string;
  readonly role: string;
  readonly rights: string;
  readonly windows: string;
}

const known = new WeakMap<Access, Marks>();

function marksOf(access: Access): Marks {
  const found = known.get(access) ?? readMarks(access);
  known.set(access, found);
  return found;
}

function readMarks(access: Access): Marks {
  const { id, purpose, role, policies, windows } = access;
  const rights = rightsOf(policies).map((right) => [
    ...[right.effect, right.action, right.resource, conditionWords(right.conditions)],
  ]);
  const opaque = policies.filter(({ statements }) => statements === null).map(({ name }) => name);
  return {
    id,
    purpose,
    role: role.name,
    rights: JSON.stringify([rights.map(String).sort(), opaque]),
    windows: JSON.stringify(windows.map(marksOfWindow)),
  };
}

function marksOfWindow(window: Window): unknown[] {
  const { start, end, timeZone } = window;
  return window.kind === 'on-demand'
    ? [window.opensOn.map(({ pattern }) => pattern), window.within?.start, window.within?.end, timeZone]
    : [start, end, timeZone];
}

/** The same role with the same rights is the same access; else three of the other marks have to agree. */
function isRenamed(one: Marks, other: Marks): boolean {
  const agree = (['id', 'purpose', 'role', 'rights', 'windows'] as const).filter((mark) => one[mark] === other[mark]);
  return (agree.includes('role') && agree.includes('rights')) || agree.length >= 3;
}
