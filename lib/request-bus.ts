/**
 * The bus to which people and programs send their requests, and who may send what.
 *
 * The default bus would not do: whoever may put events there may put any. On this one a principal may send just the
 * kinds of events that it was granted. The policy denies everything else to everybody, because an identity policy of
 * the same account would otherwise be enough.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-conditions.html
 */
import { Lazy, Stack } from 'aws-cdk-lib';
import { EventBus, type CfnEventBus, type IEventBus } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
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
/** What a reference to a role becomes. */
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

  private policy(): object {
    // It cannot name itself by reference.
    const resource = Stack.of(this).formatArn({
      service: 'events',
      resource: 'event-bus',
      resourceName: this.eventBusName,
    });
    const groups = this.groups();
    const known = [...new Set(groups.flatMap(({ kinds }) => kinds.map(({ source }) => source)))];
    return {
      Version: '2012-10-17',
      Statement: [
        ...groups.flatMap((group, index) => statements(group, index + 1, resource)),
        deny('DenyAllElse', resource, known.length === 0 ? undefined : { StringNotEquals: { 'events:source': known } }),
      ],
    };
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
    const text = JSON.stringify(Stack.of(this).resolve(this.policy())).replace(
      /\{"Fn::GetAtt":\[[^\]]*\]\}/g,
      USUAL_ARN,
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

/** The requesters may; nobody else may, whatever its own policies say. */
function statements({ kinds, requesters }: Group, number: number, resource: string): object[] {
  const ofKinds = {
    'events:source': kinds.map(({ source }) => source),
    'events:detail-type': [...new Set(kinds.map(({ detailType }) => detailType))],
  };
  if (requesters.length === 0) {
    return [deny(`Deny${number}`, resource, { StringEquals: ofKinds })];
  }
  return [
    {
      Sid: `Allow${number}`,
      Effect: 'Allow',
      Principal: { AWS: requesters },
      Action: 'events:PutEvents',
      Resource: resource,
      Condition: { StringEquals: ofKinds },
    },
    deny(`Deny${number}`, resource, {
      StringEquals: ofKinds,
      ArnNotEquals: { 'aws:PrincipalArn': requesters },
    }),
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
