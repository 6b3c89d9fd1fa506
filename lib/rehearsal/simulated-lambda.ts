/**
 * Lambda's asynchronous invocation: an event is accepted at once, handled soon, and tried again when that fails.
 *
 * A function that throws is called twice more, after one minute and after two; then the event goes to the queue of
 * failed events. One that reaches its time-out is stopped where it stands: no call of it is answered any more.
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
 */
import { type EpochMs, HOUR, iso, MINUTE, plus, SECOND } from '../core/interval';
import { AwsFailure, type World } from '../core/world';
import type { Calling } from './faults/call-faults';
import { type Errand, failing, sideOf, slowing } from './faults/fault';
import type { Faults } from './faults/faults';
import { globMatches } from './iam-condition';
import { between, type Random, seeded } from './seeded-random';
import type { Caller } from './iam-authority';
import type { SimulatedIam } from './simulated-iam';
import type { VirtualClock } from './virtual-clock';

/** The shape of the bundle's exports: the deployed code, in a world of the caller's. */
export type Handle = (world: World, event: unknown, deadline: EpochMs) => Promise<void>;

export interface FunctionDefinition {
  readonly arn: string;
  readonly name: string;
  readonly roleArn: string;
  readonly timeoutMs: number;
  readonly environment: Readonly<Record<string, string>>;
  /** Whether it serves closes, and nothing else. */
  readonly closes?: boolean;
  readonly handle: Handle;
}

/** AWS::Lambda::Permission. */
export interface Permission {
  readonly functionArn: string;
  readonly service: string;
  /** Anything of that service, where it is left out. */
  readonly sourceArn: string | undefined;
}

/** AWS::Lambda::EventInvokeConfig. */
export interface AsyncConfig {
  readonly maximumAgeMs: number;
  readonly maximumRetries: number;
  /** Where an event goes that failed for good: the ARN of a queue. */
  readonly onFailure?: string;
}

const DEFAULTS: AsyncConfig = { maximumAgeMs: 6 * HOUR, maximumRetries: 2 };

/** What the bundle itself keeps free before the time-out. */
const BEFORE_TIMEOUT = 15 * SECOND;
/** Lambda tries a throttled function again after a growing wait of at most this. */
const LONGEST_THROTTLE = 5 * MINUTE;
/** An event that comes twice without need comes soon. */
const LONGEST_REPEAT = 30 * SECOND;
const MOST_SKEW = 20 * SECOND;

export interface FailedEvent {
  readonly at: EpochMs;
  readonly functionName: string;
  readonly cause: string;
  readonly event: unknown;
  readonly reason: string;
  /** Where it lies now. */
  readonly queueArn?: string | undefined;
}

/** A run that ended in the middle of its work. */
export interface StoppedRun {
  readonly functionArn: string;
  readonly roleArn: string;
  readonly place: string;
  readonly errand: Errand;
  readonly began: EpochMs;
  readonly at: EpochMs;
}

/** One run of a function. A stopped one is `over`, and nothing that it still waits for ever comes. */
export interface Invocation extends Calling {
  readonly function: FunctionDefinition;
  readonly caller: Caller;
  readonly random: Random;
  /** By how much its clock is ahead. */
  readonly skewMs: number;
  over: boolean;
  readonly crash: () => void;
}

export interface LambdaServices {
  readonly clock: VirtualClock;
  readonly iam: SimulatedIam;
  readonly seed: number;
  readonly faults: Faults;
  /** The world that a run of a function sees. */
  readonly worldOf: (invocation: Invocation) => World;
  /** Called whenever there is an event to handle. */
  readonly onEvent: () => void;
}

interface Accepted {
  readonly function: FunctionDefinition;
  readonly event: unknown;
  readonly cause: string;
  readonly at: EpochMs;
}

export class SimulatedLambda {
  readonly failed: FailedEvent[] = [];
  readonly stopped: StoppedRun[] = [];
  /** The controller of each function that ever was, by its ARN. */
  readonly controllers = new Map<string, string>();
  private readonly functions = new Map<string, FunctionDefinition>();
  private readonly permissions = new Map<string, Permission>();
  private readonly configs = new Map<string, AsyncConfig>();
  private accepted = 0;
  private handled = 0;

  constructor(private readonly services: LambdaServices) {}

  putFunction(definition: FunctionDefinition): void {
    this.functions.set(definition.arn, definition);
    this.controllers.set(definition.arn, definition.environment['CONTROLLER'] ?? '');
  }

  configureAsync(functionArn: string, config: Partial<AsyncConfig>): void {
    this.configs.set(functionArn, { ...DEFAULTS, ...config });
  }

  /** A run of it goes on to its end. An event that still waits is dropped, as its queue is gone with it. */
  removeFunction(functionArn: string): void {
    this.functions.delete(functionArn);
  }

  /** AddPermission: a service may call it, for one thing of its own. */
  permit(id: string, permission: Permission): void {
    this.permissions.set(id, permission);
  }

  forbid(id: string): void {
    this.permissions.delete(id);
  }

  /** Fails unless the function's own policy lets the service call it. */
  authorize(functionArn: string, service: string, sourceArn: string): void {
    const allowed = [...this.permissions.values()].some(
      (one) =>
        one.functionArn === functionArn &&
        one.service === service &&
        (one.sourceArn === undefined || globMatches(sourceArn, one.sourceArn)),
    );
    if (!allowed) {
      throw new AwsFailure(
        'denied',
        'lambda:InvokeFunction',
        `${functionArn} does not let ${service} call it for ${sourceArn}`,
      );
    }
  }

  find(functionArn: string): FunctionDefinition | undefined {
    return this.functions.get(functionArn);
  }

  get arns(): string[] {
    return [...this.functions.keys()];
  }

  /** The functions of region and account that use a group of schedules. */
  inGroup(scheduleArn: string, group: string): string[] {
    const place = scheduleArn.split(':').slice(3, 5).join(':');
    return [...this.functions.values()]
      .filter(({ arn, environment }) => environment['SCHEDULE_GROUP'] === group && arn.includes(`:lambda:${place}:`))
      .map(({ arn }) => arn);
  }

  /** The roles of the functions that serve closes. */
  get closers(): ReadonlySet<string> {
    return new Set([...this.functions.values()].filter(({ closes }) => closes).map(({ roleArn }) => roleArn));
  }

  /** Events that are being handled, or will be. */
  get inFlight(): number {
    return this.accepted - this.handled;
  }

  invokeAsync(functionArn: string, event: unknown, cause: string): void {
    const called = this.functions.get(functionArn);
    if (called === undefined) {
      throw new Error(`there is no function ${functionArn}`);
    }
    const { clock, faults } = this.services;
    const accepted = { function: called, event, cause, at: clock.now() };
    this.accept(accepted);
    const again = faults.strikes('invocation-repeated', `${called.name}, ${cause}`);
    if (again !== undefined) {
      const at = plus(accepted.at, between(again.random, 0, LONGEST_REPEAT));
      faults.note(again, {
        from: at,
        to: at,
        ...sideOf(errandOf(called, event)),
        words: `Lambda hands ${cause} to ${called.name} a second time`,
      });
      clock.at(at, () => {
        this.accept({ ...accepted, cause: `${cause}, again` });
      });
    }
  }

  private accept(accepted: Accepted): void {
    this.accepted++;
    this.services.onEvent();
    this.services.clock.background(this.handle(accepted));
  }

  private async handle(accepted: Accepted): Promise<void> {
    const { clock, seed } = this.services;
    const { maximumAgeMs, maximumRetries, onFailure } = this.configs.get(accepted.function.arn) ?? DEFAULTS;
    await this.throttled(accepted);
    for (let attempt = 0; ; attempt++) {
      const random = seeded(seed, 'invocation', accepted.function.arn, accepted.cause, accepted.at, attempt);
      await clock.sleep(between(random, 20, 80));
      // An event runs the code of its turn, not of its arrival.
      const called = this.functions.get(accepted.function.arn);
      if (called === undefined) {
        break;
      }
      const failure =
        clock.now() > accepted.at + maximumAgeMs
          ? 'the event had become too old'
          : await this.attempt({ ...accepted, function: called }, attempt, random);
      if (failure === undefined) {
        break;
      }
      const wait = (attempt + 1) * MINUTE;
      if (attempt >= maximumRetries || clock.now() + wait > accepted.at + maximumAgeMs) {
        const { cause, event } = accepted;
        this.failed.push({
          at: clock.now(),
          functionName: accepted.function.name,
          cause,
          event,
          reason: failure,
          queueArn: onFailure,
        });
        break;
      }
      await clock.sleep(wait);
    }
    this.handled++;
  }

  private async throttled({ function: called, cause, event, at }: Accepted): Promise<void> {
    const { clock, faults } = this.services;
    const strike = faults.strikes('function-throttled', `${called.name}, ${cause}`);
    if (strike !== undefined) {
      const to = plus(at, between(strike.random, SECOND, LONGEST_THROTTLE));
      const words = `${called.name} is throttled, and ${cause} waits until ${iso(to)}`;
      faults.note(strike, { from: at, to, words, ...failing(errandOf(called, event)) });
      await clock.sleep(to - at);
    }
  }

  /** Runs the function once; answers why it failed, if it did. */
  private async attempt(
    { function: called, cause, event }: Accepted,
    attempt: number,
    random: Random,
  ): Promise<string | undefined> {
    const { clock, iam, worldOf } = this.services;
    const began = clock.now();
    const timeout = plus(began, called.timeoutMs);
    try {
      iam.assumeAsService('lambda.amazonaws.com', called.roleArn, {});
    } catch (error) {
      return String(error);
    }
    const place = attempt === 0 ? `${called.name}, ${cause}` : `${called.name}, ${cause}, attempt ${attempt + 1}`;
    const errand = errandOf(called, event);
    const { skewMs, onEnd } = this.skew({ place, errand, began, timeout });
    return new Promise((done) => {
      const end = (failure?: string): void => {
        cancel();
        invocation.over = true;
        onEnd();
        done(failure);
      };
      const stop = (failure: string): void => {
        const { arn: functionArn, roleArn } = called;
        this.stopped.push({ functionArn, roleArn, place, errand, began, at: clock.now() });
        end(failure);
      };
      const cancel = clock.at(timeout, () => {
        stop(`timed out after ${called.timeoutMs / SECOND} s`);
      });
      const invocation: Invocation = {
        ...{ function: called, caller: { roleArn: called.roleArn, sessionName: called.name } },
        ...{ place, errand, began, timeout, random, skewMs, over: false },
        crash: () => {
          stop('the function crashed');
        },
      };
      const deadline = plus(timeout, skewMs - BEFORE_TIMEOUT);
      called.handle(worldOf(invocation), structuredClone(event), deadline).then(
        () => {
          end();
        },
        (error: unknown) => {
          end(error instanceof Error ? error.message : String(error));
        },
      );
    });
  }

  /** A function whose clock is behind sees later than others that a window is over. */
  private skew({ place, errand, began, timeout }: Calling): { readonly skewMs: number; readonly onEnd: () => void } {
    const { clock, faults } = this.services;
    const strike = faults.strikes('clock-skewed', place);
    if (strike === undefined) {
      return { skewMs: 0, onEnd: () => undefined };
    }
    const skewMs = between(strike.random, -MOST_SKEW, MOST_SKEW);
    const words = `${place}: its clock is ${Math.abs(skewMs) / SECOND} s ${skewMs < 0 ? 'behind' : 'ahead'}`;
    const over = faults.note(strike, {
      ...{ from: began, to: timeout, words },
      ...slowing(errand, MOST_SKEW),
    });
    return {
      skewMs,
      onEnd: () => {
        over(clock.now());
      },
    };
  }
}

function errandOf({ closes }: FunctionDefinition, event: unknown): Errand {
  if (closes !== true) {
    return 'open';
  }
  switch ((event as { readonly event?: unknown }).event) {
    case 'end':
      return 'end';
    case 'close':
    case 'hold-end':
      return 'close';
    default:
      return 'sweep';
  }
}
