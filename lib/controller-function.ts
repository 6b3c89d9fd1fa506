/**
 * One of the controller's two functions: its role, its log group, its settings for asynchronous events.
 *
 * Its own role reads the policies of the target roles and the controller's schedules, and assumes attachment roles. The
 * closer's may also ask IAM what a role may do, where an access wants that to be looked at.
 * It has no write permission on IAM at all, and on Scheduler only where an access opens on demand or closes early.
 */
import { Aws, type Duration, Lazy, RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  type IRole,
  ManagedPolicy,
  PolicyDocument,
  PolicyStatement,
  type PolicyStatementProps,
  Role,
  ServicePrincipal,
} from 'aws-cdk-lib/aws-iam';
import { Architecture, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { attachmentRolePath } from './attachment-path';
import { mayNameItsRoleTwice } from './cfn-lint';
import type { EventOutlet } from './event-outlet';
import { handlerCode } from './handler-asset';
import { OWN_PATH } from './own-path';
import { packageVersion } from './package-root';

export interface ControllerFunctionProps {
  /** Which export of the bundle. */
  readonly entry: 'opener' | 'closer';
  readonly description: string;
  readonly controller: string;
  readonly group: string;
  readonly timeout: Duration;
  /** How long an event may wait for this function before it counts as failed. */
  readonly maxEventAge: Duration;
  readonly failedEvents: IQueue;
  /** What comes before the paths of all attachment roles. Known at synth only. */
  readonly pathPrefix: () => string;
  /** Where its events go. */
  readonly outlet: EventOutlet;
}

export class ControllerFunction extends Construct {
  public readonly function: LambdaFunction;
  public readonly role: Role;
  public readonly logGroup: LogGroup;

  constructor(scope: Construct, id: string, props: ControllerFunctionProps) {
    super(scope, id);
    this.logGroup = new LogGroup(this, 'Logs', {
      retention: RetentionDays.ONE_YEAR,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.role = new Role(this, 'Role', {
      path: OWN_PATH,
      description: `${props.description} Reads; to change an attachment it assumes that access's attachment role`,
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    });
    this.logGroup.grantWrite(this.role);
    const { partition, account } = { partition: Aws.PARTITION, account: Stack.of(this).account };
    this.role.addToPolicy(
      new PolicyStatement({
        sid: 'AssumeAttachmentRoles',
        actions: ['sts:AssumeRole'],
        resources: [
          Lazy.string({
            produce: () => `arn:${partition}:iam::${account}:role${attachmentRolePath(props.pathPrefix())}*`,
          }),
        ],
      }),
    );
    this.role.addToPolicy(
      new PolicyStatement({
        sid: 'ReadSchedules',
        actions: ['scheduler:GetSchedule'],
        resources: [
          Stack.of(this).formatArn({ service: 'scheduler', resource: 'schedule', resourceName: `${props.group}/*` }),
        ],
      }),
    );
    this.role.addToPolicy(new PolicyStatement(props.outlet.sendEvents));
    this.function = new LambdaFunction(this, 'Function', {
      description: props.description,
      code: handlerCode(),
      handler: `index.${props.entry}`,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: 256,
      timeout: props.timeout,
      role: this.role,
      logGroup: this.logGroup,
      environment: {
        SCHEDULE_GROUP: props.group,
        CONTROLLER: props.controller,
        EVENT_BUS: props.outlet.busName,
        VERSION: packageVersion(),
      },
      retryAttempts: 2,
      maxEventAge: props.maxEventAge,
      onFailure: new SqsDestination(props.failedEvents),
    });
    mayNameItsRoleTwice(this.function);
  }

  /**
   * Gives rights that go with a resource of their own: a managed policy, since the CDK fills the inline policies of a role
   * up to the limit, and counts only what it writes there itself.
   */
  public may(id: string, description: string, statements: readonly PolicyStatementProps[]): void {
    new ManagedPolicy(this, id, {
      description,
      roles: [this.role],
      document: new PolicyDocument({
        minimize: false,
        statements: statements.map((statement) => new PolicyStatement(statement)),
      }),
    });
  }

  /** Lets the function see what is attached to a role. */
  public mayRead(role: IRole): void {
    this.role.addToPolicy(
      new PolicyStatement({ actions: ['iam:ListAttachedRolePolicies'], resources: [role.roleArn] }),
    );
  }

  /** Lets the function ask IAM what a role may do. */
  public mayAskAbout(role: IRole): void {
    this.role.addToPolicy(new PolicyStatement({ actions: ['iam:SimulatePrincipalPolicy'], resources: [role.roleArn] }));
  }

  /** Lets the function see what a policy grants. */
  public mayReadPolicy(policyArn: string): void {
    this.role.addToPolicy(
      new PolicyStatement({ actions: ['iam:GetPolicy', 'iam:GetPolicyVersion'], resources: [policyArn] }),
    );
  }
}
