/**
 * Finds what a resource's own policy would give to an access for good, and tells a reviewer how to mend it.
 *
 * The principal of the access renders as a marker while its elements are searched.
 */
import { CfnElement, CfnResource, Stack, Stage, Token, TokenComparison } from 'aws-cdk-lib';
import type { PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';
import type { Problem } from './core/problem';

/** A statement of an element, or a place where none can be read, that names the access. */
export interface PermanentGrant {
  readonly element: IConstruct;
  readonly statement?: RenderedStatement;
}

/** As in a policy, and as in a permission of a Lambda function. */
interface RenderedStatement {
  readonly Effect?: string;
  readonly Action?: string | string[];
  readonly NotPrincipal?: unknown;
  readonly Principal?: unknown;
  readonly Resource?: unknown;
  readonly Condition?: unknown;
}

/** What an element would give to the principal that renders as the marker. */
export function grantsTo(marker: string, element: IConstruct): PermanentGrant[] {
  const rendered = CfnElement.isCfnElement(element) ? render(element) : undefined;
  if (rendered === undefined || !JSON.stringify(rendered).includes(marker)) {
    return [];
  }
  const statements = statementsFor(marker, rendered);
  // A policy that is written as text, or something that is no policy at all.
  return statements.length === 0 ? [{ element }] : statements.map((statement) => ({ element, statement }));
}

/**
 * What policies of CloudWatch Logs would give to the whole account of the access.
 *
 * They take no role as a principal. The CDK writes the account instead, so no marker stands there; what tells such a
 * statement is that it has the actions and the resource of a grant.
 */
export function grantsToAccount(
  access: IConstruct,
  account: string,
  granted: readonly PolicyStatement[],
): PermanentGrant[] {
  return (Stage.of(access) ?? access).node.findAll().flatMap((element) => {
    const { document } = (element.node.scope ?? {}) as { document?: PolicyDocument };
    if (document === undefined || !isLogsPolicyElsewhere(element, account)) {
      return [];
    }
    // Unresolved: the grant handed the same tokens to both, and not all of them can be resolved in this stack.
    const { Statement: statements } = document.toJSON() as { Statement: RenderedStatement[] };
    const grants = granted.map((grant) => grant.toStatementJson() as RenderedStatement);
    return statements
      .filter(({ Principal }) => JSON.stringify(Principal) === JSON.stringify({ AWS: account }))
      .filter((statement) => grants.some((grant) => covers(statement, grant)))
      .map((statement) => ({ element, statement }));
  });
}

/** What would stay, why that is refused, and what to write instead. */
export function permanentGrantProblem(access: IConstruct, { element, statement }: PermanentGrant): Problem {
  const id = 'permanent-grant';
  const where = resourceOf(element);
  if (statement === undefined) {
    return {
      id,
      what: `${where} would name this access`,
      why: 'the access is there during its windows only, and what names it would stay',
      mend: 'leave that out, and give what is needed by addStatements',
    };
  }
  if (statement.Effect === 'Deny' || statement.NotPrincipal !== undefined) {
    return {
      id,
      what: `a statement in the policy of ${where} names this access`,
      why: 'IAM knows its role only, in the windows and between them',
      mend: 'name the role there',
    };
  }
  const actions = [statement.Action ?? []].flat();
  const conditions = statement.Condition === undefined ? '' : `, conditions: ${code(statement.Condition)}`;
  return {
    id,
    what: `the policy of ${where} would allow ${actions.join(', ')} for good`,
    why: "a resource's policy has no window, so nothing would take it away",
    mend:
      'leave out the grant that asks for this and write all of it as statements, this part as ' +
      `addStatements(new PolicyStatement({ actions: ${code(actions)}, resources: [the ARN of ${where}]` +
      `${conditions} }))${consent(access, element)}`,
  };
}

/**
 * Where a statement of the access is only half of it, since the role or the account of the resource has to agree.
 *
 * Trust in the account gives nothing by itself. Trust in the role itself would, without any statement.
 */
function consent(access: IConstruct, element: IConstruct): string {
  const { account } = Stack.of(access);
  const isRole = CfnResource.isCfnResource(element) && element.cfnResourceType === 'AWS::IAM::Role';
  if (!isRole && sameAccount(Stack.of(element).account, account)) {
    return '';
  }
  return (
    `; it is ${isRole ? 'a role' : 'in another account'}, which has to agree: trust the account of the access in its ` +
    `policy, by new AccountPrincipal(${code(Stack.of(access).resolve(account))})`
  );
}

/** The template's fragment of an element, through the method by which the CDK itself renders it. */
function render(element: CfnElement): unknown {
  const { _toCloudFormation: toCloudFormation } = element as unknown as { _toCloudFormation?: () => object };
  return toCloudFormation === undefined ? undefined : Stack.of(element).resolve(toCloudFormation.call(element));
}

function statementsFor(marker: string, rendered: unknown): RenderedStatement[] {
  if (typeof rendered !== 'object' || rendered === null) {
    return [];
  }
  const { Principal, NotPrincipal } = rendered as RenderedStatement;
  return JSON.stringify([Principal, NotPrincipal]).includes(marker)
    ? [rendered]
    : Object.values(rendered).flatMap((value) => statementsFor(marker, value));
}

function isLogsPolicyElsewhere(element: IConstruct, account: string): boolean {
  return (
    CfnResource.isCfnResource(element) &&
    element.cfnResourceType === 'AWS::Logs::ResourcePolicy' &&
    !sameAccount(Stack.of(element).account, account)
  );
}

/** As the CDK compares them, when it decides whether a grant needs a resource policy. */
function sameAccount(one: string, other: string): boolean {
  return [TokenComparison.SAME, TokenComparison.BOTH_UNRESOLVED].includes(Token.compareStrings(one, other));
}

function covers(statement: RenderedStatement, grant: RenderedStatement): boolean {
  const has = (all: unknown, some: unknown): boolean => [some].flat().every((one) => [all].flat().includes(one));
  return has(statement.Action, grant.Action) && has(statement.Resource, grant.Resource);
}

/** The path of what a person declared and granted, not of the policy that the CDK has put beneath it. */
function resourceOf(element: IConstruct): string {
  const { path } = element.node;
  const isPermission = CfnResource.isCfnResource(element) && element.cfnResourceType.endsWith('Permission');
  const above = isPermission
    ? path.replace(/\/[^/]+$/, '')
    : path.replace(/(\/(Policy|ResourcePolicy|Resource|Default))+$/, '');
  return above === Stack.of(element).node.path ? path : above;
}

const PSEUDO_PARAMETERS: Readonly<Record<string, string>> = {
  'AWS::AccountId': 'Aws.ACCOUNT_ID',
  'AWS::Partition': 'Aws.PARTITION',
  'AWS::Region': 'Aws.REGION',
  'AWS::URLSuffix': 'Aws.URL_SUFFIX',
};

/** A part of a template as one would write it in TypeScript. */
function code(value: unknown): string {
  if (typeof value !== 'object' || value === null) {
    return typeof value === 'string' ? `'${value}'` : String(value);
  }
  if (Array.isArray(value)) {
    return `[${value.map(code).join(', ')}]`;
  }
  const { Ref: ref, 'Fn::Join': join } = value as { Ref?: string; 'Fn::Join'?: [string, unknown[]] };
  if (ref !== undefined) {
    return PSEUDO_PARAMETERS[ref] ?? ref;
  }
  if (join !== undefined) {
    const [separator, parts] = join;
    return `\`${parts.map((part) => (typeof part === 'string' ? part : `\${${code(part)}}`)).join(separator)}\``;
  }
  const entries = Object.entries(value).map(([key, one]) => `${/^\w+$/.test(key) ? key : `'${key}'`}: ${code(one)}`);
  return `{ ${entries.join(', ')} }`;
}
