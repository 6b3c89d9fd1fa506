/**
 * What somebody needs to lock a stack down and to unlock it: locks and nothing but locks in the controller's group, and
 * a word to the closer. None of it can open anything.
 */
import { lockName, STACK_LOCK } from './core/lock';

/** By what its own template calls them, so that they can be named from another stack too. */
export interface Lockable {
  readonly stackId: string;
  /** `arn:…:schedule/GROUP`. */
  readonly schedules: string;
  readonly endRoleArn: string;
  readonly closerArn: string;
  /** Of the roles that have an access. */
  readonly roleArns: string[];
}

/** What may be done to what. */
export interface Right {
  readonly actions: string[];
  readonly resourceArns: string[];
  readonly conditions?: Record<string, Record<string, string>>;
}

/** The table in docs/lockdown.md says what each is for. */
export function lockdownRights({ stackId, schedules, endRoleArn, closerArn, roleArns }: Lockable): Right[] {
  return [
    { actions: ['cloudformation:ListStackResources'], resourceArns: [stackId] },
    { actions: ['scheduler:GetSchedule'], resourceArns: [`${schedules}/*`] },
    {
      actions: ['scheduler:CreateSchedule', 'scheduler:DeleteSchedule'],
      resourceArns: [STACK_LOCK, lockName('*')].map((name) => `${schedules}/${name}`),
    },
    {
      // Scheduler takes no schedule without a role with which it may call its target.
      actions: ['iam:PassRole'],
      resourceArns: [endRoleArn],
      conditions: { StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } },
    },
    { actions: ['lambda:InvokeFunction'], resourceArns: [closerArn] },
    { actions: ['iam:ListAttachedRolePolicies'], resourceArns: roleArns },
  ];
}
