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
      description: 'Attached by cdk-temporary-access during declared windows only',
      policyDocument: Lazy.any({ produce: () => this.document() }),
    });
    this.policyArn = this.resource.ref;
  }

  public addStatements(...statements: PolicyStatement[]): void {
    this.statements.push(...statements);
  }

  /** Problems of a statement that only a policy of an identity can have. */
  public validateStatements(): string[] {
    return this.statements.flatMap((statement) => statement.validateForIdentityPolicy());
  }

  /** Built at synth and not before: a grant may still add to a statement after it has handed it over. */
  private document(): PolicyDocument {
    return new PolicyDocument({
      statements: this.statements.flatMap((statement) =>
        statement.effect === Effect.ALLOW && this.bounds.length > 0
          ? this.bounds.map((bound, index) => bounded(statement, bound, index))
          : [statement],
      ),
    });
  }
}

function bounded(statement: PolicyStatement, { start, end }: Interval, index: number): PolicyStatement {
  // A policy has each statement id once.
  const copy = statement.copy(
    statement.sid === undefined || index === 0 ? {} : { sid: `${statement.sid}${index + 1}` },
  );
  addTime(copy, 'DateGreaterThanEquals', iso(start));
  addTime(copy, 'DateLessThan', iso(end));
  return copy;
}

/** A time that the statement has of its own stays: the other spelling of the operator is a condition beside it. */
function addTime(statement: PolicyStatement, operator: string, time: string): void {
  const own = statement.conditions as Record<string, Record<string, unknown> | undefined>;
  const taken = Object.keys(own[operator] ?? {}).some((key) => key.toLowerCase() === 'aws:currenttime');
  statement.addCondition(taken ? `${operator}IfExists` : operator, { 'aws:CurrentTime': time });
}
