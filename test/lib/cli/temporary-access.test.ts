import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { App } from 'aws-cdk-lib';
import { Stack } from 'aws-cdk-lib';
import { main } from '../../../lib/cli/temporary-access';
import type { RehearsalReport } from '../../../lib/rehearsal/report';
import { version } from '../../../package.json';
import { at, edited, emptyFolder, ofType, removeFolders, synthesized, weekly } from '../rehearsal/assembly-fixture';

const ROOT = join(__dirname, '..', '..', '..');

afterAll(removeFolders);

let assembly = '';
let disabled = '';
beforeAll(() => {
  assembly = synthesized(weekly);
  disabled = edited(assembly, (resources) => {
    ofType(resources, 'AWS::Scheduler::Schedule', 'End')[1].Properties.State = 'DISABLED';
  });
});

async function run(...args: string[]): Promise<{ status: number; out: string; err: string }> {
  let [out, err] = ['', ''];
  const status = await main(args, {
    out: (text) => (out += text),
    err: (text) => (err += text),
    now: () => at('2026-12-01T09:15:30.250Z'),
    progress: () => undefined,
  });
  return { status, out, err };
}

describe('rehearse', () => {
  test('prints the timeline, and exits with 0 when there are no violations', async () => {
    const { status, out, err } = await run('rehearse', assembly, '--from', '2026-12-01', '--until', '2026-12-09');
    expect([status, err]).toEqual([0, '']);
    expect(out).toContain('Mon 2026-12-07  20:00-22:00  opened 20:00');
    expect(out.trimEnd()).toMatch(/1 window opened, 1 closed, 1 verified gone; longest overrun \d+ s; no violations$/);
  });

  test('prints nothing but JSON with --json', async () => {
    const { status, out, err } = await run('rehearse', assembly, '--from=2026-12-01', '--until=2026-12-09', '--json');
    expect([status, err]).toEqual([0, '']);
    const { accesses, violations } = JSON.parse(out) as RehearsalReport;
    expect(violations).toEqual([]);
    expect(Object.keys(accesses[0]!.occurrences[0]!)).toEqual(
      expect.arrayContaining(['start', 'end', 'attachedAt', 'detachedAt', 'verifiedAt', 'overrunSeconds']),
    );
  });

  test('exits with 1 when there are violations', async () => {
    const { status, out } = await run('rehearse', disabled, '--from', '2026-12-01', '--until', '2026-12-09');
    expect(status).toBe(1);
    expect(out).toContain('never opened');
    expect(out.trimEnd().endsWith('1 violation')).toBe(true);
  });

  test('plays four weeks from now when nothing else is said', async () => {
    const { out } = await run('rehearse', assembly);
    expect(out).toContain('from 2026-12-01T09:15:30Z to 2026-12-29T09:15:30Z (seed 1)');
  });

  test('takes an instant, and another seed', async () => {
    const times = ['--from', '2026-12-07T12:00:00Z', '--until', '2026-12-07T21:00:00Z'];
    const { out } = await run('rehearse', assembly, ...times, '--seed', '7');
    expect(out).toContain('from 2026-12-07T12:00:00Z to 2026-12-07T21:00:00Z (seed 7)');
  });
});

describe('wrong usage exits with 2 and says how to mend it', () => {
  test.each([
    ['an unknown option', ['rehearse', '--nope'], "unknown option '--nope'"],
    ['an unknown command', ['nope'], "unknown command 'nope'"],
    ['one folder too many', ['rehearse', 'a', 'b'], 'too many arguments'],
    ['an option without its value', ['rehearse', '--from'], 'argument missing'],
    ['a date that is none', ['rehearse', '--from', 'tomorrow'], 'Write a date such as 2026-12-01'],
    ['a date that does not exist', ['rehearse', '--until', '2027-02-29'], 'Write a date such as 2026-12-01'],
    ['an instant without a zone', ['rehearse', '--from', '2026-12-01T20:00:00'], 'Write a date such as 2026-12-01'],
    ['a seed that is no number', ['rehearse', '--seed', '1.5'], 'Write a whole number'],
    ['an end before the start', ['rehearse', '--from', '2026-12-02', '--until', '2026-12-01'], 'swap the two'],
    ['an end at the start', ['rehearse', '--from', '2026-12-02', '--until', '2026-12-02'], 'swap the two'],
    ['too long a time', ['rehearse', '--from', '2026-12-02', '--until', '2036-12-12'], 'choose a shorter time'],
    ['a folder that is not there', ['rehearse', '/no/such/folder'], 'run `cdk synth` first'],
  ])('%s', async (_what, args, mend) => {
    const { status, out, err } = await run(...args);
    expect([status, out]).toEqual([2, '']);
    expect(err).toContain(mend);
    expect(err.trimEnd().split('\n').length).toBeLessThanOrEqual(2);
  });

  test('an assembly without stacks, or a folder that is none', async () => {
    expect((await run('rehearse', emptyFolder())).status).toBe(2);
    expect(
      (
        await run(
          'rehearse',
          synthesized(() => undefined),
        )
      ).status,
    ).toBe(2);
    expect(
      (
        await run(
          'rehearse',
          synthesized((app: App) => new Stack(app, 'Empty')),
        )
      ).status,
    ).toBe(2);
  });

  test('no command at all shows the help', async () => {
    const { status, err } = await run();
    expect(status).toBe(2);
    expect(err).toContain('Usage: temporary-access');
  });
});

test.each([
  ['--version', `${version}\n`],
  ['--help', 'rehearse [options] [assembly]'],
])('%s answers and exits with 0', async (option, expected) => {
  const { status, out } = await run(option);
  expect(status).toBe(0);
  expect(out).toContain(expected);
});

test('the help of a command tells its options and exit statuses', async () => {
  const { status, out } = await run('rehearse', '--help');
  expect(status).toBe(0);
  for (const part of ['--from', '--until', '--seed', '--json', 'cdk.out', 'Exit status: 0 ']) {
    expect(out).toContain(part);
  }
});

test('as a process it prints to the right streams and exits with the status', () => {
  const command = ['--require', 'tsx/cjs', 'lib/cli/temporary-access.ts'];
  const spawned = (...args: string[]): { status: number; out: string; err: string } => {
    try {
      return {
        status: 0,
        out: execFileSync('node', [...command, ...args], { cwd: ROOT, encoding: 'utf8', stdio: 'pipe' }),
        err: '',
      };
    } catch (error) {
      const { status, stdout, stderr } = error as { status: number; stdout: string; stderr: string };
      return { status, out: stdout, err: stderr };
    }
  };
  const times = ['--from', '2026-12-01', '--until', '2026-12-09'];
  expect(spawned('rehearse', disabled, ...times, '--json')).toMatchObject({ status: 1, err: '' });
  expect(spawned('rehearse', '/no/such/folder')).toMatchObject({ status: 2, out: '' });
});
