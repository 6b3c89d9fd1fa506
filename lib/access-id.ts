/** The name by which an access is known in schedules, sessions, logs, metrics and reports. */
import { createHash } from 'node:crypto';
import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { LONGEST_ACCESS_ID } from './core/declaration';

const HASH_LENGTH = 8;

/**
 * The construct's path within its stack, `Release.Access`. It does not depend on the stack's own name, so the same
 * declaration reads alike in every environment. A path that does not fit is cut and told apart by a hash.
 */
export function accessIdOf(construct: Construct): string {
  const stackDepth = Stack.of(construct).node.scopes.length;
  return accessIdAt(construct.node.scopes.slice(stackDepth).map((scope) => scope.node.id));
}

/** What the functions make at run time is called so, and they may remove whatever is. */
const OF_RUN_TIME = /^(?=(lease|hold)-)/;

/** The id of an access at a path within its stack. */
export function accessIdAt(ids: readonly string[]): string {
  const path = ids.join('.');
  // A dot within one of the ids would let two different paths read alike.
  const isPlain = ids.every((one) => /^[\w-]+$/.test(one)) && !OF_RUN_TIME.test(path);
  if (path.length <= LONGEST_ACCESS_ID && isPlain) {
    return path;
  }
  const id = path.replace(OF_RUN_TIME, 'access-');
  const hash = createHash('sha256').update(ids.join('/')).digest('hex').slice(0, HASH_LENGTH);
  return `${id.replace(/[^\w.-]/g, '-').slice(0, LONGEST_ACCESS_ID - HASH_LENGTH - 1)}-${hash}`;
}
