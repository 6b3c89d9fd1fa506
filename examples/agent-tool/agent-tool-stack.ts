/**
 * Job 3: an AI agent may call one tool for one case, and has lost that before it gets the next case.
 *
 * Three things hold the agent. The lease: case management opens the access for a case, and the agent cannot. The
 * session: its tag names the case, and the policy lets it call the tool on that path only. The pause: the next lease
 * comes no sooner than every session that saw this one has run out.
 */
import { AccessController, AccessSignal, AccessWindow, TemporaryAccess } from 'cdk-temporary-access';
import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { ArnPrincipal, Effect, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { RefundTool } from './refund-tool';

/** No session of the agent's lives longer: the shortest that IAM lets a role have. */
const LONGEST_SESSION = Duration.hours(1);

export class AgentToolStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);

    const { api } = new RefundTool(this, 'RefundTool');
    const caseManagement = new Role(this, 'CaseManagement', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    });
    const agentRole = new Role(this, 'AgentRole', {
      // Case management opens the agent's sessions, and names the case in each; the agent is handed the result.
      assumedBy: new ArnPrincipal(caseManagement.roleArn).withConditions({ Null: { 'aws:RequestTag/case': 'false' } }),
      maxSessionDuration: LONGEST_SESSION,
    });
    agentRole.assumeRolePolicy?.addStatements(
      new PolicyStatement({
        effect: Effect.ALLOW,
        principals: [new ArnPrincipal(caseManagement.roleArn)],
        actions: ['sts:TagSession'],
        conditions: { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['case'] } },
      }),
    );

    const onCall = new Topic(this, 'OnCall', { enforceSSL: true });
    new AccessController(this, 'AccessController', { alarmActions: [new SnsAction(onCall)] });

    const access = new TemporaryAccess(this, 'RefundAccess', {
      role: agentRole,
      purpose: 'Let the agent refund the order of the case it works on',
      windows: [
        AccessWindow.onDemand({
          openOn: [AccessSignal.request()],
          closeOn: [AccessSignal.request()],
          maxDuration: Duration.minutes(30),
          cooldown: LONGEST_SESSION,
        }),
      ],
    });
    access.addStatements(
      new PolicyStatement({
        actions: ['execute-api:Invoke'],
        resources: [api.arnForExecuteApi(HttpMethod.POST, '/cases/${aws:PrincipalTag/case}/refund', '$default')],
      }),
    );
    access.grantOpen(caseManagement);
    access.grantClose(caseManagement);
  }
}
