/** What is said, or refused, shortly before an end. */
import type { Duration } from 'aws-cdk-lib';
import { MINUTE } from '../core/interval';
import type { Problem } from '../core/problem';
import type { AccessUnderCheck } from './access-under-check';

export function beforeTheEndProblems({ windows, endingSoon, lastStart }: AccessUnderCheck): Problem[] {
  const lengths = windows.map(({ _shortestMs: shortest }) => shortest).filter((length) => length > 0);
  const shortest = lengths.length === 0 ? Infinity : Math.min(...lengths);
  return [
    ...noticeProblems('endingSoon', endingSoon, shortest, 'the warning would come before the window is open'),
    ...noticeProblems('lastStart', lastStart, shortest, 'the window would never be opened'),
  ];
}

function noticeProblems(name: string, notice: Duration | undefined, shortest: number, tooLong: string): Problem[] {
  const length = notice?.toMilliseconds({ integral: false });
  if (length === undefined) {
    return [];
  }
  if (length < MINUTE || length % MINUTE !== 0) {
    return [
      {
        id: 'notice-minutes',
        what: `${name} is ${length === 0 ? 'nothing' : `${length / MINUTE} minutes`}`,
        why: 'EventBridge Scheduler is exact to a minute',
        mend: `use whole minutes, as in ${name}: Duration.minutes(10), or leave it out`,
      },
    ];
  }
  return length < shortest
    ? []
    : [
        {
          id: 'notice-too-long',
          what: `${name} is ${length / MINUTE} minutes, and the shortest window has ${shortest / MINUTE}`,
          why: tooLong,
          mend: `make ${name} shorter than ${shortest / MINUTE} minutes`,
        },
      ];
}
