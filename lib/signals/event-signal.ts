/** Any event as a signal: which bus it comes from follows from its sources, which therefore are written out. */
import { Token } from 'aws-cdk-lib';
import type { EventPattern } from 'aws-cdk-lib/aws-events';
import type { Problem } from '../core/problem';
import { isPath } from '../core/signal';
import type { SignalShape } from './signal-shape';

/** An event that opens or closes. */
export interface EventSignalProps {
  /**
   * What the event looks like. `source` names the senders, each in full: either AWS services, such as
   * `aws.codepipeline`, or senders of your own. The less it says, the more events open.
   *
   * Errors: `signal-source`, `signal-detail-type`.
   *
   * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html
   */
  readonly eventPattern: EventPattern;

  /**
   * Where the event names the case that it belongs to, as `$.detail.incident`. A close closes what was opened for the
   * same case. Error: `signal-path`.
   *
   * @default - the events belong to no case
   */
  readonly correlation?: string;

  /**
   * Where the event says why, as `$.detail.title`. It stands in the logs, as the sender wrote it. A break-glass window
   * needs it. Errors: `signal-path`, `break-glass-reason`.
   *
   * @default - the events give no reason
   */
  readonly reason?: string;

  /**
   * The signal in words, for the reviewer. Nothing depends on it.
   *
   * @default - its sources and detail types
   */
  readonly description?: string;
}

/** Sources in whose name only AWS can send. Those of partners come from buses of their own. */
const OF_AWS = /^aws\.(?!partner\/)/;

export function signalOfPattern({ eventPattern, correlation, reason, description }: EventSignalProps): SignalShape {
  const { source = [], detailType = [] } = eventPattern;
  const ofAws = source.filter((one) => OF_AWS.test(one));
  const bus = ofAws.length > 0 && ofAws.length === source.length ? 'default' : 'request';
  const ofSource = sourceProblems(source, ofAws);
  const kinds = [...source, ...detailType].filter((one) => !Token.isUnresolved(one)).join(', ');
  return {
    words: description ?? `an event of ${kinds}`,
    pattern: eventPattern,
    bus,
    ...(correlation === undefined ? {} : { correlation }),
    ...(reason === undefined ? {} : { reason }),
    problems: [
      ...ofSource,
      ...(bus === 'request' && ofSource.length === 0 ? detailTypeProblems(detailType) : []),
      ...pathProblems('correlation', correlation),
      ...pathProblems('reason', reason),
    ],
  };
}

function sourceProblems(source: readonly string[], ofAws: readonly string[]): Problem[] {
  const mend = "write it out, as in source: ['aws.codepipeline'] or source: ['shop.incidents']";
  if (source.length === 0 || source.some((one) => Token.isUnresolved(one))) {
    const what =
      source.length === 0 ? 'the event pattern names no source' : 'a source of the event pattern is no plain text';
    return [{ id: 'signal-source', what, why: 'who can send an event follows from its source', mend }];
  }
  if (source.some((one) => one.startsWith('aws.partner/'))) {
    return [
      {
        id: 'signal-source',
        what: 'a source of the event pattern is a partner of AWS',
        why: 'such events come to a bus of their own, where the controller does not listen',
        mend: 'hand them on to the request bus under a source of yours, by a function whose role has grantOpen',
      },
    ];
  }
  if (source.some((one) => one.startsWith('temporary-access.'))) {
    return [
      {
        id: 'signal-source',
        what: 'a source of the event pattern is one of requests to an access',
        why: 'who may send those is for the grants of that access to say',
        mend: 'use AccessSignal.request()',
      },
    ];
  }
  return ofAws.length === 0 || ofAws.length === source.length
    ? []
    : [
        {
          id: 'signal-source',
          what: `the event pattern mixes sources of AWS (${ofAws.join(', ')}) with others`,
          why: 'those of AWS come from the default bus, all others through the request bus',
          mend: 'make one signal of each',
        },
      ];
}

function detailTypeProblems(detailType: readonly string[]): Problem[] {
  return detailType.length > 0 && !detailType.some((one) => Token.isUnresolved(one))
    ? []
    : [
        {
          id: 'signal-detail-type',
          what: 'the event pattern names no detail type in plain text',
          why: 'the request bus lets each principal send events of certain types only',
          mend: "write it out, as in detailType: ['Incident Opened']",
        },
      ];
}

function pathProblems(field: string, path: string | undefined): Problem[] {
  return path === undefined || isPath(path)
    ? []
    : [
        {
          id: 'signal-path',
          what: `${field} '${path}' is no place in an event`,
          why: 'the controller would find nothing there',
          mend: "write the keys that lead there, as in '$.detail.execution-id'",
        },
      ];
}
