/** Hands the events that match a signal on to one of the functions, which only that rule is let to call for it. */
import type { Duration } from 'aws-cdk-lib';
import {
  type EventPattern,
  type IEventBus,
  Rule,
  RuleTargetInput,
  type RuleTargetInputProperties,
} from 'aws-cdk-lib/aws-events';
import { CfnPermission, type IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { retryPolicy } from './retry-policy';

/** An event that one of the functions is to hear of. */
export interface SignalRuleProps {
  readonly description: string;
  readonly eventPattern: EventPattern;
  /** The default bus, unless told otherwise. */
  readonly bus?: IEventBus;
  /** What the function is given, with a place for the event. */
  readonly inputTemplate: string;
  readonly maxEventAge: Duration;
}

export function signalRule(
  scope: Construct,
  id: string,
  called: IFunction,
  undelivered: IQueue,
  { description, eventPattern, bus, inputTemplate, maxEventAge }: SignalRuleProps,
): Rule {
  const rule = new Rule(scope, id, {
    description,
    eventPattern,
    ...(bus === undefined ? {} : { eventBus: bus }),
    targets: [
      {
        bind: () => ({
          arn: called.functionArn,
          input: new TemplateInput(inputTemplate),
          deadLetterConfig: { arn: undelivered.queueArn },
          retryPolicy: retryPolicy(maxEventAge),
        }),
      },
    ],
  });
  new CfnPermission(rule, 'MayCall', {
    action: 'lambda:InvokeFunction',
    functionName: called.functionArn,
    principal: 'events.amazonaws.com',
    sourceArn: rule.ruleArn,
  });
  return rule;
}

/** Text that EventBridge fills in; the CDK's own kinds of input would quote the place of the event. */
class TemplateInput extends RuleTargetInput {
  constructor(private readonly inputTemplate: string) {
    super();
  }

  public bind(): RuleTargetInputProperties {
    return { inputTemplate: this.inputTemplate };
  }
}
