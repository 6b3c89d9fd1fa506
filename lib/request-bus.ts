/**
 * The bus to which people and programs send their requests, and who may send what.
 *
 * The default bus would not do: whoever may put events there may put any. On this one a principal may send just the
 * kinds of events that it was granted. The policy denies everything else to everybody, also what nobody hears, because
 * an identity policy of the same account would otherwise be enough.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-conditions.html
 */
import { Lazy, Stack } from 'aws-cdk-lib';
import { EventBus, type CfnEventBus, type IEventBus } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import { literally } from './core/literal-text';
import type { Problem } from './core/problem';

/** A kind of event: one source and one detail type. */
export interface RequestKind {
  readonly source: string;
  readonly detailType: string;
}

/** Requests of one kind, and who may send them. */
interface Allowance {
  readonly kind: RequestKind;
  readonly requesters: () => readonly string[];
}

/** In bytes. https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutPermission.html */
const LONGEST_POLICY = 10_240;
/** What references to a role and to the bus become. */
const USUAL_BUS =
  'arn:aws:events:eu-central-1:123456789012:event-bus/a-stack-with-a-name-123e4567-e89b-12d3-a456-426614174000';
const USUAL_ARN = 'arn:aws:iam::123456789012:role/a-stack-with-a-name-SomeRoleWithALongName1234567-ABCDEFGHIJKL';

export class RequestBus extends Construct {
  public readonly bus: IEventBus;
  private readonly allowances: Allowance[] = [];

  constructor(
    scope: Construct,
    id: string,
    private readonly eventBusName: string,
  ) {
    super(scope, id);
    const bus = new EventBus(this, 'Resource', {
      eventBusName,
      description: 'Takes the requests to open and close the temporary accesses of this stack',
    });
    (bus.node.defaultChild as CfnEventBus).policy = Lazy.any({ produce: () => this.policy() });
    this.bus = bus;
  }

  /** Lets the requesters send events of a kind. Another access that hears the same kind may let others send it too. */
  public allow(kind: RequestKind, requesters: () => readonly string[]): void {
    this.allowances.push({ kind, requesters });
  }

  /** Everybody who may send events of any of the kinds, whichever access lets them. */
  public sendersOf(kinds: readonly RequestKind[]): string[] {
    const wanted = kinds.map(keyOf);
    const senders = this.allowances.flatMap(({ kind, requesters }) =>
      wanted.includes(keyOf(kind)) ? requesters() : [],
    );
    return [...new Set(senders)];
  }

  private policy(resource = this.ownArn()): object {
    return {
      Version: '2012-10-17',
      Statement: [
        ...allowance(this.sendersOf(this.allowances.map(({ kind }) => kind)), resource),
        ...this.groups().map((group, index) => denial(group, index + 1, resource)),
        ...this.complement(resource),
      ],
    };
  }

  /** It cannot name itself by reference. */
  private ownArn(): string {
    return Stack.of(this).formatArn({ service: 'events', resource: 'event-bus', resourceName: this.eventBusName });
  }

  /** What no access hears: known types from other sources, and all other types. */
  private complement(resource: string): object[] {
    const sources = new Map<string, Set<string>>();
    for (const { kind } of this.allowances) {
      sources.set(kind.detailType, (sources.get(kind.detailType) ?? new Set()).add(kind.source));
    }
    const known = [...sources.keys()];
    return [
      ...[...sources].map(([detailType, ofType], index) =>
        deny(`DenyOthers${index + 1}`, resource, {
          StringEquals: { 'events:detail-type': detailType },
          StringNotEquals: { 'events:source': [...ofType] },
        }),
      ),
      deny(
        'DenyAllElse',
        resource,
        known.length === 0 ? undefined : { StringNotEquals: { 'events:detail-type': known } },
      ),
    ];
  }

  /** Kinds of the same requesters and detail type share their statements. */
  private groups(): Group[] {
    const byKind = new Map<string, { kind: RequestKind; requesters: Set<string> }>();
    for (const { kind, requesters } of this.allowances) {
      const key = keyOf(kind);
      const known = byKind.get(key) ?? { kind, requesters: new Set<string>() };
      requesters().forEach((requester) => known.requesters.add(requester));
      byKind.set(key, known);
    }
    const groups = new Map<string, Group>();
    for (const { kind, requesters } of byKind.values()) {
      const key = JSON.stringify([kind.detailType, ...requesters]);
      const group = groups.get(key) ?? { kinds: [], requesters: [...requesters] };
      groups.set(key, { ...group, kinds: [...group.kinds, kind] });
    }
    return [...groups.values()];
  }

  /** What EventBridge would refuse. */
  public problems(): Problem[] {
    const text = JSON.stringify(literally(Stack.of(this).resolve(this.policy(USUAL_BUS)))).replace(
      /"\$\{[^}]*\}"/g,
      `"${USUAL_ARN}"`,
    );
    return text.length <= LONGEST_POLICY
      ? []
      : [
          {
            id: 'request-bus-policy',
            what: `the policy of the request bus has about ${text.length} characters`,
            why: `EventBridge allows ${LONGEST_POLICY}`,
            mend: 'grant fewer principals, let accesses share theirs, or split the stack',
          },
        ];
  }
}

function keyOf({ source, detailType }: RequestKind): string {
  return JSON.stringify([source, detailType]);
}

interface Group {
  readonly kinds: readonly RequestKind[];
  readonly requesters: readonly string[];
}

/** Nobody else may, whatever its own policies say. */
function denial({ kinds, requesters }: Group, number: number, resource: string): object {
  return deny(`Deny${number}`, resource, {
    StringEquals: {
      'events:source': kinds.map(({ source }) => source),
      'events:detail-type': [...new Set(kinds.map(({ detailType }) => detailType))],
    },
    ...(requesters.length === 0 ? {} : { ArnNotEquals: { 'aws:PrincipalArn': requesters } }),
  });
}

/** To send; which of them may send what is left to what is denied. That is said once, for the policy may not be long. */
function allowance(requesters: readonly string[], resource: string): object[] {
  return requesters.length === 0
    ? []
    : [
        {
          Sid: 'Allow',
          Effect: 'Allow',
          Principal: { AWS: requesters },
          Action: 'events:PutEvents',
          Resource: resource,
        },
      ];
}

function deny(sid: string, resource: string, condition: object | undefined): object {
  return {
    Sid: sid,
    Effect: 'Deny',
    Principal: '*',
    Action: 'events:PutEvents',
    Resource: resource,
    ...(condition === undefined ? {} : { Condition: condition }),
  };
}
