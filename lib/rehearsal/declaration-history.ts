/**
 * Which accesses were declared when, as deployments come and go.
 *
 * While a deployment is under way, what it replaces and what it brings are both in force: either may rightly be
 * attached. What it settles on is in force alone from then on.
 */
import type { DeclaredAccess } from '../core/declaration';
import { sameDeclaration } from '../core/declaration';
import type { EpochMs } from '../core/interval';
import type { Clock } from '../core/world';

/** An access of a stack, and the function that serves it. */
export interface DeployedAccess {
  /** The stack's path in the app. */
  readonly stack: string;
  readonly declared: DeclaredAccess;
  readonly openerArn: string;
}

export interface DeclarationSpan {
  readonly access: DeployedAccess;
  readonly from: EpochMs;
  /** Undefined while it is in force. */
  readonly to: EpochMs | undefined;
}

export class DeclarationHistory {
  private readonly all: DeclarationSpan[] = [];

  constructor(private readonly clock: Clock) {}

  /** In order of their beginning. */
  get spans(): readonly DeclarationSpan[] {
    return this.all;
  }

  /** In force from now on, beside whatever is. */
  note(access: DeployedAccess): void {
    if (!this.inForce().some((known) => same(known, access))) {
      this.all.push({ access, from: this.clock.now(), to: undefined });
    }
  }

  /** A deployment of a stack is over: from now on just these of its accesses are in force. */
  settle(stack: string, accesses: readonly DeployedAccess[]): void {
    const now = this.clock.now();
    this.all.forEach((span, index) => {
      const stays = accesses.some((access) => same(access, span.access));
      if (span.to === undefined && span.access.stack === stack && !stays) {
        this.all[index] = { ...span, to: now };
      }
    });
    accesses.forEach((access) => {
      this.note(access);
    });
  }

  inForce(): DeployedAccess[] {
    return this.all.filter(({ to }) => to === undefined).map(({ access }) => access);
  }
}

function same(a: DeployedAccess, b: DeployedAccess): boolean {
  return a.stack === b.stack && a.openerArn === b.openerArn && sameDeclaration(a.declared, b.declared);
}
