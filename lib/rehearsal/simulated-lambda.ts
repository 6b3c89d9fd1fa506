/**
 * Lambda's asynchronous invocation: an event is accepted at once, handled soon, and tried again when that fails.
 *
 * A function that throws is called twice more, after one minute and after two; then the event goes to the queue of
 * failed events. One that reaches its time-out is stopped where it stands: no call of it is answered any more.
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
 */
import { type EpochMs, HOUR, MINUTE, plus, SECOND } from '../core/interval';
import type { World } from '../core/world';
import { between, type Random, seeded } from './seeded-random';
import type { Caller, SimulatedIam } from './simulated-iam';
import type { VirtualClock } from './virtual-clock';

/** The shape of the bundle's exports: the deployed code, in a world of the caller's. */
export type Handle = (world: World, event: unknown, deadline: EpochMs) => Promise<void>;

export interface FunctionDefinition {
  readonly arn: string;
  readonly name: string;
  readonly roleArn: string;
  readonly timeoutMs: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly handle: Handle;
}

/** AWS::Lambda::EventInvokeConfig. */
export interface AsyncConfig {
  readonly maximumAgeMs: number;
  readonly maximumRetries: number;
}

const DEFAULTS: AsyncConfig = { maximumAgeMs: 6 * HOUR, maximumRetries: 2 };

/** What the bundle itself keeps free before the time-out. */
const BEFORE_TIMEOUT = 5 * SECOND;

export interface FailedEvent {
  readonly at: EpochMs;
  readonly functionName: string;
  readonly cause: string;
  readonly event: unknown;
  readonly reason: string;
}

/** One run of a function. A stopped one is `over`, and nothing that it still waits for ever comes. */
export interface Invocation {
  readonly function: FunctionDefinition;
  readonly caller: Caller;
  readonly cause: string;
  readonly random: Random;
  over: boolean;
}

export interface LambdaServices {
  readonly clock: VirtualClock;
  readonly iam: SimulatedIam;
  readonly seed: number;
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
  private readonly functions = new Map<string, FunctionDefinition>();
  private readonly configs = new Map<string, AsyncConfig>();
  private accepted = 0;
  private handled = 0;

  constructor(private readonly services: LambdaServices) {}

  putFunction(definition: FunctionDefinition): void {
    this.functions.set(definition.arn, definition);
  }

  configureAsync(functionArn: string, config: Partial<AsyncConfig>): void {
    this.configs.set(functionArn, { ...DEFAULTS, ...config });
  }

  find(functionArn: string): FunctionDefinition | undefined {
    return this.functions.get(functionArn);
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
    const { clock, onEvent } = this.services;
    const accepted = { function: called, event, cause, at: clock.now() };
    this.accepted++;
    onEvent();
    clock.background(this.handle(accepted));
  }

  private async handle(accepted: Accepted): Promise<void> {
    const { clock, seed } = this.services;
    const config = this.configs.get(accepted.function.arn) ?? DEFAULTS;
    for (let attempt = 0; ; attempt++) {
      const random = seeded(seed, 'invocation', accepted.function.arn, accepted.cause, accepted.at, attempt);
      await clock.sleep(between(random, 20, 80));
      const failure = await this.attempt(accepted, random);
      if (failure === undefined) {
        break;
      }
      const wait = (attempt + 1) * MINUTE;
      if (attempt >= config.maximumRetries || clock.now() + wait > accepted.at + config.maximumAgeMs) {
        const { cause, event } = accepted;
        this.failed.push({ at: clock.now(), functionName: accepted.function.name, cause, event, reason: failure });
        break;
      }
      await clock.sleep(wait);
    }
    this.handled++;
  }

  /** Runs the function once; answers why it failed, if it did. */
  private async attempt(accepted: Accepted, random: Random): Promise<string | undefined> {
    const { clock, iam, worldOf } = this.services;
    const called = accepted.function;
    const timeout = plus(clock.now(), called.timeoutMs);
    try {
      iam.assumeAsService('lambda.amazonaws.com', called.roleArn, {});
    } catch (error) {
      return String(error);
    }
    const caller = { roleArn: called.roleArn, sessionName: called.name };
    const invocation: Invocation = { function: called, caller, cause: accepted.cause, random, over: false };
    return new Promise((done) => {
      const end = (failure?: string): void => {
        cancel();
        invocation.over = true;
        done(failure);
      };
      const cancel = clock.at(timeout, () => {
        end(`timed out after ${called.timeoutMs / SECOND} s`);
      });
      called.handle(worldOf(invocation), structuredClone(accepted.event), plus(timeout, -BEFORE_TIMEOUT)).then(
        () => {
          end();
        },
        (error: unknown) => {
          end(error instanceof Error ? error.message : String(error));
        },
      );
    });
  }
}
