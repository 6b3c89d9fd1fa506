/** What a token of the app refers to, so that two of them can be compared in whichever stacks they are used. */
import { Reference, Stack, Tokenization } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** The construct that a value is an attribute of, if it is nothing but that. */
export function targetOf(value: string): IConstruct | undefined {
  const fragments = Tokenization.reverseString(value);
  const token = fragments.length === 1 ? fragments.firstToken : undefined;
  return Reference.isReference(token) ? token.target : undefined;
}

/**
 * The path of what a value refers to; for everything else its text, which is comparable across stacks only where it
 * does not depend on the stack's own account.
 */
export function identityOf(scope: IConstruct, value: string): string {
  const target = targetOf(value);
  if (target !== undefined) {
    return target.node.path;
  }
  const resolved: unknown = Stack.of(scope).resolve(value);
  const text = typeof resolved === 'string' ? resolved : JSON.stringify(resolved);
  return text.includes('AWS::AccountId') ? `${Stack.of(scope).node.path}: ${text}` : text;
}
