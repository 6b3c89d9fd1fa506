/** The real handler and the real constructs, while their stack is changed and deleted inside an open window. */
import { HOUR, plus, SECOND } from '../../../lib/core/interval';
import { readAssembly } from '../../../lib/assembly/assembly';
import { DeclarationHistory } from '../../../lib/rehearsal/declaration-history';
import { SimulatedAws } from '../../../lib/rehearsal/simulated-aws';
import { SimulatedStack } from '../../../lib/rehearsal/simulated-stack';
import type { StackEvent } from '../../../lib/rehearsal/stack/stack-event';
import { type Step, UNTROUBLED } from '../../../lib/rehearsal/stack/stack-habits';
import { at, edited, ofType, removeFolders, synthesized, weekly, withHandler } from './assembly-fixture';

afterAll(removeFolders);

/** Mondays 20:00-22:00, and this is one. */
const BEFORE = at('2026-12-07T19:00:00Z');
const INSIDE = at('2026-12-07T21:00:00Z');

let assembly = '';
beforeAll(() => {
  assembly = synthesized(weekly);
});

/** The stack of an assembly, made before its window. */
async function deployed(folder: string, fails: (step: Step) => string | undefined = UNTROUBLED.fails) {
  const aws = new SimulatedAws({ from: BEFORE, seed: 1 });
  const history = new DeclarationHistory(aws.clock);
  const habits = { ...UNTROUBLED, fails };
  const [stack] = readAssembly(folder);
  const simulated = new SimulatedStack({ aws, exports: new Map(), history, habits }, stack!);
  expect(await aws.clock.finish(simulated.create())).toBeUndefined();
  return { aws, history, stack: simulated, inForce: () => history.inForce().map(({ declared }) => declared) };
}

type Deployed = Awaited<ReturnType<typeof deployed>>;

async function playUntil({ aws }: Deployed, instant: typeof INSIDE): Promise<void> {
  await aws.clock.run(instant);
}

function attachments({ aws }: Deployed): string[] {
  return aws.iam.changes.map(({ change, policy }) => `${change} ${policy.replace(/^.*\//, '')}`);
}

function statusesOf(events: readonly StackEvent[], type: string): string[] {
  return events.filter((event) => event.type === type).map(({ status }) => status);
}

/** Another description, so that CloudFormation replaces the policy. */
const described = (folder: string): string =>
  edited(folder, (resources) => {
    ofType(resources, 'AWS::IAM::ManagedPolicy')[1].Properties.Description = 'changed';
  });

describe('an access whose policy is replaced inside an open window', () => {
  test('has the old pair detached in the main phase, the new one opened, and the old policy cleaned up', async () => {
    const played = await deployed(assembly);
    const { aws, stack } = played;
    await playUntil(played, INSIDE);
    const [before] = played.inForce();
    stack.events.splice(0);
    const failure = await aws.clock.finish(stack.update(readAssembly(described(assembly))[0]!));
    expect(failure).toBeUndefined();
    const [after, ...others] = played.inForce();
    expect(others).toEqual([]);
    expect(after!.policies).not.toEqual(before!.policies);
    expect(after!.attachmentRole).not.toBe(before!.attachmentRole);
    expect(after!.role).toBe(before!.role);
    expect(aws.iam.changes.map(({ change, policy }) => [change, policy])).toEqual([
      ['attached', before!.policies[0]],
      ['detached', before!.policies[0]],
      ['attached', after!.policies[0]],
    ]);
    const cleanUp = stack.events.findIndex(({ status }) => status === 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS');
    expect(aws.iam.changes[1]!.at).toBeLessThan(stack.events[cleanUp]!.at);
    expect(statusesOf(stack.events.slice(cleanUp), 'AWS::IAM::ManagedPolicy')).toEqual([
      'DELETE_IN_PROGRESS',
      'DELETE_COMPLETE',
    ]);
    expect([before, after].map((declared) => aws.iam.hasPolicy(declared!.policies[0]!))).toEqual([false, true]);
    expect([before, after].map((declared) => aws.iam.hasRole(declared!.attachmentRole))).toEqual([false, true]);
  });

  test('is back at the old pair, closed, when the update fails later on', async () => {
    const last = (step: Step): string | undefined =>
      step.operation === 'update' && step.phase === 'main' && step.type === 'Custom::TemporaryAccessDeployment'
        ? 'cancelled'
        : undefined;
    const played = await deployed(assembly, last);
    const { aws, stack } = played;
    await playUntil(played, INSIDE);
    const before = played.inForce();
    const failure = await aws.clock.finish(stack.update(readAssembly(described(assembly))[0]!));
    expect(failure?.reason).toBe('cancelled');
    expect(stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(played.inForce()).toEqual(before);
    await playUntil(played, plus(aws.clock.now(), HOUR));
    const { role, policies } = before[0]!;
    expect(aws.iam.changes.at(-1)?.change).toBe('detached');
    expect(aws.iam.isAttached(role, policies[0]!)).toBe(false);
  });
});

describe('a stack deleted inside an open window', () => {
  test('has its policy detached before anything goes but the starts', async () => {
    const played = await deployed(assembly);
    const { aws, stack } = played;
    await playUntil(played, INSIDE);
    stack.events.splice(0);
    expect(await aws.clock.finish(stack.delete())).toBeUndefined();
    expect(attachments(played)).toEqual([expect.stringMatching(/^attached /), expect.stringMatching(/^detached /)]);
    const detachedAt = aws.iam.changes[1]!.at;
    const earlier = stack.events
      .filter(({ at: when, status }) => status === 'DELETE_COMPLETE' && when <= detachedAt)
      .map(({ logicalId }) => logicalId);
    expect(earlier.filter((id) => /Role|Policy|Opener|Closer|Sweep|End|Alarm/.test(id))).toEqual([]);
    expect(played.inForce()).toEqual([]);
    expect(aws.scheduler.schedules).toEqual([]);
    await playUntil(played, plus(aws.clock.now(), 2 * HOUR));
    expect(aws.lambda.failed).toEqual([]);
  });

  test('fails loudly when the policy cannot be detached, and keeps what closes it', async () => {
    const folder = edited(assembly, (resources) => {
      const { PolicyDocument } = ofType(resources, 'AWS::IAM::Role', 'AttachmentRole')[1].Properties.Policies[0];
      PolicyDocument.Statement = PolicyDocument.Statement.filter(
        ({ Action }: { Action: string }) => Action !== 'iam:DetachRolePolicy',
      );
    });
    const played = await deployed(folder);
    const { aws, stack } = played;
    await playUntil(played, INSIDE);
    const declared = played.inForce();
    const failure = await aws.clock.finish(stack.delete());
    expect(failure?.reason).toMatch(/still attached to/);
    expect(stack.status).toBe('DELETE_FAILED');
    expect(played.inForce()).toEqual(declared);
    expect(aws.iam.hasRole(declared[0]!.attachmentRole)).toBe(true);
    expect(aws.scheduler.schedules.map(({ name }) => name).sort()).toEqual(['Release-1-end', 'sweep']);
  });
});

test('a create that is cancelled while the access is made leaves nothing behind', async () => {
  const slow = withHandler(
    assembly,
    (real) => `
      const real = require(${real});
      module.exports = {
        ...real,
        openerIn: async (world, event, deadline) => {
          if (event.RequestType === 'Create' && event.ResourceType === 'Custom::TemporaryAccess') {
            await world.clock.sleep(60000);
          }
          await real.openerIn(world, event, deadline);
        },
      };`,
  );
  const aws = new SimulatedAws({ from: INSIDE, seed: 1 });
  const history = new DeclarationHistory(aws.clock);
  const isAccess = ({ operation, type }: Step): boolean => operation === 'create' && type === 'Custom::TemporaryAccess';
  const habits = {
    takesMs: (step: Step) => (isAccess(step) ? 5 * SECOND : 0),
    fails: (step: Step) => (isAccess(step) ? 'Resource creation cancelled' : undefined),
  };
  const [stack] = readAssembly(slow);
  const simulated = new SimulatedStack({ aws, exports: new Map(), history, habits }, stack!);
  expect(await aws.clock.finish(simulated.create())).toMatchObject({ reason: 'Resource creation cancelled' });
  expect(simulated.status).toBe('ROLLBACK_COMPLETE');
  await aws.clock.run(plus(aws.clock.now(), 2 * HOUR));
  expect(aws.iam.changes).toEqual([]);
  expect(aws.scheduler.schedules).toEqual([]);
  expect(history.inForce()).toEqual([]);
});
