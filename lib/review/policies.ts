/** What a policy allows, as far as the assembly says. */
import type { Interval } from '../core/interval';
import { iso } from '../core/interval';
import type { Json } from '../assembly/template';
import { named } from './naming';
import type { Policy, Statement } from './report';
import { nameOfResource, type Scope, targetOf } from './scope';
import { distinct, inWords, statementsOf } from './statements';

/** In whichever partition, which only the deployment may know. */
const AWS_POLICY = /^arn:(?:[\w-]+|\$\{AWS::Partition\}):iam::aws:policy\//;

/** A managed policy from its ARN, or from a reference to it. `own` is the name of the one that belongs to the access. */
export function policyOf(arn: Json | undefined, scope: Scope, own?: string): Policy {
  const target = targetOf(arn, scope);
  if (target?.resource.Type === 'AWS::IAM::ManagedPolicy') {
    const name = nameOfResource(target.id, target.scope, scope);
    const statements = statementsOf(target.resource.Properties?.['PolicyDocument'], target.scope);
    return { name, kind: name === own ? 'own' : 'declared', statements };
  }
  const name = named(arn, scope);
  return { name, kind: AWS_POLICY.test(name) ? 'aws' : 'imported', statements: null };
}

const START = 'DateGreaterThanEquals';
const END = 'DateLessThan';

/**
 * Without the times that the library itself adds for one-time windows: they say what the windows say already, once for
 * each of them. Undefined where a statement that allows something does not carry them.
 */
export function withoutBounds(
  statements: readonly Statement[],
  bounds: readonly Interval[],
): readonly Statement[] | undefined {
  const left = statements.map((statement) => (statement.effect === 'Deny' ? statement : unbounded(statement, bounds)));
  const all = left.filter((statement) => statement !== undefined);
  return all.length === left.length ? distinct(all) : undefined;
}

function unbounded(statement: Statement, bounds: readonly Interval[]): Statement | undefined {
  for (const { start, end } of bounds) {
    const added = [index(statement, START, iso(start)), index(statement, END, iso(end))];
    if (!added.includes(-1)) {
      const rest = { ...statement, conditions: statement.conditions.filter((_one, at) => !added.includes(at)) };
      return { ...rest, words: inWords(rest) };
    }
  }
  return undefined;
}

/** Beside a time that the statement has of its own, the library spells the operator with `IfExists`. */
function index({ conditions }: Statement, operator: string, time: string): number {
  return conditions.findIndex(
    ({ operator: found, key, values }) =>
      (found === operator || found === `${operator}IfExists`) && key === 'aws:CurrentTime' && values.join() === time,
  );
}
