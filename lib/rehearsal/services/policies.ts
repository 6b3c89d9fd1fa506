/** Managed policies, and inline ones that are resources of their own. */
import { textsOf } from '../../assembly/template';
import { type Life, type Making, object, one, roleArn } from './life';

export const MANAGED_POLICY: Life = {
  make: (making) => {
    const { aws, made, properties } = making;
    const id = aws.iam.createManagedPolicy(made.ref, documentOf(making));
    aws.iam.describeManagedPolicy(made.ref, one(properties['Description']));
    attach(making);
    return { PolicyId: id };
  },
  change: (before, after) => {
    detach(before);
    after.aws.iam.putManagedPolicy(after.made.ref, documentOf(after));
    attach(after);
  },
  remove: (making) => {
    detach(making);
    making.aws.iam.removeManagedPolicy(making.made.ref);
  },
};

/** AWS::IAM::Policy: one document, inline in each of its roles. */
export const INLINE_POLICY: Life = inlineIn('Roles');
/** AWS::IAM::RolePolicy: inline in one role. */
export const ROLE_POLICY: Life = inlineIn('RoleName');

function inlineIn(property: 'Roles' | 'RoleName'): Life {
  const rolesOf = ({ env, properties }: Making): string[] =>
    textsOf(properties[property]).map((name) => roleArn(env, name));
  const put = (making: Making): void => {
    for (const arn of rolesOf(making)) {
      making.aws.iam.putInlinePolicy(arn, one(making.properties['PolicyName']), documentOf(making));
    }
  };
  const take = (making: Making): void => {
    for (const arn of rolesOf(making)) {
      making.aws.iam.removeInlinePolicy(arn, one(making.properties['PolicyName']));
    }
  };
  return {
    make: (making) => {
      put(making);
      return undefined;
    },
    change: (before, after) => {
      take(before);
      put(after);
    },
    remove: take,
  };
}

function attach({ aws, env, properties, made }: Making): void {
  for (const name of textsOf(properties['Roles'])) {
    aws.iam.attachPermanently(roleArn(env, name), made.ref);
  }
}

function detach({ aws, env, properties, made }: Making): void {
  for (const name of textsOf(properties['Roles'])) {
    aws.iam.detachPermanently(roleArn(env, name), made.ref);
  }
}

function documentOf({ properties }: Making): ReturnType<typeof object> {
  return object(properties['PolicyDocument']);
}
