/** Windows that are wrong in themselves, or longer than the controller allows. */
import { Duration } from 'aws-cdk-lib';
import { HOUR, MINUTE } from '../core/interval';
import type { Problem } from '../core/problem';
import type { AccessUnderCheck } from './access-under-check';

export function windowProblems({ windows, controller: { maxWindowLength } }: AccessUnderCheck): Problem[] {
  return windows.flatMap(({ _problems: problems, _longestMs: length }, index) => {
    const tooLong = length > maxWindowLength.toMilliseconds() ? [tooLongProblem(length, maxWindowLength)] : [];
    return [...problems, ...tooLong].map((problem) => ({ ...problem, what: `window ${index + 1}: ${problem.what}` }));
  });
}

function tooLongProblem(length: number, longest: Duration): Problem {
  const code = length % HOUR === 0 ? `Duration.hours(${length / HOUR})` : `Duration.minutes(${length / MINUTE})`;
  return {
    id: 'window-too-long',
    what: `it lasts ${Duration.millis(length).toHumanString()}`,
    why: `the controller allows ${longest.toHumanString()}, so that no window becomes standing access`,
    mend: `shorten it, or write maxWindowLength: ${code} in the AccessController`,
  };
}
