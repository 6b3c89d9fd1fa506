/** What an access needs to be one at all. */
import { Token } from 'aws-cdk-lib';
import type { Problem } from '../core/problem';
import type { AccessUnderCheck } from './access-under-check';

export function declarationProblems({ purpose, windows, policyArns }: AccessUnderCheck): Problem[] {
  const problems: Problem[] = [];
  if (Token.isUnresolved(purpose) || purpose.trim() === '') {
    problems.push({
      id: 'no-purpose',
      what: 'purpose is empty or not known at synthesis',
      why: 'a reviewer has to see why the access is needed',
      mend: "write a sentence such as 'Release train: deploy the shop front'",
    });
  }
  if (windows.length === 0) {
    problems.push({
      id: 'no-window',
      what: 'windows is empty',
      why: 'an access without a window never opens',
      mend: 'give it at least one, such as AccessWindow.daily',
    });
  }
  if (policyArns.length === 0) {
    problems.push({
      id: 'nothing-to-attach',
      what: 'nothing to attach',
      why: 'the access has no policy, statement or grant',
      mend: 'name managedPolicies, use addStatements, or grant something to it',
    });
  }
  return problems;
}
