/** Takes one policy out of an access that has several. */
import { isDeepStrictEqual } from 'node:util';
import type { Json, Template } from '../../assembly/template';
import { declaredIn, policiesOf, resourceOf } from './accesses';
import { type Change, pick } from './change';
import { withDeclaration } from './declaration-edit';
import { eachWithin, StandIns } from './joined-text';
import { listOf, withProperties, withoutResources, withResource } from './template-edit';

/** `temporary-access/<instance>/<role>/` comes before the marks of the policies in an attachment role's path. */
const ROOT = 'temporary-access';
const MARKS_AFTER_ROOT = 3;

export const dropPolicy: Change = ({ template, access, parts, random }) => {
  const policies = policiesOf(declaredIn(template, access));
  const dropped = pick(random, policies);
  if (dropped === undefined || policies.length < 2) {
    return undefined;
  }
  const without = (list: Json | undefined): Json[] =>
    listOf(list).filter((policy) => !isDeepStrictEqual(policy, dropped));
  const declared = withDeclaration(template, access.id, (before) => ({
    ...before,
    policies: without(before['policies']),
  }));
  const attaching = withResource(declared, parts.attachmentRole, (role) =>
    withProperties(role, {
      Path: withoutMark(role.Properties?.['Path'], policies.indexOf(dropped)),
      Policies: withoutCondition(role.Properties?.['Policies'] ?? [], without),
    }),
  );
  const left = withoutOwn(attaching, parts.policy, dropped);
  return left === undefined ? undefined : { words: `takes a policy out of ${access.id}`, template: left };
};

function withoutMark(path: Json | undefined, index: number): Json {
  const standIns = new StandIns();
  const segments = standIns.text(path).split('/');
  const mark = segments.indexOf(ROOT) + MARKS_AFTER_ROOT + index;
  return standIns.value(segments.filter((_segment, at) => at !== mark).join('/'));
}

function withoutCondition(value: Json, without: (list: Json | undefined) => Json[]): Json {
  return eachWithin(value, (item, key) => (key === 'iam:PolicyARN' ? without(item) : withoutCondition(item, without)));
}

/** The own policy goes with its last statement; another one may have other uses. */
function withoutOwn(template: Template, own: string | undefined, dropped: Json): Template | undefined {
  return own !== undefined && resourceOf(template, dropped, 'AWS::IAM::ManagedPolicy') === own
    ? withoutResources(template, new Set([own]))
    : template;
}
