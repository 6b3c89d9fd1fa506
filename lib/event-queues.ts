/** Where events end that a function failed on, or that could not be handed to it. Nothing is lost, and both alarm. */
import { Duration, Stack } from 'aws-cdk-lib';
import { type IRole, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { type CfnQueue, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { letUse } from './key-policy';

const EVENTS = new ServicePrincipal('events.amazonaws.com');
const OF_RULES = { service: EVENTS, otherwise: 'events that EventBridge cannot hand over are lost' };

export class EventQueues {
  public readonly failed: Queue;
  public readonly undelivered: Queue;
  private takesFromRules = false;
  private key: { readonly key: IKey; readonly owner: Construct } | undefined;

  constructor(scope: Construct) {
    this.failed = queue(scope, 'FailedEvents');
    this.undelivered = queue(scope, 'UndeliveredEvents');
  }

  /** Lets EventBridge leave what the rules of the stack's account cannot hand over. */
  public takeFromRules(): void {
    if (this.takesFromRules) {
      return;
    }
    this.takesFromRules = true;
    const stack = Stack.of(this.undelivered);
    const rules = stack.formatArn({ service: 'events', resource: 'rule', resourceName: '*' });
    this.undelivered.addToResourcePolicy(
      new PolicyStatement({
        principals: [EVENTS],
        actions: ['sqs:SendMessage'],
        resources: [this.undelivered.queueArn],
        conditions: { ArnLike: { 'aws:SourceArn': rules }, StringEquals: { 'aws:SourceAccount': stack.account } },
      }),
    );
    this.letRulesUse();
  }

  /** Before or after the first rule. */
  public encryptWith(key: IKey, senders: readonly IRole[], owner: Construct): void {
    this.key = { key, owner };
    for (const one of [this.failed, this.undelivered]) {
      const resource = one.node.defaultChild as CfnQueue;
      resource.sqsManagedSseEnabled = undefined;
      resource.kmsMasterKeyId = key.keyArn;
    }
    for (const sender of senders) {
      key.grantEncryptDecrypt(sender);
    }
    if (this.takesFromRules) {
      this.letRulesUse();
    }
  }

  private letRulesUse(): void {
    if (this.key !== undefined) {
      letUse(this.key.key, OF_RULES, this.key.owner);
    }
  }
}

function queue(scope: Construct, id: string): Queue {
  return new Queue(scope, id, {
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
  });
}
