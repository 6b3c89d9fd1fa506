import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { plus, SECOND } from '../../../lib/core/interval';
import type { Evidence } from '../../../lib/evidence/report';
import { evening, record, window } from '../evidence/story';
import { MemoryAccount, release } from '../operate/memory-account';
import { emptyFolder, removeFolders } from '../rehearsal/assembly-fixture';
import { inFolder, type Ran, run } from './command';

inFolder(emptyFolder);
afterAll(removeFolders);

const NOON = '2026-12-01T12:00:00Z';
const ASKED = { reason: 'hotfix', correlation: 'INC-7' };

function evidence(account: MemoryAccount, ...args: string[]): Promise<Ran> {
  return run(account, ['evidence', ...args]);
}

async function told(account: MemoryAccount, ...args: string[]): Promise<Evidence> {
  return JSON.parse((await evidence(account, '--format', 'json', ...args)).out) as Evidence;
}

/** Asked for at noon, closed early, and another hour later. */
async function closed(): Promise<MemoryAccount> {
  const account = new MemoryAccount(NOON, [release()]);
  await account.ask('open', 'release', ASKED, 'theirs');
  await account.ask('close', 'release', { correlation: 'INC-7' }, 'their-close');
  await account.clock.sleep(3_600 * SECOND);
  return account;
}

/** A log as Lambda writes it. */
function logged(...records: ReturnType<typeof record>[]): string {
  const file = join(emptyFolder(), 'controller.log');
  const lines = records.map(({ controller: service, at, event, ...more }) =>
    JSON.stringify({ level: 'INFO', message: event, service, event, at: new Date(at).toISOString(), ...more }),
  );
  writeFileSync(file, `START RequestId: 1\n${lines.join('\n')}\n`);
  return file;
}

const NOBODY = new MemoryAccount('2027-01-01T00:00:00Z', [release()]);

describe('of a deployed stack', () => {
  test('is read from both of its log groups, and joined', async () => {
    const { status, out, err } = await evidence(await closed());
    expect([status, err]).toEqual([0, '']);
    expect(out).toContain('**No gap.** 1 opening from 2026-11-01T13:00:');
    expect(out).toMatch(/request `theirs` from `temporary-access\.release` at .* for case INC-7 because: hotfix/);
    expect(out).toContain('| `opener-logs` |');
    expect(out).toContain('| `closer-logs` |');
  });

  test('joins what was closed after the time that is asked for, and what was opened before it', async () => {
    const account = await closed();
    const range = ['--from', '2026-12-01T12:00:10Z', '--until', '2026-12-01T12:00:12Z'];
    expect(await told(account, ...range)).toMatchObject({
      gaps: [],
      readFrom: '2026-11-24T12:00:10Z',
      openings: [{ request: { id: 'theirs', reason: 'hotfix' }, state: 'verified' }],
    });
  });

  test('says what is still open', async () => {
    const account = new MemoryAccount(NOON, [release()]);
    await account.ask('open', 'release', ASKED, 'theirs');
    await account.clock.sleep(10 * SECOND);
    expect(await told(account)).toMatchObject({ gaps: [], openings: [{ state: 'open' }] });
  });

  test('is a gap where its proof is missing from the log', async () => {
    const account = await closed();
    const { records } = account.world;
    records.splice(0, records.length, ...records.filter(({ event }) => event !== 'verified'));
    const { status, out } = await evidence(account, '--access', 'release');
    expect(status).toBe(1);
    expect(out).toMatch(/## Gaps\n\n1\. \*\*release was closed at .*, and nothing proves that it was gone\*\*/);
  });

  test('waits where CloudWatch is asked too often, and gives up with the reason', async () => {
    const account = (await closed()).fail('logs:FilterLogEvents', 'throttled');
    account.world.when(`${new Date(plus(account.clock.now(), 5 * SECOND)).toISOString().slice(0, 19)}Z`, () =>
      account.mend('logs:FilterLogEvents'),
    );
    expect((await evidence(account)).status).toBe(0);
    const { status, err } = await evidence(account.fail('logs:FilterLogEvents', 'denied'));
    expect(status).toBe(2);
    expect(err).toContain('may not do logs:FilterLogEvents on log group opener-logs');
  });

  test('is an error and no short report where the log does not come to an end', async () => {
    const account = await closed();
    account.linesPage = () => Promise.resolve({ lines: [], marker: 'more' });
    const { status, out, err } = await evidence(account);
    expect([status, out]).toEqual([2, '']);
    expect(err).toContain('log group opener-logs did not come to an end after 5000 pages');
  });

  test('is an error where a log group is missing: half of the story would be', async () => {
    const account = await closed();
    account.stacks.set(
      'Shop',
      account.stacks.get('Shop')!.filter(({ physicalId }) => physicalId !== 'opener-logs'),
    );
    const { status, err } = await evidence(account);
    expect(status).toBe(2);
    expect(err).toContain('stack Shop lacks a log group of its controller');
  });

  test('is an error for a time that has not come', async () => {
    const { status, err } = await evidence(await closed(), '--from', '2027-01-01');
    expect(status).toBe(2);
    expect(err).toContain('choose a time that has come');
  });
});

describe('of files', () => {
  test('needs no account, and is the same whatever the clock says', async () => {
    const file = logged(...evening());
    const ran = await evidence(NOBODY, '--logs', file);
    expect(ran).toMatchObject({ status: 0, err: '', connections: [] });
    expect((await evidence(new MemoryAccount('2028-01-01T00:00:00Z', []), '--logs', file)).out).toBe(ran.out);
    expect(ran.out).toContain('from 2026-12-01T20:00:10Z until 2026-12-01T22:00:13Z');
  });

  test('may come in several folders', async () => {
    const [attached, opened, ...closing] = evening();
    const folder = emptyFolder();
    mkdirSync(join(folder, 'deeper'));
    writeFileSync(join(folder, 'deeper', 'other.log'), '');
    const args = ['--logs', logged(attached!, opened!), '--logs', logged(...closing), '--logs', folder];
    expect(await told(NOBODY, ...args)).toMatchObject({ gaps: [], openings: [{ state: 'verified' }] });
  });

  test('that end while something is open say no more than they know', async () => {
    const file = logged(...evening().slice(0, 2));
    expect(await told(NOBODY, '--logs', file)).toMatchObject({ gaps: [], openings: [{ state: 'open' }] });
    const until = ['--until', '2026-12-02'];
    expect(await told(NOBODY, '--logs', file, ...until)).toMatchObject({ gaps: [{ kind: 'never-verified' }] });
    const before = new MemoryAccount('2026-12-01T21:00:00Z', []);
    expect(await told(before, '--logs', file, ...until)).toMatchObject({ gaps: [], openings: [{ state: 'open' }] });
  });

  test('are judged by --late-after', async () => {
    const file = logged(...evening());
    expect((await evidence(NOBODY, '--logs', file, '--late-after', '11s')).status).toBe(1);
    expect((await evidence(NOBODY, '--logs', file, '--late-after', '12s')).status).toBe(0);
  });

  test('are printed as a table too', async () => {
    const { out } = await evidence(NOBODY, '--logs', logged(...evening()), '--format', 'csv');
    expect(out).toMatch(/^gap,gap_kind,.*\r\n,,,Shop,release,/);
  });

  test('with a line that cannot be read are a report with a gap', async () => {
    const bad = { ...record('opened', '23:00', 'start', window('23:00', '23:30')), policies: [] };
    const { status, out } = await evidence(NOBODY, '--logs', logged(...evening(), bad));
    expect(status).toBe(1);
    expect(out).toMatch(/^1\. \*\*a line of .*controller.log could not be read: policies/m);
  });
});

describe('wrong usage', () => {
  test.each<[string, () => string[], string]>([
    ['a file that is not there', () => ['--logs', 'none.log'], 'there is no none.log: name a file of logs'],
    ['files without a record', () => ['--logs', logged()], 'holds no record of a controller that can be read'],
    [
      'both a stack and files, and a time that ends before it starts, are said at once',
      () => ['--logs', 'x', '--stack', 'Shop', '--from', '2026-12-02', '--until', '2026-12-01'],
      '--logs reads files, and --stack a deployed stack: leave out one of them\n       --until must be after --from',
    ],
    [
      'an access that no record names',
      () => ['--logs', logged(...evening()), '--access', 'nightly'],
      'names an access nightly: there is release',
    ],
    [
      'a time of which there are no records',
      () => ['--logs', logged(...evening()), '--from', '2026-12-05'],
      'the records are from 2026-12-01T20:00:10Z until 2026-12-01T22:00:12Z',
    ],
    ['an unknown format', () => ['--format', 'pdf'], "argument 'pdf' is invalid"],
  ])('%s', async (_what, args, expected) => {
    const { status, out, err } = await evidence(NOBODY, ...args());
    expect([status, out]).toEqual([2, '']);
    expect(err).toContain(expected);
  });
});
