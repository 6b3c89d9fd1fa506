/**
 * Makes CloudFormation replace a policy or role: a path cannot change in place.
 *
 * A fixed name goes with it, since CloudFormation makes the new one while the old one stands, and refuses to give both
 * the same name.
 */
import { between, type Random } from '../seeded-random';
import type { Template } from '../../assembly/template';
import { declaredIn, resourceOf } from './accesses';
import type { Change } from './change';
import { withResource } from './template-edit';

/** The access's own policy. */
export const replacePolicy: Change = ({ template, access, parts, random }) =>
  parts.policy === undefined
    ? undefined
    : {
        words: `replaces the policy of ${access.id}`,
        template: withOtherPath(template, parts.policy, 'ManagedPolicyName', random),
      };

/** The role of the access, if this template makes it. */
export const replaceRole: Change = ({ template, access, random }) => {
  const role = resourceOf(template, declaredIn(template, access)['role'], 'AWS::IAM::Role');
  return role === undefined
    ? undefined
    : { words: `replaces the role of ${access.id}`, template: withOtherPath(template, role, 'RoleName', random) };
};

function withOtherPath(template: Template, id: string, name: string, random: Random): Template {
  return withResource(template, id, (resource) => {
    const { Path: before, ...properties } = resource.Properties ?? {};
    const number = between(random, 1, 999);
    const path = `/replaced-${number}/` === before ? `/replaced-${number + 1}/` : `/replaced-${number}/`;
    const unnamed = Object.entries(properties).filter(([key]) => key !== name);
    return { ...resource, Properties: { ...Object.fromEntries(unnamed), Path: path } };
  });
}
