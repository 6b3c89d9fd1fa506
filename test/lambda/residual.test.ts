/** What follows a proof, through the handler: it looks, and neither opens nor closes. */
import { handleCloser } from '../../lambda/closer';
import { handleOpener } from '../../lambda/opener';
import type { DeclaredAccess } from '../../lib/core/declaration';
import { MINUTE } from '../../lib/core/interval';
import type { SimulationAnswer } from '../../lib/core/policy-simulation';
import { declare, DEPLOYER, edgeEvent, INVOKE, MemoryWorld, READ, ROTATOR, sweepEvent, WRITE } from './memory-world';

const END = '2026-12-01T22:00:00Z';
const BUCKET = 'arn:aws:s3:::shop';
const BASE = { policy: 'Base', kind: 'user-managed', line: 5, column: 17 };
const ALLOWED: Partial<SimulationAnswer> = { decision: 'allowed', allowedBy: [BASE] };
const access = declare({ residualCheck: true });

const granting = (Action: string | string[], Resource: string | string[] = BUCKET): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource }] });

function standing(...accesses: DeclaredAccess[]): MemoryWorld {
  const world = new MemoryWorld(END).deploy(...accesses);
  accesses.forEach(({ role, policies }) => {
    world.role(role, ...policies);
    policies.forEach((policy) => world.texts.set(policy, granting('s3:PutObject')));
  });
  return world;
}

const closes = (world: MemoryWorld, event = edgeEvent('end', access, END), minutes = 10): Promise<void> =>
  handleCloser(world, event, world.in(minutes * MINUTE));

const why = (world: MemoryWorld): string => world.notes.map(({ fields }) => fields['why']).join('\n');

describe('when an end is proved', () => {
  test('a right that something else still gives is told, sent and measured', async () => {
    const world = standing(access);
    world.simulated = () => ALLOWED;

    await closes(world);

    expect(world.happened()).toEqual(['detached', 'verified', 'residual']);
    expect(world.records.at(-1)).toMatchObject({
      trigger: 'end',
      access: 'release',
      residual: {
        findings: [
          {
            policy: WRITE,
            action: 's3:PutObject',
            resource: BUCKET,
            allowedBy: ['managed policy Base, statement at line 5, column 17'],
          },
        ],
      },
    });
    expect(world.sent.at(-1)).toMatchObject({ detailType: 'Residual Access', detail: { access: 'release' } });
    expect(world.counted('ResidualAccess')).toEqual([1]);
  });

  test('nothing else gives it: no more is said than a zero, which turns an alarm green', async () => {
    const world = standing(access);

    await closes(world);

    expect(world.happened()).toEqual(['detached', 'verified']);
    expect(world.counted('ResidualAccess')).toEqual([0]);
    expect(world.notes).toEqual([]);
  });

  test('the text in force is read, and IAM asked without the policy that was just detached', async () => {
    const world = standing(access);

    await closes(world);

    expect(world.calls.slice(-3).map(({ operation, detail }) => `${operation} ${detail}`)).toEqual([
      `policy ${WRITE}`,
      `document ${WRITE} v2`,
      `simulate s3:PutObject on ${BUCKET}`,
    ]);
    expect(world.questions).toMatchObject([{ role: DEPLOYER, without: [WRITE] }]);
  });

  test('nothing is asked for an access that does not want it', async () => {
    const plain = declare();
    const world = standing(plain);

    await closes(world, edgeEvent('end', plain, END));

    expect(world.times('policy') + world.times('simulate')).toBe(0);
    expect(world.counted('ResidualAccess')).toEqual([]);
  });

  test('nothing is asked once it is open again, or its role is gone', async () => {
    const again = standing(access).before('list', 3, () => {
      again.attachByHand(DEPLOYER, WRITE);
    });
    const gone = standing(access).before('list', 3, () => {
      gone.removeRole(DEPLOYER);
    });

    await closes(again);
    await closes(gone);

    expect([again, gone].map((world) => world.times('simulate'))).toEqual([0, 0]);
    expect(why(again)).toBe('it is open again');
    expect(gone.notes).toEqual([]);
  });
});

test('drift that a sweep removed is looked at too, and nothing at a quiet sweep', async () => {
  const world = standing(access);
  world.simulated = () => ALLOWED;
  const sweep = sweepEvent([access], '2026-12-01T22:05:00Z');

  await closes(world, sweep);
  await closes(world, sweep);

  expect(world.happened()).toEqual(['drift', 'detached', 'verified', 'drift-removed', 'residual']);
  expect(world.records.at(-1)).toMatchObject({ trigger: 'sweep' });
});

test('the proof is as early, with as many reads, as without', async () => {
  const [with_, without] = [standing(access), standing(declare())];

  await closes(with_);
  await closes(without, edgeEvent('end', declare(), END));

  const proof = (world: MemoryWorld): unknown => {
    const { at, reads } = world.records.find(({ event }) => event === 'verified')!;
    return { at, reads };
  };
  expect(proof(with_)).toEqual(proof(without));
});

describe('a close is not the worse for it', () => {
  test.each(['policy', 'document', 'simulate'] as const)('when the call for %s fails', async (operation) => {
    const world = standing(access).break(operation, 'denied');

    await closes(world);

    expect(world.happened()).toEqual(['detached', 'verified']);
    expect(world.counted('ResidualAccess')).toEqual([]);
    expect(why(world)).toContain('denied by the test');
  });

  test('when the role cannot be read again', async () => {
    const world = standing(access).before('list', 3, () => world.break('list', 'denied'));

    await closes(world);

    expect(world.happened()).toEqual(['detached', 'verified']);
    expect(why(world)).toContain('denied by the test');
  });

  test('when the text of a policy cannot be read as JSON', async () => {
    const world = standing(access);
    world.texts.set(WRITE, 'no JSON');

    await closes(world);

    expect(why(world)).toContain(`all of ${WRITE}: `);
  });

  test('nothing is asked when one of several closes failed: the event is tried again', async () => {
    const other = declare({ access: 'rotate', role: ROTATOR, policies: [READ], residualCheck: true });
    const world = standing(access, other);
    world.hidden.add(ROTATOR);
    world.gone.add(other.attachmentRole);

    await expect(closes(world, sweepEvent([access, other], END))).rejects.toThrow();

    expect(world.times('simulate')).toBe(0);
  });

  test('nothing is asked when little time is left, which is told', async () => {
    const world = standing(access);

    await closes(world, edgeEvent('end', access, END), 1);

    expect(world.happened()).toEqual(['detached', 'verified']);
    expect(world.times('policy') + world.times('simulate')).toBe(0);
    expect(why(world)).toContain(`all of ${WRITE}: there was no time left`);
  });
});

describe('IAM is asked kindly', () => {
  const resources = Array.from({ length: 50 }, (_, index) => `arn:aws:s3:::shop-${index}`);

  test('with a pause before each call, one after the other', async () => {
    const world = standing(access);
    world.texts.set(WRITE, granting('s3:PutObject', resources.slice(0, 3)));

    await closes(world);

    const asked = world.calls.filter(({ operation }) => operation === 'simulate').map(({ at }) => Date.parse(at));
    expect(asked.slice(1).map((at, index) => at - asked[index]!)).toEqual([300, 300]);
  });

  test('at most 40 times an invocation, and what is left is told', async () => {
    const world = standing(access);
    world.texts.set(WRITE, granting('s3:PutObject', resources));

    await closes(world);

    expect(world.times('policy') + world.times('document') + world.times('simulate')).toBe(40);
    expect(why(world)).toMatch(/s3:PutObject on arn:aws:s3:::shop-38, .* and 4 more: no more than 40 calls are made/);
    expect(world.counted('ResidualAccess')).toEqual([0]);
  });

  test('for at most half a minute, with slow answers', async () => {
    const world = standing(access);
    world.texts.set(WRITE, granting('s3:PutObject', resources));
    const began = (): number => Date.parse(world.calls.find(({ operation }) => operation === 'simulate')!.at);
    world.before('policy', 1, () => {
      world.latencyMs = 8_000;
    });

    await closes(world);

    expect(Date.parse(world.now) - began()).toBeLessThan(40_000);
    expect(why(world)).toContain('there was no time left');
  });

  test('no more once it says that it is busy; what it answered counts', async () => {
    const world = standing(access);
    world.texts.set(WRITE, granting('s3:PutObject', resources));
    world.simulated = () => ALLOWED;
    world.before('simulate', 3, () => world.break('simulate', 'throttled'));

    await closes(world);

    expect(world.times('simulate')).toBe(4);
    const { findings, notAsked } = world.records.at(-1)!.residual!;
    expect(findings.map(({ resource }) => resource)).toEqual(resources.slice(0, 2));
    expect(notAsked[0]).toContain('throttled by the test');
    expect(notAsked[1]).toMatch(/and 39 more: IAM was busy$/);
  });

  test('once more when it was busy for a moment', async () => {
    const world = standing(access).fail('simulate', 'throttled');
    world.simulated = () => ALLOWED;

    await closes(world);

    expect(world.happened()).toContain('residual');
  });
});

test('answers on several pages are put together', async () => {
  const world = standing(access);
  world.texts.set(WRITE, granting(['s3:GetObject', 's3:PutObject', 's3:ListBucket']));
  world.simulated = () => ALLOWED;
  world.pageSize = 2;

  await closes(world);

  expect(world.records.at(-1)?.residual?.findings[0]?.action).toBe('s3:GetObject, s3:PutObject, s3:ListBucket');
});

test('one action that IAM does not take does not spoil the others of its call', async () => {
  const world = standing(access);
  world.texts.set(WRITE, granting(['s3:GetObject', 's3:NoSuchThing', 's3:PutObject']));
  world.simulated = () => ALLOWED;
  // The call of three, that of the first two, and then the second alone.
  world.before('simulate', 1, () => world.fail('simulate', 'refused', 2));
  world.before('simulate', 4, () => world.fail('simulate', 'refused'));

  await closes(world);

  expect(world.questions.map(({ actions }) => actions.length)).toEqual([3, 2, 1, 1, 1]);
  const { findings, notAsked } = world.records.at(-1)!.residual!;
  expect(findings.map(({ action }) => action)).toEqual(['s3:GetObject, s3:PutObject']);
  expect(notAsked[0]).toMatch(/^s3:NoSuchThing on .*refused by the test/);
});

test('what cannot be asked is told beside what is found, and without it', async () => {
  const found = standing(access);
  const nothing = standing(access);
  for (const world of [found, nothing]) {
    world.texts.set(WRITE, granting(['s3:PutObject', 's3:*']));
  }
  found.simulated = () => ALLOWED;

  await closes(found);
  await closes(nothing);

  expect(found.records.at(-1)?.residual?.notAsked[0]).toMatch(/^s3:\*: /);
  expect(found.notes).toEqual([]);
  expect(why(nothing)).toMatch(/^s3:\*: /);
});

test('each access of an event is looked at, with its own trigger and policies', async () => {
  const other = declare({ access: 'rotate', role: ROTATOR, policies: [READ, INVOKE], residualCheck: true });
  const world = standing(access, other);
  world.simulated = () => ALLOWED;

  await closes(world, sweepEvent([access, other], END));

  expect(world.questions.map(({ role, without }) => [role, without])).toEqual([
    [DEPLOYER, [WRITE]],
    [ROTATOR, [READ, INVOKE]],
  ]);
  expect(world.records.filter(({ event }) => event === 'residual').map((one) => one.access)).toEqual([
    'release',
    'rotate',
  ]);
  expect(world.sum('ResidualAccess')).toBe(2);
});

test('the opener asks nothing, also where it detaches', async () => {
  const world = standing(access);

  await handleOpener(world, edgeEvent('start', access, END), world.in(10 * MINUTE));

  expect(world.times('simulate')).toBe(0);
});
