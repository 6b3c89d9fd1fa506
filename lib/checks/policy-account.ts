/** Policies that IAM would not attach, since they are of another account than the role. */
import { Stack, Token } from 'aws-cdk-lib';
import type { Problem } from '../core/problem';
import type { AccessUnderCheck } from './access-under-check';
import { identitiesOf } from './identity';

export function policyAccountProblems({ construct, role, policyArns }: AccessUnderCheck): Problem[] {
  const ours = [Stack.of(construct).account, role.env.account].find((account) => !Token.isUnresolved(account));
  return identitiesOf(construct, policyArns).flatMap((policy) => {
    const [, account] = /^arn:aws:iam::(\d{12}):policy\//.exec(policy) ?? [];
    return ours === undefined || account === undefined || account === ours
      ? []
      : [
          {
            id: 'policy-of-another-account',
            what: `${policy} is in account ${account} and the role in ${ours}`,
            why: 'IAM attaches policies of AWS and of the own account only, and the window would not open',
            mend: `declare a policy in account ${ours}, or write its statements into the access`,
          },
        ];
  });
}
