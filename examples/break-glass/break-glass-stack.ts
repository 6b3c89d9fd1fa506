/**
 * Job 4: the runbooks' role may mend production while an incident is open, and everybody on call hears of it.
 *
 * The incident tool opens and resolves; the alarm on failed payments does the same by itself. Whichever came first is
 * closed by its own end: an alarm that clears does not end an incident. After four hours it is over in any case.
 */
import { AccessController, AccessSignal, AccessWindow, TemporaryAccess } from 'cdk-temporary-access';
import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { Alarm, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { AttributeType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Alias, Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

/** What the incident tool sends; yours has names of its own. It says which incident it is, and what it is about. */
const incident = (detailType: string, description: string, detail?: object): AccessSignal =>
  AccessSignal.eventPattern({
    eventPattern: { source: ['shop.incidents'], detailType: [detailType], ...(detail === undefined ? {} : { detail }) },
    correlation: '$.detail.incident',
    reason: '$.detail.title',
    description,
  });

export class BreakGlassStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);

    const payments = new Table(this, 'Payments', {
      partitionKey: { name: 'id', type: AttributeType.STRING },
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    });
    const checkout = new LambdaFunction(this, 'Checkout', {
      code: Code.fromInline('exports.handler = async () => ({ statusCode: 200 });'),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
    });
    const live = new Alias(this, 'Live', { aliasName: 'live', version: checkout.currentVersion });
    const failedPayments = new Alarm(this, 'FailedPayments', {
      metric: new Metric({ namespace: 'Shop', metricName: 'FailedPayments', statistic: 'Sum' }),
      threshold: 100,
      evaluationPeriods: 2,
      // Without data an alarm is neither raised nor cleared, and the access would stay until its end.
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    const runbooks = new Role(this, 'Runbooks', { assumedBy: new ServicePrincipal('ssm.amazonaws.com') });
    const incidentTool = new Role(this, 'IncidentTool', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });

    const pager = new Topic(this, 'Pager', { enforceSSL: true });
    failedPayments.addAlarmAction(new SnsAction(pager));
    new AccessController(this, 'AccessController', { alarmActions: [new SnsAction(pager)] });

    const access = new TemporaryAccess(this, 'IncidentAccess', {
      role: runbooks,
      purpose: 'Break glass: roll the checkout back and mend payments by hand',
      windows: [
        AccessWindow.breakGlass({
          openOn: [
            incident('Incident Opened', 'an incident of severity 1 is opened', { severity: [1] }),
            AccessSignal.alarmRaised(failedPayments),
          ],
          closeOn: [
            // Whatever severity it has by then.
            incident('Incident Resolved', 'an incident is resolved'),
            AccessSignal.alarmCleared(failedPayments),
          ],
          maxDuration: Duration.hours(4),
        }),
      ],
    });
    access.grantOpen(incidentTool);
    access.grantClose(incidentTool);
    payments.grantReadWriteData(access);
    access.addStatements(new PolicyStatement({ actions: ['lambda:UpdateAlias'], resources: [live.functionArn] }));
  }
}
