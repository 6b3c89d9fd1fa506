/**
 * Lets a service of AWS use a customer's key.
 *
 * A key that is only imported has a policy that cannot be changed from here, so its owner is told what it has to hold.
 */
import { Stack } from 'aws-cdk-lib';
import { PolicyStatement, type ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { warn } from './checks/warn';

/** Which service, and what comes of it where the key does not let it. */
export interface KeyUse {
  readonly service: ServicePrincipal;
  readonly otherwise: string;
}

/** `owner` is the construct on which whoever gave the key is warned. */
export function letUse(key: IKey, { service, otherwise }: KeyUse, owner: Construct): void {
  const statement = new PolicyStatement({
    actions: ['kms:Decrypt', 'kms:Encrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*'],
    principals: [service],
    resources: ['*'],
  });
  if (key.addToResourcePolicy(statement, true).statementAdded) {
    return;
  }
  const needed = JSON.stringify(Stack.of(owner).resolve(statement.toStatementJson()));
  const text =
    `the policy of the encryption key ${key.node.path} cannot be extended from here, since the key is imported: unless ` +
    `it allows what follows, ${otherwise}; give it the statement ${needed}`;
  owner.node.addValidation({
    validate: () => {
      warn(owner, [{ id: 'encryption-key-policy', text }]);
      return [];
    },
  });
}
