/** Apps as people have them, with one window, played: what "works" means is that it opened, closed, and was verified. */
import { type App, Stack, TimeZone } from 'aws-cdk-lib';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import { AccessWindow, TemporaryAccess, type TemporaryAccessProps } from 'cdk-temporary-access';
import type { Construct } from 'constructs';
import { readAssembly } from '../../lib/assembly/assembly';
import { type EpochMs } from '../../lib/core/interval';
import { DeclarationHistory } from '../../lib/rehearsal/declaration-history';
import { rehearse } from '../../lib/rehearsal/rehearsal';
import { SimulatedAws } from '../../lib/rehearsal/simulated-aws';
import { SimulatedStack } from '../../lib/rehearsal/simulated-stack';
import { UNTROUBLED } from '../../lib/rehearsal/stack/stack-habits';
import { at, role, synthesized, writing } from '../lib/rehearsal/assembly-fixture';

export const BEFORE = at('2026-12-01T07:00:00Z');
export const INSIDE = at('2026-12-01T08:30:00Z');
export const AFTER = at('2026-12-01T11:00:00Z');

/** Tuesday 2026-12-01, 08:00 to 09:00. */
export function accessIn(
  scope: Construct,
  given: IRole = role(Stack.of(scope)),
  id = 'Release',
  more: Partial<TemporaryAccessProps> = {},
): TemporaryAccess {
  return new TemporaryAccess(scope, id, {
    role: given,
    purpose: 'Release train',
    windows: [AccessWindow.cron({ start: '0 8 ? * TUE', end: '0 9 ? * TUE', timeZone: TimeZone.ETC_UTC })],
    statements: [writing],
    ...more,
  });
}

export interface Story {
  /** `Release on arn:…:role/…: opened, closed, verified`, for each access, without the letters that make names unique. */
  readonly accesses: string[];
  readonly violations: string[];
}

export async function storyOf(define: (app: App) => void): Promise<Story> {
  return storyIn(synthesized(define));
}

export async function storyIn(folder: string): Promise<Story> {
  const { accesses, violations } = await rehearse({ folder, from: BEFORE, until: AFTER, seed: 1 });
  const told = accesses.map(({ id, role: roleArn, occurrences: [window] }) => {
    const happened = [
      [window?.attachedAt, 'opened'],
      [window?.detachedAt, 'closed'],
      [window?.verifiedAt, 'verified'],
    ].flatMap(([when, what]) => (when ? [what] : []));
    return `${id} on ${roleArn.replace(/-[0-9A-F]{12}$/, '')}: ${happened.join(', ')}`;
  });
  return { accesses: told.sort(), violations: violations.map(({ what }) => what) };
}

/** What is told where all is well. */
export function fine(...accesses: string[]): Story {
  return { accesses: accesses.map((access) => `${access}: opened, closed, verified`).sort(), violations: [] };
}

/** The stacks of an app that is changed from one deployment to the next. */
export class Deployed {
  readonly aws = new SimulatedAws({ from: BEFORE, seed: 1 });
  private readonly stacks = new Map<string, SimulatedStack>();
  private readonly deployments = {
    aws: this.aws,
    exports: new Map<string, string>(),
    history: new DeclarationHistory(this.aws.clock),
    habits: UNTROUBLED,
  };

  /** Why a deployment failed, or undefined. */
  async deploy(define: (app: App) => void): Promise<string | undefined> {
    for (const stack of readAssembly(synthesized(define))) {
      const known = this.stacks.get(stack.id);
      const simulated = known ?? new SimulatedStack(this.deployments, stack);
      this.stacks.set(stack.id, simulated);
      const failure = await this.aws.clock.finish(known === undefined ? simulated.create() : simulated.update(stack));
      if (failure !== undefined) {
        return failure.reason;
      }
    }
    return undefined;
  }

  playUntil(instant: EpochMs): Promise<unknown> {
    return this.aws.clock.run(instant);
  }

  /** `attached to arn:…`, in order. */
  get attachments(): string[] {
    return this.aws.iam.changes.map(({ change, role: roleArn }) => `${change}: ${roleArn.replace(/^.*:/, '')}`);
  }
}
