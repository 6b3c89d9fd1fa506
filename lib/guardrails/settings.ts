/** Limits that cannot be meant, with what to write instead. */
import { Token } from 'aws-cdk-lib';
import type { AccessGuardrailsProps } from '../access-guardrails';
import { targetOf } from '../checks/identity';
import { DAY, MINUTE } from '../core/interval';
import type { Problem } from '../core/problem';
import { isOnDemand } from '../core/window';
import { duration } from '../review/wording';

const SHORTEST = 5 * MINUTE;
const WEEK = 7 * DAY;

export function settingProblems(props: AccessGuardrailsProps): Problem[] {
  return [
    ...lengthProblems(props),
    ...windowProblems(props),
    ...patternProblems(props),
    ...listProblems(props),
    ...actionProblems(props),
    ...(limits(props) ? [] : [nothing()]),
  ];
}

function limits({ forbidPermanentAttachment, ...props }: AccessGuardrailsProps): boolean {
  return forbidPermanentAttachment === true || (Object.values(props) as unknown[]).some((value) => value !== undefined);
}

function nothing(): Problem {
  return {
    id: 'no-limit',
    what: 'no limit is set',
    why: 'guardrails that limit nothing only look like protection',
    mend: 'set at least one, such as maxOpenPerWeek: Duration.hours(20)',
  };
}

function lengthProblems({ maxWindowLength, maxOpenPerWeek }: AccessGuardrailsProps): Problem[] {
  const [window, week] = [maxWindowLength?.toMilliseconds(), maxOpenPerWeek?.toMilliseconds()];
  const tooShort = (field: string, ms: number): Problem => ({
    id: 'limit-too-short',
    what: `${field} is ${duration(ms)}`,
    why: 'no window is shorter than five minutes, so that no access could be declared',
    mend: `write five minutes or more, such as ${field}: Duration.hours(4)`,
  });
  return [
    ...(window !== undefined && window < SHORTEST ? [tooShort('maxWindowLength', window)] : []),
    ...(week !== undefined && week < SHORTEST ? [tooShort('maxOpenPerWeek', week)] : []),
    ...(week !== undefined && week >= WEEK
      ? [
          {
            id: 'limit-too-long',
            what: `maxOpenPerWeek is ${duration(week)}`,
            why: 'a week has no more than 168 hours, so that nothing would be limited',
            mend: 'write less, such as maxOpenPerWeek: Duration.hours(20)',
          },
        ]
      : []),
  ];
}

const ON_DEMAND: Problem = {
  id: 'allowed-on-demand',
  what: 'it opens on request',
  why: 'when that is nobody knows beforehand, so that it says no hours',
  mend: 'name hours, such as AccessWindow.daily({ start, end, timeZone })',
};

function windowProblems({ allowedWindows }: AccessGuardrailsProps): Problem[] {
  if (allowedWindows?.length === 0) {
    return [
      {
        id: 'empty-list',
        what: 'allowedWindows is empty',
        why: 'no access could ever be open',
        mend: "name at least one, such as AccessWindow.daily({ start: '08:00', end: '20:00', timeZone }), or leave it out",
      },
    ];
  }
  return (allowedWindows ?? []).flatMap((window, index) => {
    const declared = window._declare('1');
    const own = declared === undefined || !isOnDemand(declared) ? window._problems : [ON_DEMAND];
    return own.map((problem) => ({ ...problem, what: `allowed window ${index + 1}: ${problem.what}` }));
  });
}

function patternProblems({ purposePattern: pattern }: AccessGuardrailsProps): Problem[] {
  const reason = pattern === undefined ? undefined : reasonAgainst(pattern);
  return reason === undefined
    ? []
    : [
        {
          id: 'pattern',
          what: `purposePattern '${pattern}' is no regular expression that tells purposes apart`,
          why: reason,
          mend: "write one such as '^CHG-[0-9]+: '",
        },
      ];
}

function reasonAgainst(pattern: string): string | undefined {
  try {
    return new RegExp(pattern).test('') ? 'it matches even an empty purpose' : undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function listProblems(props: AccessGuardrailsProps): Problem[] {
  const lists: Record<string, string[] | undefined> = {
    forbiddenActions: props.forbiddenActions,
    forbiddenPolicies: props.forbiddenPolicies,
    requiredAlarmRecipients: props.requiredAlarmRecipients,
  };
  return Object.entries(lists).flatMap(([field, values]) =>
    values?.length === 0
      ? [
          {
            id: 'empty-list',
            what: `${field} is empty`,
            why: 'it looks like a limit and is none',
            mend: 'name at least one, or leave it out',
          },
        ]
      : (values ?? []).flatMap((value) => valueProblems(field, value)),
  );
}

function valueProblems(field: string, value: string): Problem[] {
  if (Token.isUnresolved(value)) {
    const path = targetOf(value)?.node.path.replace(/\/(Resource|Default)$/, '');
    return [
      {
        id: 'unresolved',
        what: `${field} has a value that only the deployment knows`,
        why: 'the guardrails look at templates, and not at what is deployed',
        mend: `write ${path === undefined ? 'the path of the construct, or a name' : `'${path}', the path of the construct`}`,
      },
    ];
  }
  return value.trim() === ''
    ? [{ id: 'empty-value', what: `${field} has an empty value`, why: 'it matches nothing', mend: 'leave it out' }]
    : [];
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html */
const ACTION = /^(\*|[\w*?-]+:[\w*?]+)$/;

function actionProblems({ forbiddenActions = [] }: AccessGuardrailsProps): Problem[] {
  return forbiddenActions
    .filter((action) => !Token.isUnresolved(action) && action.trim() !== '' && !ACTION.test(action))
    .map((action) => ({
      id: 'action',
      what: `forbiddenActions has '${action}', which is no action of IAM`,
      why: 'it would forbid nothing',
      mend: `write a service and an action, such as '${/^[\w-]+$/.test(action) ? action : 'iam'}:*'`,
    }));
}
