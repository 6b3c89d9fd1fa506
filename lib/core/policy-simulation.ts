/** IAM's policy simulator as a handler asks it: what a policy says, and what a role may do without some of its policies. */
import type { EpochMs } from './interval';

export interface Policies {
  /** The id of the version of a managed policy that is in force. */
  defaultVersion(policy: string): Promise<string>;
  /** The text of a version, as JSON. */
  document(policy: string, version: string): Promise<string>;
  /** One page of the answers to a question. */
  simulatePage(question: SimulationQuestion, marker: string | undefined): Promise<AnswersPage>;
}

/** Whether a role may do something to a resource. The answers name no resource of their own, so there is one. */
export interface SimulationQuestion {
  /** The ARN of the role. */
  readonly role: string;
  /** Managed policies that are taken as not attached: IAM may still see what has just been detached. */
  readonly without: readonly string[];
  readonly actions: readonly string[];
  readonly resource: string;
  readonly at: EpochMs;
}

export interface AnswersPage {
  readonly answers: readonly SimulationAnswer[];
  readonly marker: string | undefined;
}

/** What IAM says of one action. */
export interface SimulationAnswer {
  readonly action: string;
  readonly decision: 'allowed' | 'not allowed' | 'denied by the organization';
  /** The statements that allow it. */
  readonly allowedBy: readonly MatchedStatement[];
  /** Keys that conditions of the role's policies ask for, and that nobody told IAM. */
  readonly missingKeys: readonly string[];
}

/** Where a statement stands. */
export interface MatchedStatement {
  readonly policy: string;
  readonly kind: string | undefined;
  readonly line: number | undefined;
  readonly column: number | undefined;
}
