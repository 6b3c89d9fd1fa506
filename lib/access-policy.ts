/**
 * The access's own managed policy: its statements, and whatever is granted to it.
 *
 * It is never attached in the template. Its description is constant, since a changed one makes CloudFormation replace
 * the policy. Where every window is one-time, IAM itself ends the access: each Allow carries the window's times, once
 * for each window.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-currenttime
 */
import { Lazy } from 'aws-cdk-lib';
import { CfnManagedPolicy, Effect, PolicyDocument, type PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { type Interval, iso } from './core/interval';
import { POLICY_DESCRIPTION } from './core/declaration';
import type { Problem } from './core/problem';
import { OWN_PATH } from './own-path';

const OPERATORS = ['DateGreaterThanEquals', 'DateLessThan'];

export class AccessPolicy extends Construct {
  public readonly policyArn: string;
  public readonly resource: CfnManagedPolicy;
  private readonly statements: PolicyStatement[] = [];

  constructor(
    scope: Construct,
    id: string,
    private readonly bounds: readonly Interval[],
  ) {
    super(scope, id);
    this.resource = new CfnManagedPolicy(this, 'Resource', {
      path: OWN_PATH,
      description: POLICY_DESCRIPTION,
      policyDocument: Lazy.any({ produce: () => this.document() }),
    });
    this.policyArn = this.resource.ref;
  }

  public addStatements(...statements: PolicyStatement[]): void {
    this.statements.push(...statements);
  }

  /** What the statements cannot be: those of no role, and, beside a one-time window, already bounded twice. */
  public problems(): Problem[] {
    return this.statements.flatMap((statement) => [
      ...statementProblems(statement),
      ...(this.isBounded(statement) ? timeProblems(statement) : []),
    ]);
  }

  /** Built at synth and not before: a grant may still add to a statement after it has handed it over. */
  private document(): PolicyDocument {
    const taken = new Set(this.statements.flatMap(({ sid }) => sid ?? []));
    return new PolicyDocument({
      statements: this.statements.flatMap((statement) =>
        this.isBounded(statement)
          ? this.bounds.map((bound, index) => bounded(statement, bound, sidOf(statement, index, taken)))
          : [statement],
      ),
    });
  }

  private isBounded(statement: PolicyStatement): boolean {
    return statement.effect === Effect.ALLOW && this.bounds.length > 0;
  }
}

/** A policy has each statement id once, and the copy for a second window must not take the id of another statement. */
function sidOf({ sid }: PolicyStatement, index: number, taken: Set<string>): string | undefined {
  if (sid === undefined || index === 0) {
    return sid;
  }
  let copy = `${sid}Window${index + 1}`;
  // Each round is longer than the last, and there are only so many statements.
  while (taken.has(copy)) {
    copy += 'Copy';
  }
  taken.add(copy);
  return copy;
}

function bounded(statement: PolicyStatement, { start, end }: Interval, sid: string | undefined): PolicyStatement {
  const copy = statement.copy(sid === undefined ? {} : { sid });
  addTime(copy, 'DateGreaterThanEquals', iso(start));
  addTime(copy, 'DateLessThan', iso(end));
  return copy;
}

/** A time that the statement has of its own stays: the other spelling of the operator is a condition beside it. */
function addTime(statement: PolicyStatement, operator: string, time: string): void {
  const spelling = freeSpelling(statement, operator);
  if (spelling !== undefined) {
    statement.addCondition(spelling, { 'aws:CurrentTime': time });
  }
}

function timeProblems(statement: PolicyStatement): Problem[] {
  return OPERATORS.filter((operator) => freeSpelling(statement, operator) === undefined).map((operator) => ({
    id: 'own-time-condition',
    what: `${nameOf(statement)} compares aws:CurrentTime by ${operator} and by ${operator}IfExists`,
    why: 'a one-time window adds its own time, and finds both taken',
    mend: 'keep the stricter of the two',
  }));
}

const MENDS: readonly (readonly [found: RegExp, mend: string])[] = [
  [/principal/i, 'leave the principal out: it is the role of the access'],
  [/resource/i, "name what it is about, such as resources: [bucket.arnForObjects('*')]"],
  [/action/i, "name what it allows, such as actions: ['s3:GetObject']"],
];

/** What the CDK finds wrong with a statement, and what to do about it. */
function statementProblems(statement: PolicyStatement): Problem[] {
  return statement.validateForIdentityPolicy().map((found) => ({
    id: 'statement',
    what: `${nameOf(statement)} is none that a role can have`,
    why: found.replace(/\.$/, ''),
    mend: MENDS.find(([about]) => about.test(found))?.[1] ?? 'correct it',
  }));
}

function nameOf({ sid, actions, notActions }: PolicyStatement): string {
  const named = sid === undefined ? [...actions, ...notActions] : [sid];
  return named.length === 0
    ? 'a statement'
    : `the statement ${named.slice(0, 3).join(', ')}${named.length > 3 ? ', …' : ''}`;
}

/** The key is in every request, so that both spellings mean the same. */
function freeSpelling(statement: PolicyStatement, operator: string): string | undefined {
  const own = statement.conditions as Record<string, Record<string, unknown> | undefined>;
  const isFree = (spelling: string): boolean =>
    !Object.keys(own[spelling] ?? {}).some((key) => key.toLowerCase() === 'aws:currenttime');
  return [operator, `${operator}IfExists`].find(isFree);
}
