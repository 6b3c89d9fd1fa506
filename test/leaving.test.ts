/**
 * Leaving: an app takes the library out in the middle of open windows, and the account is as if it had never been there.
 *
 * The measure is another account, in which the app was deployed without it from the beginning.
 */
import { Account, accountOf, assemblyOf, type Inventory, LEAVING, NO_DETACH } from './leaving-account';
import { ALL, EVERYTHING, type Has, NOTHING } from './leaving-app';
import { removeFolders } from './lib/rehearsal/assembly-fixture';

afterAll(removeFolders);

// Other suites may keep both cores busy.
jest.setTimeout(60_000);

const EMPTY: Inventory = {
  ...{ resources: [], attachments: [], roles: [], policies: [], functions: [] },
  ...{ schedules: [], rules: [], buses: [], alarms: [] },
};
const MINUTE = 60_000;

async function bringing(has: Has, organisation?: typeof NO_DETACH): Promise<Account> {
  const account = new Account(organisation);
  await account.bring(has);
  return account;
}

test('the app has everything under way when it leaves', async () => {
  const { inventory } = await bringing(EVERYTHING);
  expect(inventory.attachments).toEqual([
    expect.stringMatching(/^Shop-Agent.* on Shop-A/),
    expect.stringMatching(/^Shop-Reading.* on Shop-R/),
    expect.stringMatching(/^Shop-Release.* on Shop-R/),
  ]);
  expect(inventory.schedules).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^lease-Agent/),
      expect.stringMatching(/^hold-Nightly/),
      'lock-Locked-down',
    ]),
  );
  const counts = Object.values(inventory).map((names: string[]) => names.length);
  expect(Math.min(...counts)).toBeGreaterThan(1);
});

describe('the library is gone from the account, and all else is there', () => {
  test.each<[string, readonly Has[]]>([
    ['in two deployments, as docs/leaving.md has it', [{ accesses: [], controller: 'set' }, NOTHING]],
    ['in two, where the controller came by itself', [{ accesses: [], controller: 'plain' }, NOTHING]],
    ['at once', [NOTHING]],
    ['one access after the other', [...ALL.keys()].map((gone) => ({ accesses: ALL.slice(gone + 1) }))],
  ])('%s', async (_way, steps) => {
    const account = await bringing(EVERYTHING);
    for (const has of steps) {
      expect(await account.change(has)).toBeUndefined();
    }
    const { inventory, now } = account;
    expect(inventory).toEqual(await accountOf(NOTHING));
    expect(now - LEAVING).toBeLessThan(5 * MINUTE);
    await account.settle();
    expect([account.inventory, account.breaches]).toEqual([inventory, []]);
  });

  test('when the stack is deleted, and the rest with it', async () => {
    const account = await bringing(EVERYTHING);
    expect(await account.delete()).toBeUndefined();
    expect([account.status, account.inventory]).toEqual(['DELETE_COMPLETE', EMPTY]);
    await account.settle();
    expect([account.inventory, account.breaches]).toEqual([EMPTY, []]);
  });
});

test.each(ALL)(
  'an access that goes alone takes all of its own along, but for a lock made by hand: %s',
  async (gone) => {
    const account = await bringing(EVERYTHING);
    const before = account.inventory;
    const others = { ...EVERYTHING, accesses: ALL.filter((one) => one !== gone) };
    expect(await account.change(others)).toBeUndefined();
    const lock = gone === 'Locked' ? ['lock-Locked-down'] : [];
    const { attachments, schedules, roles, policies, resources } = account.inventory;
    expect(attachments).toEqual(before.attachments.filter((one) => !one.includes(` on Shop-${gone.charAt(0)}`)));
    expect(schedules.filter((name) => name.includes(gone))).toEqual(lock);
    expect(schedules.length).toBe(before.schedules.filter((name) => !name.includes(gone)).length + lock.length);
    expect([...roles, ...policies].filter((name) => name.includes(gone))).toEqual([]);
    expect(resources).toEqual(Object.keys(assemblyOf(others).template.Resources ?? {}).sort());
  },
);

test('settings of the controller go alone, and nothing of what is open with them', async () => {
  const account = await bringing(EVERYTHING);
  const { attachments } = account.inventory;
  expect(await account.change({ accesses: ALL })).toBeUndefined();
  expect(account.inventory.attachments).toEqual(attachments);
  await account.settle();
  expect(account.inventory).toEqual(await accountOf({ accesses: ALL }));
  expect(account.breaches).toEqual([]);
});

describe('what was granted for good before', () => {
  const forGood: Has = { ...EVERYTHING, grantedForGood: true };

  test('stays with the role when the access goes', async () => {
    const account = await bringing(EVERYTHING);
    expect(await account.change(forGood)).toBeUndefined();
    expect(await account.change({ ...NOTHING, grantedForGood: true })).toBeUndefined();
    expect(account.inventory).toEqual(await accountOf({ ...NOTHING, grantedForGood: true }));
    expect(account.inventory.roles).toContainEqual(expect.stringMatching(/^Shop-R[\w-]+: RDefaultPolicy/));
  });
});

describe('logs that were asked to stay', () => {
  const keeping: Has = { ...EVERYTHING, keepLogs: true };
  const skipped = ({ events }: Account): string[] => events.filter((event) => event.startsWith('DELETE_SKIPPED'));
  const kept = [
    expect.stringMatching(/ CdkTemporaryAccessControllerCloserLogs/),
    expect.stringMatching(/ CdkTemporaryAccessControllerOpenerLogs/),
  ];

  test.each<[string, (account: Account) => Promise<unknown>]>([
    ['the library leaves', (account) => account.change(NOTHING)],
    ['the stack is deleted', (account) => account.delete()],
  ])('are all that stays when %s', async (_what, leave) => {
    const account = await bringing(EVERYTHING);
    expect(await account.change(keeping)).toBeUndefined();
    expect(await leave(account)).toBeUndefined();
    expect(skipped(account).sort()).toEqual(kept);
  });

  test('go like all else where nobody has asked', async () => {
    const account = await bringing(EVERYTHING);
    await account.change(NOTHING);
    expect(skipped(account)).toEqual([]);
  });
});

describe('when IAM refuses every detach', () => {
  const standing = ({ inventory }: Account): number => inventory.attachments.length;

  test('the first of two deployments fails and goes back, and nothing is left behind unseen', async () => {
    const account = await bringing(EVERYTHING, NO_DETACH);
    const failure = await account.change({ accesses: [], controller: 'set' });
    expect(failure?.reason).toContain('still attached to');
    expect([account.status, standing(account)]).toEqual(['UPDATE_ROLLBACK_COMPLETE', 3]);
    expect(account.inventory.functions).toHaveLength(2);
  });

  test('one deployment succeeds all the same, and leaves attached what nobody will ever detach', async () => {
    const account = await bringing(EVERYTHING, NO_DETACH);
    expect(await account.change(NOTHING)).toBeUndefined();
    expect([account.status, standing(account)]).toEqual(['UPDATE_COMPLETE', 3]);
    expect(account.inventory.functions).toEqual([]);
    expect(account.events).toContainEqual(expect.stringMatching(/^DELETE_FAILED Release/));
  });

  test('the delete of the stack fails, and keeps what could detach it', async () => {
    const account = await bringing(EVERYTHING, NO_DETACH);
    expect((await account.delete())?.reason).toContain('still attached to');
    expect([account.status, standing(account)]).toEqual(['DELETE_FAILED', 3]);
    expect(account.inventory.functions).toHaveLength(2);
  });

  test('a delete that retains what could not be deleted leaves it attached', async () => {
    const account = await bringing(EVERYTHING, NO_DETACH);
    await account.delete();
    await account.delete(account.inventory.resources);
    expect([account.status, standing(account)]).toEqual(['DELETE_COMPLETE', 3]);
  });
});

describe('when somebody has deleted the functions', () => {
  async function withoutFunctions(): Promise<Account> {
    const account = await bringing(EVERYTHING);
    account.loseFunctions();
    return account;
  }

  test('the first of two deployments fails, and so does the delete of the stack', async () => {
    const account = await withoutFunctions();
    expect(await account.change({ accesses: [], controller: 'set' })).toBeDefined();
    const other = await withoutFunctions();
    expect(await other.delete()).toBeDefined();
    expect([account.inventory.attachments.length, other.status]).toEqual([3, 'DELETE_FAILED']);
  });

  test('detaching by hand and then leaving at once leaves nothing but names of what nobody answered for', async () => {
    const account = await withoutFunctions();
    account.detachByHand();
    expect(await account.change(NOTHING)).toBeUndefined();
    const { resources, ...others } = account.inventory;
    const { resources: own, ...expected } = await accountOf(NOTHING);
    expect(others).toEqual(expected);
    const { Resources: declared = {} } = assemblyOf(EVERYTHING).template;
    const names = resources.filter((id) => !own.includes(id)).map((id) => declared[id]?.Type);
    expect(new Set(names)).toEqual(
      new Set(['Custom::TemporaryAccess', 'Custom::TemporaryAccessAdmission', 'Custom::TemporaryAccessDeployment']),
    );
  });
});
