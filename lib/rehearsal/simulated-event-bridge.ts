/**
 * EventBridge: hands what happens on to the functions whose rules match it, soon, and at least once.
 *
 * Services of AWS put their events on the default bus of account and region, where nobody else can use a source that
 * begins with `aws.`. On another bus everybody may put what its resource policy allows.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-event-delivery.html
 *
 * Gotchas: a bus policy is read as if the sender's own policies allowed everything or nothing, as the caller says: what
 * a stranger may do with a right to put events anywhere is a question worth asking.
 */
import { type EpochMs, iso, plus, SECOND } from '../core/interval';
import { MATCHED_EVENT } from '../core/message';
import { AwsFailure } from '../core/world';
import { type Errand, failing, sideOf } from './faults/fault';
import type { Faults } from './faults/faults';
import { lateArrival } from './faults/lateness';
import { decideTrust } from './iam-policy';
import { partsOfRole } from './role-arn';
import { between, seeded } from './seeded-random';
import { eventMatches } from './signals/event-pattern';
import type { SimulatedLambda } from './simulated-lambda';
import type { SimulatedScheduler } from './simulated-scheduler';
import type { JsonObject } from '../assembly/template';
import type { VirtualClock } from './virtual-clock';

/** An event as its rules see it. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html */
export interface BusEvent extends JsonObject {
  readonly id: string;
  readonly source: string;
  readonly 'detail-type': string;
}

export interface RuleTarget {
  readonly functionArn: string;
  /** What the function gets; the event itself, unless told otherwise. */
  readonly inputTemplate: string | undefined;
  readonly maximumEventAgeMs: number;
  /** Of a queue. */
  readonly deadLetterArn?: string;
}

export interface Rule {
  readonly arn: string;
  readonly name: string;
  readonly busArn: string;
  readonly enabled: boolean;
  readonly pattern: JsonObject;
  readonly targets: readonly RuleTarget[];
}

/** Who puts an event on a bus that is not the default one. */
export interface Sender {
  readonly arn: string;
  /** Its own policies let it put events anywhere. */
  readonly mayPutAnywhere: boolean;
}

/** An event on its way to a function. */
export interface HandedOver {
  /** Where it goes if it cannot be handed over. */
  readonly queueArn?: string | undefined;
  readonly rule: string;
  readonly functionArn: string;
  readonly input: unknown;
}

export interface UndeliveredEvent {
  readonly at: EpochMs;
  readonly rule: string;
  readonly reason: string;
  readonly queueArn?: string | undefined;
}

export interface EventBridgeServices {
  readonly clock: VirtualClock;
  readonly lambda: SimulatedLambda;
  readonly scheduler: SimulatedScheduler;
  readonly seed: number;
  readonly faults: Faults;
}

/** From the event to the call of the function. */
const FASTEST = 100;
const SLOWEST = SECOND;

/** The statements of its policy, and those that were added one by one, by their ids. */
interface Bus {
  readonly own: readonly JsonObject[];
  readonly added: Map<string, JsonObject>;
}

export class SimulatedEventBridge {
  readonly undelivered: UndeliveredEvent[] = [];
  private readonly rules = new Map<string, Rule>();
  private readonly buses = new Map<string, Bus>();

  constructor(private readonly services: EventBridgeServices) {}

  putRule(rule: Rule): void {
    this.rules.set(rule.arn, rule);
  }

  removeRule(arn: string): void {
    this.rules.delete(arn);
  }

  findRule(arn: string): Rule | undefined {
    return this.rules.get(arn);
  }

  /** In place, where there is one of that name. */
  putBus(arn: string, statements: readonly JsonObject[]): void {
    this.buses.set(arn, { own: statements, added: this.buses.get(arn)?.added ?? new Map<string, JsonObject>() });
  }

  /** Its rules have to be gone. */
  removeBus(arn: string): void {
    const [rule] = [...this.rules.values()].filter(({ busArn }) => busArn === arn);
    if (rule !== undefined) {
      throw new AwsFailure('conflict', 'events:DeleteEventBus', `rule ${rule.name} is still on it`);
    }
    this.buses.delete(arn);
  }

  hasBus(arn: string): boolean {
    return this.buses.has(arn);
  }

  /** All but the default ones. */
  get busArns(): string[] {
    return [...this.buses.keys()];
  }

  putStatement(busArn: string, id: string, statement: JsonObject): void {
    this.buses.get(busArn)?.added.set(id, statement);
  }

  removeStatement(busArn: string, id: string): void {
    this.buses.get(busArn)?.added.delete(id);
  }

  /** The rules of a bus that match an event. */
  rulesFor(busArn: string, event: BusEvent): Rule[] {
    return [...this.rules.values()].filter(
      (rule) => rule.enabled && rule.busArn === busArn && eventMatches(rule.pattern, event),
    );
  }

  /** Of a service of AWS, on the default bus. */
  emit(busArn: string, event: BusEvent): HandedOver[] {
    return this.rulesFor(busArn, event).flatMap((rule) =>
      rule.targets.map((target) => this.handOver(rule, target, event)),
    );
  }

  /** PutEvents, on another bus; fails where its policy does not let the sender. */
  put(busArn: string, event: BusEvent, sender: Sender): HandedOver[] {
    const operation = 'events:PutEvents';
    const refused = (why: string): AwsFailure => new AwsFailure('denied', operation, `${sender.arn} ${why}`);
    if (event.source.startsWith('aws.')) {
      throw refused(`may not put events of source ${event.source}, which is kept for services of AWS`);
    }
    const { partition, account, name } = partsOfRole(sender.arn);
    const { own = [], added = [] } = this.buses.get(busArn) ?? {};
    const statements = [...own, ...[...added].map(([, statement]) => statement)];
    const decision = decideTrust(
      { Statement: statements },
      {
        aws: [
          sender.arn,
          `arn:${partition}:iam::${account}:root`,
          account,
          `arn:${partition}:sts::${account}:assumed-role/${name}/x`,
        ],
      },
      {
        action: operation,
        resource: busArn,
        context: {
          'aws:CurrentTime': iso(this.services.clock.now()),
          'aws:PrincipalArn': sender.arn,
          'aws:PrincipalAccount': account,
          'events:source': event.source,
          'events:detail-type': event['detail-type'],
        },
      },
    );
    if (decision === 'explicitly denied' || (decision === 'not allowed' && !sender.mayPutAnywhere)) {
      throw refused(`is ${decision} to put this event on ${busArn}`);
    }
    return this.emit(busArn, event);
  }

  private handOver(rule: Rule, target: RuleTarget, event: BusEvent): HandedOver {
    const { clock, seed, faults } = this.services;
    const { functionArn } = target;
    const input = inputOf(target, event);
    const over = { rule: rule.name, functionArn, input, queueArn: target.deadLetterArn };
    const place = `rule ${rule.name}, event ${event.id}`;
    const soon = plus(clock.now(), between(seeded(seed, 'event', rule.arn, event.id, clock.now()), FASTEST, SLOWEST));
    const deliverAt = (at: EpochMs): void => {
      clock.at(at, () => {
        this.deliver(rule, over, event);
      });
    };
    const errand = this.errandOf(functionArn);
    const missing = { from: clock.now(), to: plus(clock.now(), MISSED_FOR), ...failing(errand) };
    const lost = faults.strikes('event-lost', place);
    if (lost !== undefined) {
      this.undelivered.push({
        at: clock.now(),
        rule: rule.name,
        reason: 'EventBridge gave up',
        queueArn: over.queueArn,
      });
      faults.note(lost, { ...missing, words: `EventBridge gives up on event ${event.id} for ${rule.name}` });
      return over;
    }
    const late = faults.strikes('event-late', place);
    const at = late === undefined ? soon : this.lateArrival(target, late.random);
    if (late !== undefined) {
      faults.note(late, {
        ...missing,
        words: `EventBridge delivers event ${event.id} of ${rule.name} late, at ${iso(at)}`,
      });
    }
    deliverAt(at);
    const repeated = faults.strikes('event-repeated', place);
    if (repeated !== undefined) {
      const again = this.lateArrival(target, repeated.random);
      const words = `EventBridge delivers event ${event.id} of ${rule.name} again at ${iso(again)}`;
      faults.note(repeated, { ...sideOf(errand), from: clock.now(), to: clock.now(), words });
      deliverAt(again);
    }
    return over;
  }

  private lateArrival({ maximumEventAgeMs }: RuleTarget, random: () => number): EpochMs {
    const { clock, scheduler } = this.services;
    return lateArrival(random, clock.now(), scheduler.edges(), maximumEventAgeMs);
  }

  private errandOf(functionArn: string): Errand {
    return this.services.lambda.find(functionArn)?.closes === true ? 'close' : 'open';
  }

  /** EventBridge calls Lambda, which accepts the event where the function lets this very rule. */
  private deliver(rule: Rule, { functionArn, input, queueArn }: HandedOver, { id }: BusEvent): void {
    const { lambda, clock } = this.services;
    // What was still on its way when its rule was deleted is nobody's any more.
    if (this.rules.get(rule.arn) === undefined) {
      return;
    }
    try {
      lambda.authorize(functionArn, 'events.amazonaws.com', rule.arn);
      lambda.invokeAsync(functionArn, structuredClone(input), `rule ${rule.name}, event ${id}`);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.undelivered.push({ at: clock.now(), rule: rule.name, reason, queueArn });
    }
  }
}

/** For so long what was to come with an event may not come. */
const MISSED_FOR = 60 * SECOND;

function inputOf({ inputTemplate }: RuleTarget, event: BusEvent): unknown {
  return inputTemplate === undefined
    ? event
    : (JSON.parse(inputTemplate.replaceAll(MATCHED_EVENT, () => JSON.stringify(event))) as unknown);
}
