/**
 * What may open and close one access beside the clock: the rules of its signals, and who may send its requests.
 *
 * Rules that open come after everything that closes, as the starts of windows do, and go first when a stack is deleted.
 *
 * Gotchas: grants may come at any time before synthesis, so what is declared of a signal is read late.
 */
import { Duration, Lazy, Stack } from 'aws-cdk-lib';
import type { CfnRule, EventPattern } from 'aws-cdk-lib/aws-events';
import { Grant, type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct, type IDependable } from 'constructs';
import type { AccessWindow } from './access-window';
import type { ControllerResources } from './controller-resources';
import { signalInput } from './core/message';
import type { Problem } from './core/problem';
import { type DeclaredSignal, REQUEST_TYPE, requestSource } from './core/signal';
import { type DeclaredWindow, isOnDemand } from './core/window';
import type { RequestKind } from './request-bus';
import { type Requester, requesterOf } from './requester';
import { AccessSignal } from './signals/access-signal';

type Direction = 'open' | 'close';

/** A close is tried for as long as EventBridge tries anything. */
const LONGEST_EVENT_AGE = Duration.days(1);

export interface AccessRequestsProps {
  readonly accessId: string;
  readonly windows: readonly AccessWindow[];
  readonly controller: ControllerResources;
  /** What detaches the access when it changes or goes. */
  readonly resource: Construct;
}

interface WindowSignals {
  readonly opensOn: DeclaredSignal[];
  readonly closesOn: DeclaredSignal[];
}

export class AccessRequests extends Construct {
  /** The rules that open. */
  public readonly opens: IDependable[] = [];
  private readonly signals = new Map<string, WindowSignals>();
  private readonly requesters: Record<Direction, Requester[]> = { open: [], close: [] };
  /** What comes through the request bus. */
  private readonly heard: Record<Direction, RequestKind[]> = { open: [], close: [] };
  private hearsCloses = false;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: AccessRequestsProps,
  ) {
    super(scope, id);
    props.windows.forEach((window, index) => {
      this.deploy(`${index + 1}`, window);
    });
  }

  /** A declared window with what opens and closes it. */
  public withSignals(window: DeclaredWindow): DeclaredWindow {
    const { opensOn, closesOn } = this.signals.get(window.id) ?? { opensOn: [], closesOn: [] };
    const early = closesOn.length === 0 ? {} : { closesOn };
    return isOnDemand(window) ? { ...window, opensOn, ...early } : { ...window, ...early };
  }

  /** Lets somebody ask for the access to be opened or closed. */
  public grant(direction: Direction, grantee: IGrantable): Grant {
    const requester = requesterOf(this, grantee);
    this.requesters[direction].push(requester);
    if (direction === 'close') {
      this.hearCloseRequests();
    }
    return this.letPut(grantee, requester);
  }

  /** Those who were granted to open or close. */
  public granted(direction: Direction): readonly Requester[] {
    return this.requesters[direction];
  }

  /** Whether any window hears what the principals of a direction may send. */
  public hearsRequestsTo(direction: Direction): boolean {
    return this.heard[direction].length > 0;
  }

  /** The ARNs of all who may send what opens a window, through whichever grant of whichever access. */
  public openers(): readonly string[] {
    return this.sendersOf(this.heard.open);
  }

  /** Whether nothing opens a window but what comes through the request bus. */
  public opensByRequestOnly(windowId: string): boolean {
    const { opensOn = [] } = this.signals.get(windowId) ?? {};
    return opensOn.length > 0 && opensOn.every(({ requesters }) => requesters !== undefined);
  }

  /** What is wrong with the bus that the access shares with others. */
  public busProblems(): Problem[] {
    const isOnBus = this.heard.open.length + this.heard.close.length > 0;
    return isOnBus ? this.props.controller.requestBus.problems() : [];
  }

  private deploy(windowId: string, window: AccessWindow): void {
    const { opensOn, closesOn, closesAny } = window._signals;
    this.signals.set(windowId, { opensOn: [], closesOn: [] });
    if (opensOn.length + closesOn.length > 0) {
      this.props.controller.letArrange();
    }
    const maxAge = window._longestMs > 0 ? Duration.millis(window._longestMs) : LONGEST_EVENT_AGE;
    opensOn.forEach((signal) => {
      this.hear('open', windowId, signal, maxAge, false);
    });
    closesOn.forEach((signal) => {
      this.hear('close', windowId, signal, LONGEST_EVENT_AGE, closesAny);
    });
  }

  /** Whoever may close asks for it in this way, whatever else closes the windows. */
  private hearCloseRequests(): void {
    if (this.hearsCloses) {
      return;
    }
    this.hearsCloses = true;
    this.props.controller.letArrange();
    this.props.windows.forEach((window, index) => {
      if (!window._signals.closesOn.some(({ _shape: { pattern } }) => pattern === undefined)) {
        this.hear('close', `${index + 1}`, AccessSignal.request(), LONGEST_EVENT_AGE, false);
      }
    });
  }

  private hear(direction: Direction, windowId: string, signal: AccessSignal, age: Duration, forAny: boolean): void {
    const { accessId, controller } = this.props;
    const { words, bus, correlation, anyCase, reason, problems } = signal._shape;
    const { opensOn, closesOn } = this.signals.get(windowId) ?? { opensOn: [], closesOn: [] };
    const known = direction === 'open' ? opensOn : closesOn;
    const id = `${known.length + 1}`;
    if (problems.length > 0) {
      return;
    }
    const pattern = signal._shape.pattern ?? {
      source: [requestSource(accessId)],
      detailType: [REQUEST_TYPE[direction]],
    };
    const opens = direction === 'open';
    const rule = controller.signalRule(this, `Window${windowId}${opens ? 'OpensOn' : 'ClosesOn'}${id}`, {
      description: `${opens ? 'Opens' : 'Closes'} ${accessId}: ${words}`,
      eventPattern: pattern,
      ...(bus === 'request' ? { bus: controller.requestBus.bus } : {}),
      inputTemplate: signalInput(direction, accessId, windowId, id),
      calls: opens ? 'opener' : 'closer',
      maxEventAge: age,
    });
    if (opens) {
      rule.node.addDependency(this.props.resource);
      this.opens.push(rule);
    } else {
      this.props.resource.node.addDependency(rule);
    }
    const kinds = bus === 'request' ? kindsOf(pattern) : [];
    this.heard[direction].push(...kinds);
    kinds.forEach((kind) => {
      controller.requestBus.allow(kind, () => this.arns(direction));
    });
    known.push({
      id,
      words,
      pattern: Lazy.string({
        produce: () => Stack.of(this).toJsonString((rule.node.defaultChild as CfnRule).eventPattern),
      }),
      ...(correlation === undefined || forAny ? {} : { correlation }),
      ...(anyCase === undefined ? {} : { anyCase }),
      ...(reason === undefined ? {} : { reason }),
      ...(bus === 'request' ? { requesters: Lazy.list({ produce: () => this.sendersOf(kinds) }) } : {}),
    });
  }

  /**
   * The policy of the bus is what lets the requester send. It gets a right of its own too where it can: the policies of
   * a role of another stack would have to be deployed after the bus, and the role before it.
   */
  private letPut(grantee: IGrantable, { otherAccount }: Requester): Grant {
    const { grantPrincipal: principal } = grantee;
    const { bus } = this.props.controller.requestBus;
    const right = { actions: ['events:PutEvents'], resources: [bus.eventBusArn] };
    const given = { grantee, actions: right.actions, resourceArns: right.resources };
    if (otherAccount !== undefined) {
      return Grant.drop(grantee, 'nobody of another account may ask');
    }
    return Construct.isConstruct(principal) && Stack.of(principal) !== Stack.of(this)
      ? Grant.addStatementToResourcePolicy({
          ...given,
          resource: {
            env: bus.env,
            addToResourcePolicy: () => ({ statementAdded: true, policyDependable: bus }),
          },
          statement: new PolicyStatement({ ...right, principals: [principal] }),
        })
      : Grant.addToPrincipal(given);
  }

  private sendersOf(kinds: readonly RequestKind[]): string[] {
    return kinds.length === 0 ? [] : this.props.controller.requestBus.sendersOf(kinds);
  }

  private arns(direction: Direction): string[] {
    return this.requesters[direction].flatMap(({ arn }) => arn ?? []);
  }
}

/** What an event pattern lets through the request bus. */
function kindsOf({ source = [], detailType = [] }: EventPattern): RequestKind[] {
  return source.flatMap((one) => detailType.map((type) => ({ source: one, detailType: type })));
}
