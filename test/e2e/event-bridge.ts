/**
 * moto's EventBridge with the rules of a deployed stack: it decides which events match, and what it hands on is handed
 * to the functions as the rules say, since moto runs none.
 */
import { CloudWatchLogsClient, CreateLogGroupCommand, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  CreateEventBusCommand,
  EventBridgeClient,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import { type EpochMs, iso } from '../../lib/core/interval';
import { MATCHED_EVENT } from '../../lib/core/message';
import { ACCOUNT, motoEndpoint, REGION } from './aws';
import type { DeployedStack } from './deployed-stack';
import type { Invocation } from './function';

export interface Sent {
  readonly source: string;
  readonly detailType: string;
  readonly detail: object;
  readonly at: EpochMs;
}

/** An event that a rule has matched, as it came out at the rule's target. It may be handed on more than once. */
export interface Matched {
  readonly rule: string;
  readonly event: object;
}

let last: Promise<unknown> = Promise.resolve();

/** moto loses its way when rules are made while it matches an event on the same bus. */
function oneAtATime<T>(act: () => Promise<T>): Promise<T> {
  const done = last.then(act, act);
  last = done.catch(() => undefined);
  return done;
}

export class EventBridge {
  private readonly seen = new Set<string>();

  private constructor(
    private readonly stack: DeployedStack,
    private readonly name: string,
    private readonly client: EventBridgeClient,
    private readonly logs: CloudWatchLogsClient,
  ) {}

  /** Makes the buses and the rules of the stack, each rule with a log group to say what it matched. */
  static async of(stack: DeployedStack, name: string): Promise<EventBridge> {
    const config = {
      endpoint: motoEndpoint(),
      region: REGION,
      credentials: { accessKeyId: 'admin', secretAccessKey: 'admin' },
    };
    const bridge = new EventBridge(stack, name, new EventBridgeClient(config), new CloudWatchLogsClient(config));
    return oneAtATime(async () => {
      for (const bus of stack.ofType('AWS::Events::EventBus')) {
        await bridge.client.send(new CreateEventBusCommand({ Name: stack.refOf(bus) }));
      }
      for (const rule of stack.ofType('AWS::Events::Rule')) {
        await bridge.makeRule(rule);
      }
      return bridge;
    });
  }

  /** Sends an event to a bus, and answers what each rule that matched it was given. */
  async send({ source, detailType, detail, at }: Sent, bus?: string): Promise<Matched[]> {
    const entry = {
      ...{ Source: source, DetailType: detailType, Detail: JSON.stringify(detail), Time: new Date(at) },
      ...(bus === undefined ? {} : { EventBusName: bus }),
    };
    const put = new PutEventsCommand({ Entries: [entry] });
    const { FailedEntryCount: failed } = await oneAtATime(() => this.client.send(put));
    if (failed !== 0) {
      throw new Error(`EventBridge did not take the event of ${iso(at)}`);
    }
    const matched = await Promise.all(this.stack.ofType('AWS::Events::Rule').map((rule) => this.newOf(rule)));
    return matched.flat();
  }

  /** Hands on what one rule matched; it is an error where none did, or several. */
  async deliver(sent: Sent, bus?: string): Promise<Invocation & { readonly again: () => Promise<Invocation> }> {
    const matched = await this.send(sent, bus);
    const [one] = matched;
    if (one === undefined || matched.length > 1) {
      throw new Error(`${matched.length} rules matched ${sent.detailType}, not one`);
    }
    const again = (): Promise<Invocation> => this.stack.handOn(one.rule, one.event);
    return { ...(await again()), again };
  }

  private async makeRule(rule: string): Promise<void> {
    const { EventBusName: bus, EventPattern: pattern } = this.stack.propertiesOf(rule);
    const named = bus === undefined ? {} : { EventBusName: bus };
    const group = this.groupOf(rule);
    await this.logs.send(new CreateLogGroupCommand({ logGroupName: group }));
    const Name = this.ruleName(rule);
    await this.client.send(new PutRuleCommand({ Name, EventPattern: JSON.stringify(pattern), ...named }));
    const Arn = `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:${group}`;
    const Targets = [{ Id: 'log', Arn, InputTransformer: { InputTemplate: MATCHED_EVENT } }];
    await this.client.send(new PutTargetsCommand({ Rule: Name, ...named, Targets }));
  }

  private async newOf(rule: string): Promise<Matched[]> {
    const { events = [] } = await this.logs.send(new FilterLogEventsCommand({ logGroupName: this.groupOf(rule) }));
    return events.flatMap(({ message = '' }) => {
      const event = JSON.parse(message) as { id: string };
      const key = `${rule} ${event.id}`;
      const isNew = !this.seen.has(key);
      this.seen.add(key);
      return isNew ? [{ rule, event }] : [];
    });
  }

  private ruleName(rule: string): string {
    return `${this.name}-${rule}`.slice(-64);
  }

  private groupOf(rule: string): string {
    return `/aws/events/${this.name}/${rule}`;
  }
}
