/**
 * What a value of the app stands for, so that two of them can be compared in whichever stacks they are used.
 *
 * Gotchas: a reference is read before the CDK renders it, since what it renders depends on the stack that looks: a
 * `Ref` at home, an import elsewhere. Two stacks whose accounts are not known may be deployed to different ones, so
 * what only the account tells apart is the same within one of them, and different between two.
 */
import { DefaultTokenResolver, Reference, Stack, Token, Tokenization } from 'aws-cdk-lib';
import type { IResolvable, IResolveContext, IPostProcessor } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** The construct that a value is an attribute of, if it is nothing but that. */
export function targetOf(value: string): IConstruct | undefined {
  const fragments = Tokenization.reverseString(value);
  const token = fragments.length === 1 ? fragments.firstToken : undefined;
  return Reference.isReference(token) ? token.target : undefined;
}

/** The path of what a value refers to, or its text. */
export function identityOf(scope: IConstruct, value: string): string {
  return identitiesOf(scope, [value])[0] ?? value;
}

/** The same of each value of a list, which may itself be known at synthesis only. */
export function identitiesOf(scope: IConstruct, values: readonly string[] | undefined): string[] {
  const resolved = identified(scope, values);
  return Array.isArray(resolved) ? resolved.map((one: unknown) => withAccount(scope, textOf(one))) : [];
}

/** Any value, with the path of what it refers to instead of each reference. */
export function identified(scope: IConstruct, value: unknown): unknown {
  return Tokenization.resolve(value, { scope, resolver: new Identities(), preparing: false });
}

/** What tells the account of a stack from that of another: its number, or the stack where that is not known. */
export function accountOf(scope: IConstruct): string {
  const { account, node, nestedStackParent: parent } = Stack.of(scope);
  return !Token.isUnresolved(account) ? account : parent === undefined ? node.path : accountOf(parent);
}

/** An identity as a person calls it: the path of what was declared, not of the resource beneath it. */
export function nameOf(identity: string): string {
  return identity.replace(/\/(Resource|Default)$/, '');
}

class Identities extends DefaultTokenResolver {
  constructor() {
    super({ join: (left: unknown, right: unknown) => `${textOf(left)}${textOf(right)}` });
  }

  public override resolveToken(token: IResolvable, context: IResolveContext, postProcessor: IPostProcessor): unknown {
    const target = Reference.isReference(token) ? token.target : undefined;
    return target === undefined || Stack.isStack(target)
      ? super.resolveToken(token, context, postProcessor)
      : target.node.path;
  }
}

/** One partition has one IAM, so a number of an account says which is meant. */
const PSEUDO_PARAMETERS: Readonly<Record<string, string>> = { 'AWS::Partition': 'aws', 'AWS::AccountId': '<account>' };

function textOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) {
    return typeof value === 'string' ? value : '';
  }
  const { Ref: ref, 'Fn::Join': join } = value as { Ref?: string; 'Fn::Join'?: [string, unknown[]] };
  return join === undefined
    ? (PSEUDO_PARAMETERS[ref ?? ''] ?? JSON.stringify(value))
    : join[1].map(textOf).join(join[0]);
}

function withAccount(scope: IConstruct, text: string): string {
  return text.replace('<account>', accountOf(scope)).replace(/^arn:aws[\w-]*:/, 'arn:aws:');
}
