/**
 * The bus to which a controller sends its events, and the rules that listen there.
 *
 * Gotchas: the bus may be named after everything that speaks of it, so it is looked up when the app is synthesized.
 */
import { Lazy, Stack, Token } from 'aws-cdk-lib';
import { type CfnRule, type EventPattern, type IEventBusRef, type OnEventOptions, Rule } from 'aws-cdk-lib/aws-events';
import type { PolicyStatementProps } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { type DetailType, EVENT_SOURCE } from './core/access-events';
import { textOf } from './core/problem';

const DEFAULT_BUS = 'default';

/** Which of a controller's events a rule is to hear. */
export interface HeardEvents {
  /** All of them, unless told otherwise. */
  readonly access?: string;
  /** All of them, unless told otherwise. */
  readonly detailTypes?: readonly DetailType[];
}

export class EventOutlet {
  private bus: IEventBusRef | undefined;

  constructor(private readonly controller: Construct) {}

  public sendTo(bus: IEventBusRef): void {
    this.bus = bus;
  }

  /** As `PutEvents` takes it: a name, or the ARN of a bus that may be anybody's. */
  public get busName(): string {
    return Lazy.string({ produce: () => this.bus?.eventBusRef.eventBusArn ?? DEFAULT_BUS });
  }

  /** The right to send such events, and none of any other source, to this bus. */
  public get sendEvents(): PolicyStatementProps {
    return {
      sid: 'SendEvents',
      actions: ['events:PutEvents'],
      resources: [Lazy.string({ produce: () => this.bus?.eventBusRef.eventBusArn ?? this.defaultBusArn() })],
      // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-conditions.html
      conditions: { StringEquals: { 'events:source': EVENT_SOURCE } },
    };
  }

  /** A rule of the controller's bus. */
  public rule(scope: Construct, id: string, { access, detailTypes }: HeardEvents, options: OnEventOptions): Rule {
    const rule = new Rule(scope, id, options);
    rule.addEventPattern({
      source: [EVENT_SOURCE],
      ...(detailTypes === undefined ? {} : { detailType: [...detailTypes] }),
      detail: {
        ...(access === undefined ? {} : { access: [access] }),
        controller: { name: [Stack.of(this.controller).stackName] },
      },
    } satisfies EventPattern);
    rule.addTarget(options.target);
    (rule.node.defaultChild as CfnRule).eventBusName = Lazy.string({
      produce: () => this.bus?.eventBusRef.eventBusName,
    });
    scope.node.addValidation({ validate: () => this.problemsOf(rule) });
    return rule;
  }

  /** EventBridge keeps a rule in the account and region of its bus, and nowhere else. */
  private problemsOf(rule: Rule): string[] {
    const elsewhere = this.elsewhere(Stack.of(rule));
    return elsewhere === undefined
      ? []
      : [
          textOf({
            id: 'event-bus-elsewhere',
            what: `rule ${rule.node.id} is to hear events that go to a bus in ${elsewhere}`,
            why: 'EventBridge keeps the rules of a bus in the account and region of that bus',
            mend: 'declare the rule there, with source temporary-access; or give the controller a bus of its own account',
          }),
        ];
  }

  /** The account or region of the bus, where it is certainly not the stack's. */
  private elsewhere({ account, region }: Stack): string | undefined {
    const { account: ofBus = account, region: there = region } = this.bus?.env ?? {};
    const differ = (one: string, other: string): boolean =>
      !Token.isUnresolved(one) && !Token.isUnresolved(other) && one !== other;
    return differ(account, ofBus) ? `account ${ofBus}` : differ(region, there) ? `region ${there}` : undefined;
  }

  private defaultBusArn(): string {
    return Stack.of(this.controller).formatArn({
      service: 'events',
      resource: 'event-bus',
      resourceName: DEFAULT_BUS,
    });
  }
}
