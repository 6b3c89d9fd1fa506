/**
 * Limits of what accesses may give.
 *
 * A statement gives a forbidden action if any request that the one pattern means is meant by the other too, whatever
 * its resources and conditions are. Statements that deny are not counted against it: they may be about less.
 */
import { covers } from '../review/rights';
import type { Statement } from '../review/report';
import { listed } from '../review/wording';
import { type Limit, ofEachAccess } from './limit';
import { overlap } from './pattern';

export function forbiddenActions(actions: readonly string[]): Limit {
  return {
    rule: 'forbidden-actions',
    sentences: actions.map((action) => `no access gives ${action}`),
    breaches: ofEachAccess(({ told: { policies } }) =>
      policies.flatMap(({ statements }) =>
        (statements ?? []).filter(({ effect }) => effect === 'Allow').flatMap((one) => forbiddenIn(one, actions)),
      ),
    ),
  };
}

function forbiddenIn(statement: Statement, actions: readonly string[]): { what: string; why: string; mend: string }[] {
  const given = actions.filter((action) => mayGive(statement, action));
  return given.length === 0
    ? []
    : [
        {
          what: `it gives ${statement.words}`,
          why: `the app forbids ${listed(given)}, in a window as outside of it`,
          mend: 'name only actions that are not forbidden',
        },
      ];
}

function mayGive({ actions, exceptActions }: Statement, forbidden: string): boolean {
  const pattern = forbidden.toLowerCase();
  return exceptActions.length > 0
    ? !exceptActions.some((excepted) => covers(excepted.toLowerCase(), pattern))
    : actions.some((action) => overlap(action.toLowerCase(), pattern));
}

/** Where actions are forbidden, nothing may be attached of which nobody here can tell what it gives. */
export function visiblePolicies(): Limit {
  return {
    rule: 'policy-not-visible',
    sentences: ['every policy of an access is declared in the app'],
    breaches: ofEachAccess(({ told: { policies } }) =>
      policies
        .filter(({ statements }) => statements === null)
        .map(({ name }) => ({
          what: `what ${name} gives is not in the app`,
          why: 'it may hold an action that the app forbids, now or later',
          mend: 'write the statements that the task needs into the access, or acknowledge the policy once it was read',
        })),
    ),
  };
}

export function forbiddenPolicies(patterns: readonly string[]): Limit {
  return {
    rule: 'forbidden-policies',
    sentences: patterns.map((pattern) => `no access attaches ${pattern}`),
    breaches: ofEachAccess(({ policies }) =>
      policies.flatMap(({ names }) => {
        const found = patterns.filter((pattern) => names.some((name) => covers(pattern, name)));
        return found.length === 0
          ? []
          : [
              {
                what: `it attaches ${names[0]}`,
                why: `the app forbids ${listed(found)}, in a window as outside of it`,
                mend: 'write the statements that the task needs into the access',
              },
            ];
      }),
    ),
  };
}
