/** The account of security: the bus that every account sends its events to, all of them kept, and a call for the bad ones. */
import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { EventBus, Rule } from 'aws-cdk-lib/aws-events';
import { SnsTopic } from 'aws-cdk-lib/aws-events-targets';
import { AccountPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { CENTRAL_BUS } from './accounts';

/** As `docs/events.md` has them. */
const SOURCE = 'temporary-access';
const OVERDUE = ['Close Failed', 'Drift Found'];

export interface SecurityStackProps extends StackProps {
  /** The accounts that send. */
  readonly accounts: readonly string[];
}

export class SecurityStack extends Stack {
  constructor(scope: Construct, id: string, props: SecurityStackProps) {
    super(scope, id, props);

    const bus = new EventBus(this, 'Bus', {
      eventBusName: CENTRAL_BUS,
      description: 'Takes the events of temporary access from all accounts',
    });
    // The roles of the controllers send here themselves, without a rule in between: they have the right to, and this
    // is the other half of it. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-bus-perms.html
    bus.addToResourcePolicy(
      new PolicyStatement({
        sid: 'TakeTemporaryAccess',
        principals: props.accounts.map((account) => new AccountPrincipal(account)),
        actions: ['events:PutEvents'],
        resources: [bus.eventBusArn],
        conditions: { StringEquals: { 'events:source': SOURCE } },
      }),
    );
    bus.archive('Kept', {
      description: 'Every event of temporary access, from all accounts',
      eventPattern: { source: [SOURCE] },
      retention: Duration.days(400),
    });

    const onCall = new Topic(this, 'OnCall', { enforceSSL: true });
    new Rule(this, 'Overdue', {
      description: 'Access of some account may be standing past its end',
      eventBus: bus,
      eventPattern: { source: [SOURCE], detailType: OVERDUE },
      targets: [new SnsTopic(onCall)],
    });
  }
}
