/** Whether an access ends as it did: what ends it, what is said and refused before, and what is asked after. */
import type { Access } from '../report';
import { count } from '../wording';
import { type Difference, directionOf } from './difference';

type Ends = Access['ends'];

export function endDifferences(before: Ends, after: Ends): Difference[] {
  return [
    ...(before.byIam && !after.byIam
      ? [{ direction: 'wider' as const, what: 'IAM itself no longer ends it: only the detach does' }]
      : []),
    ...lastStart(before.lastStartMinutes ?? 0, after.lastStartMinutes ?? 0),
    ...warning(before.endingSoonMinutes, after.endingSoonMinutes),
    ...residualCheck(before.residualCheck, after.residualCheck),
  ];
}

function lastStart(before: number, after: number): Difference[] {
  const told = (minutes: number): string =>
    minutes === 0 ? 'until its end' : `until ${count(minutes, 'minute')} before its end`;
  return before === after
    ? []
    : [{ direction: directionOf(before - after), what: `it may be opened ${told(after)} instead of ${told(before)}` }];
}

function warning(before: number | null, after: number | null): Difference[] {
  const told = (minutes: number | null): string =>
    minutes === null
      ? 'there is no warning before its end'
      : `a warning comes ${count(minutes, 'minute')} before its end`;
  return before === after ? [] : [{ direction: 'neutral', what: told(after) }];
}

function residualCheck(before: boolean, after: boolean): Difference[] {
  return before === after
    ? []
    : [
        {
          direction: after ? 'narrower' : 'wider',
          what: `after a close IAM is ${after ? 'now' : 'no longer'} asked whether the role may still do what was granted`,
        },
      ];
}
