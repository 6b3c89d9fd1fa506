/** What an access needs to be one at all. */
import { Token } from 'aws-cdk-lib';
import type { Problem } from '../core/problem';
import type { AccessUnderCheck } from './access-under-check';

/** https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html */
const PLACEHOLDER = '<aws.scheduler.';

export function declarationProblems({ purpose, windows, policyArns }: AccessUnderCheck): Problem[] {
  const problems: Problem[] = [];
  const unknown = Token.isUnresolved(purpose);
  if (unknown || purpose.trim() === '') {
    problems.push({
      id: 'no-purpose',
      what: `purpose is ${unknown ? 'known to the deployment only' : 'empty'}`,
      why: 'a reviewer has to see why the role needs the access',
      mend: "write a sentence, such as 'Release train: deploy the shop front'",
    });
  }
  if (purpose.includes(PLACEHOLDER)) {
    problems.push({
      id: 'purpose-placeholder',
      what: `purpose holds '${PLACEHOLDER}…'`,
      why: 'EventBridge Scheduler would replace it in every event, and the opener would refuse what it no longer knows',
      mend: 'write it without the angle bracket',
    });
  }
  if (windows.length === 0) {
    problems.push({
      id: 'no-window',
      what: 'windows is empty',
      why: 'without a window the access never opens',
      mend: "name at least one, such as AccessWindow.daily({ start: '20:00', end: '22:00', timeZone })",
    });
  }
  if (policyArns.length === 0) {
    problems.push({
      id: 'nothing-to-attach',
      what: 'the access has no policy, no statement and no grant',
      why: 'its windows would open and give nothing',
      mend: 'name managedPolicies, call addStatements, or grant it something, such as bucket.grantRead(access)',
    });
  }
  return problems;
}
