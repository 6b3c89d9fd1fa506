/**
 * Puts signals where they belong: what services of AWS say on the default bus, all else on the buses that have a rule
 * for it.
 */
import { iso } from '../../core/interval';
import { isMalformed, readMessage } from '../../core/message';
import { isOnDemand } from '../../core/window';
import { AwsFailure } from '../../core/world';
import type { DeclarationHistory } from '../declaration-history';
import type { SimulatedAws } from '../simulated-aws';
import type { BusEvent, HandedOver, Rule } from '../simulated-event-bridge';
import type { PlayedSignal, Signal } from './signal';

/** Where functions of ours are. */
interface Place {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
}

/** Nobody whom any policy names. */
const STRANGER = 'stranger';

export class SignalPlayer {
  readonly played: PlayedSignal[] = [];

  constructor(
    private readonly aws: SimulatedAws,
    private readonly history: DeclarationHistory,
  ) {}

  /** Lets it happen at its time. */
  plan(signal: Signal): void {
    this.aws.clock.at(signal.at, () => {
      this.send(signal);
    });
  }

  send(signal: Signal): void {
    const { clock } = this.aws;
    const handed: HandedOver[] = [];
    let [refused, by, event]: [string | undefined, string | undefined, BusEvent | undefined] = [
      undefined,
      signal.by,
      undefined,
    ];
    for (const place of this.places()) {
      const here = this.filledIn(signal, place);
      event ??= here;
      for (const busArn of this.busesAt(place)) {
        const rules = this.aws.events.rulesFor(busArn, here);
        if (rules.length === 0) {
          continue;
        }
        if (busArn.endsWith(':event-bus/default')) {
          handed.push(...this.aws.events.emit(busArn, here));
          continue;
        }
        const sender = signal.forged === true ? roleArn(place, STRANGER) : (by ?? this.requesterOf(rules, here));
        by ??= sender;
        try {
          const mayPutAnywhere = signal.forged === true;
          handed.push(
            ...this.aws.events.put(busArn, here, { arn: sender ?? roleArn(place, STRANGER), mayPutAnywhere }),
          );
        } catch (error) {
          if (!(error instanceof AwsFailure)) {
            throw error;
          }
          refused = error.message;
        }
      }
    }
    if (event !== undefined) {
      this.played.push({ at: clock.now(), event, by, kind: signal.kind, refused, handed });
    }
  }

  private filledIn({ event }: Signal, { account, region }: Place): BusEvent {
    return {
      version: '0',
      id: `signal-${this.played.length + 1}`,
      'detail-type': 'example',
      account,
      time: iso(this.aws.clock.now()).replace(/\.\d+Z$/, 'Z'),
      region,
      resources: [],
      detail: {},
      ...event,
    };
  }

  private places(): Place[] {
    const arns = this.aws.lambda.arns.map((arn) => {
      const [, partition = '', , region = '', account = ''] = arn.split(':');
      return { partition, region, account };
    });
    return [...new Map(arns.map((place) => [JSON.stringify(place), place])).values()];
  }

  private busesAt({ partition, region, account }: Place): string[] {
    const prefix = `arn:${partition}:events:${region}:${account}:event-bus/`;
    return [`${prefix}default`, ...this.aws.events.busArns.filter((arn) => arn.startsWith(prefix))];
  }

  /** Somebody of whom the declaration says that he may send it. */
  private requesterOf(rules: readonly Rule[], event: BusEvent): string | undefined {
    const asked = rules
      .flatMap(({ targets }) => targets)
      .map(({ inputTemplate = '{}' }) =>
        readMessage(JSON.parse(inputTemplate.replace(/<[\w.]+>/, JSON.stringify(event)))),
      )
      .find((message) => !isMalformed(message) && (message.event === 'open' || message.event === 'close'));
    if (asked === undefined || isMalformed(asked) || (asked.event !== 'open' && asked.event !== 'close')) {
      return undefined;
    }
    const window = this.history
      .inForce()
      .find(({ declared }) => declared.access === asked.access)
      ?.declared.windows.find(({ id }) => id === asked.window);
    const opens = window !== undefined && isOnDemand(window) ? window.opensOn : [];
    const signals = asked.event === 'open' ? opens : (window?.closesOn ?? []);
    return signals.find(({ id }) => id === asked.signal)?.requesters?.[0];
  }
}

function roleArn({ partition, account }: Place, name: string): string {
  return `arn:${partition}:iam::${account}:role/${name}`;
}
