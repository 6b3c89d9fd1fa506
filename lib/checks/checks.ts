/** Everything that is looked at before an access may be deployed. `docs/checks.md` says why. */
import type { Problem } from '../core/problem';
import type { AccessUnderCheck, Warning } from './access-under-check';
import { beforeTheEndProblems } from './before-the-end';
import { declarationProblems } from './declaration';
import { assumeRoleWarnings, escalationProblems } from './escalation';
import { pairProblems } from './pairs';
import { policyAccountProblems } from './policy-account';
import { sizeProblems } from './policy-size';
import { requestProblems, requestWarnings } from './requests';
import { roleProblems } from './role';
import { todayProblems } from './today';
import { windowWarnings } from './window-warnings';
import { windowProblems } from './windows';

const PROBLEMS = [
  declarationProblems,
  windowProblems,
  beforeTheEndProblems,
  roleProblems,
  policyAccountProblems,
  pairProblems,
  sizeProblems,
  escalationProblems,
  requestProblems,
  todayProblems,
];
const WARNINGS = [windowWarnings, assumeRoleWarnings, requestWarnings];

export function problemsOf(access: AccessUnderCheck): Problem[] {
  return PROBLEMS.flatMap((check) => check(access));
}

export function warningsOf(access: AccessUnderCheck): Warning[] {
  return WARNINGS.flatMap((check) => check(access));
}
