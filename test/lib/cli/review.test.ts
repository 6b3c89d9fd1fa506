import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { main } from '../../../lib/cli/temporary-access';
import type { Report } from '../../../lib/review/report';
import { at, copied, emptyFolder, removeFolders, synthesized } from '../rehearsal/assembly-fixture';
import { allow, shop, tuesdays } from '../review/review-fixture';

afterAll(removeFolders);

let [base, later, wide] = ['', '', ''];
beforeAll(() => {
  base = synthesized(shop());
  later = synthesized(shop({ access: { windows: [tuesdays('23:30')] } }));
  wide = synthesized(shop({ access: { statements: [allow('*', '*')], allowPrivilegeEscalation: true } }));
});

async function run(...args: string[]): Promise<{ status: number; out: string; err: string }> {
  let [out, err] = ['', ''];
  const status = await main(['review', ...args], {
    out: (text) => (out += text),
    err: (text) => (err += text),
    now: () => at('2026-12-01T09:15:30Z'),
    progress: () => undefined,
  });
  return { status, out, err };
}

describe('review', () => {
  test('prints Markdown, the same bytes each time', async () => {
    const [one, other] = [await run(base), await run(copied(base))];
    expect([one.status, one.err]).toEqual([0, '']);
    expect(one.out).toContain('| **Release**<br>Release train | `DeployRole` |');
    expect(one.out).toContain('2 h a week: 1.2 % of always');
    expect(other.out).toBe(one.out);
  });

  test('prints nothing but JSON with --format json', async () => {
    const { out } = await run(base, '--format', 'json', '--from', '2026-12-01', '--days', '7');
    const { from, until, accesses } = JSON.parse(out) as Report;
    expect([from, until]).toEqual(['2026-12-01T00:00:00Z', '2026-12-08T00:00:00Z']);
    expect(accesses[0]?.windows[0]?.occurrences.map(({ start }) => start)).toEqual(['2026-12-01T20:00:00Z']);
  });

  test('says what changed against another assembly', async () => {
    const { out } = await run(later, '--base', base);
    expect(out).toContain('- **Release**: end moves from 22:00 to 23:30 Europe/London on Tuesdays: +1 h 30 min a week');
  });

  test('says the same against a committed report', async () => {
    const committed = join(emptyFolder(), 'access.json');
    await run(base, '--json-out', committed);
    const [file, folder] = [await run(later, '--base', committed), await run(later, '--base', base)];
    expect(file.out).toBe(folder.out);
  });
});

describe('--fail-on', () => {
  test.each([
    ['a medium finding, by default', () => [base], 0],
    ['a medium finding', () => [base, '--fail-on', 'medium'], 1],
    ['a high finding, by default', () => [wide], 1],
    ['a high finding, and never', () => [wide, '--fail-on', 'never'], 0],
    ['a high finding that the base has too', () => [wide, '--base', wide], 0],
    ['a high finding that the base has not', () => [wide, '--base', base], 1],
  ])('%s', async (_what, args, status) => {
    expect((await run(...args())).status).toBe(status);
  });
});

describe('a committed review', () => {
  const files = (folder: string): string[] => [
    ...['--write', join(folder, 'ACCESS.md')],
    ...['--json-out', join(folder, 'access.json')],
  ];

  test('is written, and found to say what the assembly says', async () => {
    const folder = emptyFolder();
    const written = await run(base, ...files(folder));
    expect(written).toMatchObject({ status: 0, err: '' });
    expect(readFileSync(join(folder, 'ACCESS.md'), 'utf8')).toContain('## Temporary access');
    expect(await run(base, '--check', ...files(folder))).toMatchObject({ status: 0, err: '' });
  });

  test('is stale when the assembly says something else, and that is said in words', async () => {
    const folder = emptyFolder();
    await run(base, ...files(folder));
    const { status, out } = await run(later, '--check', ...files(folder));
    expect(status).toBe(1);
    expect(out).toContain('ACCESS.md and ');
    expect(out).toContain('- Release: end moves from 22:00 to 23:30');
    expect(out).toContain(`--json-out ${join(folder, 'access.json')}, and commit both`);
  });

  test('is stale when somebody edited one of the files', async () => {
    const folder = emptyFolder();
    await run(base, ...files(folder));
    writeFileSync(join(folder, 'ACCESS.md'), 'all is well');
    const { status, out } = await run(base, '--check', ...files(folder));
    expect(status).toBe(1);
    expect(out).toMatch(/ACCESS\.md no longer says .*\n- no change in access; the text differs: edited by hand/);
  });

  test('is checked for the time for which it was written', async () => {
    const folder = emptyFolder();
    await run(base, ...files(folder), '--from', '2027-03-01', '--days', '14');
    expect((await run(base, '--check', ...files(folder))).status).toBe(0);
  });

  test('may have been checked out with other ends of lines', async () => {
    const folder = emptyFolder();
    await run(base, ...files(folder));
    const path = join(folder, 'ACCESS.md');
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll('\n', '\r\n'));
    expect((await run(base, '--check', ...files(folder))).status).toBe(0);
  });
});

describe('wrong usage exits with 2 and says how to mend it', () => {
  test.each([
    ['a format that there is not', ['--format', 'pdf'], 'Allowed choices are markdown'],
    ['a severity that there is not', ['--fail-on', 'always'], 'Allowed choices are high, medium, never'],
    ['no day at all', ['--days', '0'], 'Write a number of days from 1 to 366'],
    ['a date that is none', ['--from', 'soon'], 'Write a date such as 2026-12-01'],
    ['a base for a committed review', ['--base', 'x', '--check'], 'leave out one of them'],
    ['a folder that is not there', ['/no/such/folder'], 'run `cdk synth` first'],
    ['a base that is not there', ['--base', '/no/such/folder'], 'run `cdk synth` first'],
    [
      'files to check that are not there',
      ['--check', '--json-out', '/no/such/access.json'],
      'there is no /no/such/access.json',
    ],
  ])('%s', async (_what, args, mend) => {
    const { status, out, err } = await run(...(args[0]?.startsWith('/') === true ? [] : [base]), ...args);
    expect([status, out]).toEqual([2, '']);
    expect(err).toContain(mend);
    expect(err.trimEnd().split('\n').length).toBeLessThanOrEqual(2);
  });

  test.each([
    ['is no JSON', '{', 'cannot be read'],
    ['is another JSON', '{"version": 1}', 'is no report of an access review'],
    ['is of a newer version', '{"version": 2}', 'was written by a newer cdk-temporary-access'],
  ])('a base that %s', async (_what, text, expected) => {
    const file = join(emptyFolder(), 'access.json');
    writeFileSync(file, text);
    const { status, err } = await run(base, '--base', file);
    expect(status).toBe(2);
    expect(err).toContain(expected);
  });
});
