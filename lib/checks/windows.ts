/** Windows that are wrong in themselves, or longer than the controller allows. */
import { Duration } from 'aws-cdk-lib';
import type { Problem } from '../core/problem';
import type { AccessUnderCheck } from './access-under-check';

export function windowProblems({ windows, controller: { maxWindowLength } }: AccessUnderCheck): Problem[] {
  return windows.flatMap((window, index) => {
    const problems = [...window._problems];
    if (window._lengthMs > maxWindowLength.toMilliseconds()) {
      problems.push({
        id: 'window-too-long',
        what: `it is ${Duration.millis(window._lengthMs).toHumanString()} long`,
        why: `the controller allows ${maxWindowLength.toHumanString()}, so that no window becomes standing access`,
        mend: 'shorten it, or raise maxWindowLength of the AccessController',
      });
    }
    return problems.map((problem) => ({ ...problem, what: `window ${index + 1}: ${problem.what}` }));
  });
}
