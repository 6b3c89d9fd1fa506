/** What a failed call means for whoever made it, and what to do. */
import type { Account } from './account';
import { CommandError, type FailedCall, failedCall } from './call-failure';

const SIGN_IN = 'sign in (`aws sso login`, `aws login`), or name a profile with --profile';

/** Who gives the right, for the calls that the library itself grants. */
const ASK_FOR: Readonly<Record<string, string>> = {
  'events:PutEvents': 'ask for access.grantOpen(…) to open it, or access.grantClose(…) to close it',
  'sts:AssumeRole': 'ask for access.grantClose(…)',
  'scheduler:CreateSchedule': 'ask for controller.grantLockdown(…)',
  'scheduler:DeleteSchedule': 'ask for controller.grantLockdown(…)',
  'lambda:InvokeFunction': 'ask for controller.grantLockdown(…)',
};

const ASK_ADMINISTRATOR =
  'ask whoever gives rights in the account; docs/operate.md lists those that each command needs';

/** An error for people; of what they could not have caused, the error itself. */
export async function explained(account: Account, error: unknown): Promise<unknown> {
  const failed = failedCall(error);
  return failed === undefined ? error : new CommandError(await explanation(account, failed));
}

export async function explanation(account: Account, failed: FailedCall): Promise<string> {
  const { failure, operation, resource, message } = failed;
  switch (failure) {
    case 'no-credentials':
      return `there are no AWS credentials: ${SIGN_IN} (${message})`;
    case 'expired':
      return `your AWS credentials have expired: ${SIGN_IN} (${message})`;
    case 'no-region':
      return 'no AWS region is named: use --region, AWS_REGION or a profile that has one';
    case 'denied': {
      const caller = await callerOf(account);
      return `${caller} may not do ${operation} on ${resource}: ${ASK_FOR[operation] ?? ASK_ADMINISTRATOR} (${message})`;
    }
    case 'throttled':
    case 'unavailable':
    case 'conflict':
      return `${operation} on ${resource} cannot be done now: ${message}; try again`;
    default:
      return `${operation} on ${resource} failed: ${message}`;
  }
}

/** `sts:GetCallerIdentity` cannot be denied, but it can fail. */
async function callerOf(account: Account): Promise<string> {
  try {
    return (await account.identity()).arn;
  } catch {
    return 'you';
  }
}
