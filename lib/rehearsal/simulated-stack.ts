/**
 * CloudFormation's operations on a stack: create, update and delete, each with its rollback or its loud end.
 *
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html
 */
import { AssemblyError, type AssemblyStack } from '../assembly/assembly';
import { createOrder } from './deployment-order';
import type { Deployments } from './stack/deployments';
import type { StackEvent } from './stack/stack-event';
import { StackResources } from './stack/stack-resources';
import type { Blueprint } from './stack/stack-scope';
import { Steps } from './stack/steps';
import type { Failure, Outcome } from './stack/walk';

/** The resource that ended an operation, and why. */
export interface DeploymentFailure extends Failure {
  readonly stack: string;
}

export type StackStatus =
  | 'CREATE_COMPLETE'
  | 'CREATE_IN_PROGRESS'
  | 'DELETE_COMPLETE'
  | 'DELETE_FAILED'
  | 'DELETE_IN_PROGRESS'
  /** Asked for, and nothing of it made. */
  | 'REVIEW_IN_PROGRESS'
  | 'ROLLBACK_COMPLETE'
  | 'ROLLBACK_FAILED'
  | 'ROLLBACK_IN_PROGRESS'
  | 'UPDATE_COMPLETE'
  | 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS'
  | 'UPDATE_IN_PROGRESS'
  | 'UPDATE_ROLLBACK_COMPLETE'
  | 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS'
  | 'UPDATE_ROLLBACK_FAILED'
  | 'UPDATE_ROLLBACK_IN_PROGRESS';

const UPDATABLE: readonly StackStatus[] = ['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE'];
const CREATABLE: readonly StackStatus[] = ['REVIEW_IN_PROGRESS', 'DELETE_COMPLETE'];

export interface DeleteOptions {
  /** Resources whose delete has failed before: they are left out, and forgotten. */
  readonly retain?: readonly string[];
}

export class SimulatedStack {
  readonly events: StackEvent[] = [];
  private current: StackStatus = 'REVIEW_IN_PROGRESS';
  private resources: StackResources | undefined;

  constructor(
    private readonly deployments: Deployments,
    private readonly stack: AssemblyStack,
  ) {}

  get status(): StackStatus {
    return this.current;
  }

  async create(): Promise<DeploymentFailure | undefined> {
    if (!CREATABLE.includes(this.status)) {
      return this.refused('created');
    }
    const { deployments, stack } = this;
    const blueprint = blueprintOf(stack);
    const { aws, habits } = deployments;
    const steps = new Steps(aws.clock, habits, (event) => this.events.push(event));
    const resources = new StackResources({ deployments, steps, root: stack.id }, stack.id, stack.name, blueprint);
    this.resources = resources;
    this.enter('CREATE_IN_PROGRESS');
    const failure = await resources.advance(blueprint);
    if (failure === undefined) {
      return this.end('CREATE_COMPLETE');
    }
    this.enter('ROLLBACK_IN_PROGRESS', failure);
    const stuck = await resources.removeAll('rollback');
    return stuck === undefined
      ? this.end('ROLLBACK_COMPLETE', failure)
      : this.end('ROLLBACK_FAILED', besides(failure, stuck));
  }

  /** The same stack, by another template. */
  async update(next: AssemblyStack): Promise<DeploymentFailure | undefined> {
    const { resources } = this;
    if (resources === undefined || !UPDATABLE.includes(this.status)) {
      return this.refused('updated');
    }
    const blueprint = blueprintOf(next);
    const refusal = resources.refusal(blueprint);
    if (refusal !== undefined) {
      return { stack: this.stack.id, ...refusal };
    }
    this.enter('UPDATE_IN_PROGRESS');
    const failure = await resources.advance(blueprint);
    if (failure === undefined) {
      this.enter('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS');
      await resources.cleanUp('clean-up');
      return this.end('UPDATE_COMPLETE');
    }
    this.enter('UPDATE_ROLLBACK_IN_PROGRESS', failure);
    const stuck = await resources.retreat();
    if (stuck !== undefined) {
      return this.end('UPDATE_ROLLBACK_FAILED', besides(failure, stuck));
    }
    this.enter('UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS');
    await resources.cleanUp('rollback clean-up');
    return this.end('UPDATE_ROLLBACK_COMPLETE', failure);
  }

  async delete({ retain = [] }: DeleteOptions = {}): Promise<DeploymentFailure | undefined> {
    const { resources } = this;
    if (resources === undefined || (retain.length > 0 && this.status !== 'DELETE_FAILED')) {
      return this.refused(retain.length > 0 ? 'deleted with retained resources' : 'deleted');
    }
    this.enter('DELETE_IN_PROGRESS');
    const failure = await resources.removeAll('main', retain);
    return failure === undefined ? this.end('DELETE_COMPLETE') : this.end('DELETE_FAILED', failure);
  }

  private enter(status: StackStatus, failure?: Outcome): void {
    const { name, id } = this.stack;
    const at = this.deployments.aws.clock.now();
    const reason = failure === undefined ? undefined : `${failure.resource}: ${failure.reason}`;
    this.current = status;
    this.events.push({ at, stack: id, logicalId: name, type: 'AWS::CloudFormation::Stack', status, reason });
  }

  /** From now on what stands is what is declared; a stack that is stuck has parts of both its versions. */
  private end(status: StackStatus, failure?: Failure): DeploymentFailure | undefined {
    this.enter(status, failure);
    if (status !== 'UPDATE_ROLLBACK_FAILED') {
      this.deployments.history.settle(this.stack.id, this.resources?.accesses() ?? []);
    }
    return failure === undefined ? undefined : { stack: this.stack.id, ...failure };
  }

  private refused(what: string): DeploymentFailure {
    const { id, name } = this.stack;
    return { stack: id, resource: name, reason: `it is in status ${this.status} and cannot be ${what}` };
  }
}

function besides(failure: Failure, stuck: Failure): Failure {
  return { ...failure, reason: `${failure.reason}; and the rollback failed: ${stuck.resource}: ${stuck.reason}` };
}

/** Fails where CloudFormation would not take the template. */
function blueprintOf(stack: AssemblyStack): Blueprint {
  try {
    createOrder(stack.template);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AssemblyError(`${stack.id} cannot be deployed: ${reason}`);
  }
  return { stack, parameters: {} };
}
