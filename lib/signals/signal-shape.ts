/** A signal as its factory made it: what to match, on which bus, and where in the event to look. */
import type { EventPattern } from 'aws-cdk-lib/aws-events';
import type { IConstruct } from 'constructs';
import type { Problem } from '../core/problem';

export interface SignalShape {
  readonly words: string;
  /** Undefined for requests of the access's own, whose source is named after it. */
  readonly pattern: EventPattern | undefined;
  readonly bus: 'default' | 'request';
  readonly correlation?: string;
  readonly anyCase?: true;
  readonly reason?: string;
  readonly problems: readonly Problem[];
}

/** `Release`: how people call a construct of the app. */
export function nameOf(construct: IConstruct): string {
  return construct.node.id;
}
