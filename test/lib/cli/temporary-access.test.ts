import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { App } from 'aws-cdk-lib';
import { Stack } from 'aws-cdk-lib';
import { main } from '../../../lib/cli/temporary-access';
import type { CampaignReport } from '../../../lib/rehearsal/faults/campaign';
import type { RehearsalReport } from '../../../lib/rehearsal/report';
import { version } from '../../../package.json';
import {
  at,
  edited,
  emptyFolder,
  ofType,
  removeFolders,
  synthesized,
  weekly,
  withHandler,
} from '../rehearsal/assembly-fixture';
import { onDemand } from '../../simulation/assemblies';

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

async function run(...args: string[]): Promise<{ status: number; out: string; err: string; progress: string[] }> {
  let [out, err] = ['', ''];
  const progress: string[] = [];
  const status = await main(args, {
    out: (text) => (out += text),
    err: (text) => (err += text),
    now: () => at('2026-12-01T09:15:30.250Z'),
    progress: (text) => progress.push(text ?? 'over'),
  });
  return { status, out, err, progress };
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

  test('plays the signals of a file, and says so', async () => {
    const folder = synthesized(onDemand);
    const path = join(emptyFolder(), 'signals.jsonl');
    const request = { source: 'temporary-access.Agent', detail: { correlation: 'a', reason: 'why' } };
    const lines = ['Open', 'Close'].map((says, index) => ({
      at: `2026-12-01T10:0${index}:00Z`,
      event: { ...request, 'detail-type': `Temporary Access ${says} Request` },
    }));
    writeFileSync(path, lines.map((line) => JSON.stringify(line)).join('\n'));
    const { status, out, err } = await run(...['rehearse', folder, '--signals', path, '--until', '2026-12-02']);
    expect([status, err]).toEqual([0, '']);
    expect(out).toMatch(/Tue 2026-12-01 {2}10:00-10:20 {2}UTC {2}opened 10:00:0\d {2}closed early 10:01:0\d/);
    expect(out).toContain('Signals, given: 1 request to open, 1 to close');
  });

  test('fails on a file that holds no signals, and says of every line why', async () => {
    const path = join(emptyFolder(), 'signals.jsonl');
    writeFileSync(path, 'open\n{"at":"tomorrow"}\n');
    const { status, err } = await run('rehearse', assembly, '--signals', path);
    expect(status).toBe(2);
    expect(err).toContain(`error: ${path} has lines that are no signals`);
    expect(err).toMatch(/ {2}line 1: it is not JSON\n {2}line 2: at: expected a UTC instant such as \S+; event: /);
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

describe('rehearse --faults', () => {
  const times = ['--from', '2026-12-01', '--until', '2026-12-29'];
  const chaos = (...args: string[]): ReturnType<typeof run> => run('rehearse', ...args, ...times, '--faults', 'chaos');

  test('prints nothing but JSON with --json', async () => {
    const { status, out, err } = await chaos(assembly, '--runs', '2', '--json');
    expect([status, err]).toEqual([0, '']);
    const report = JSON.parse(out) as CampaignReport;
    expect(report).toEqual({
      profile: 'chaos',
      from: '2026-12-01T00:00:00Z',
      until: '2026-12-29T00:00:00Z',
      seed: 1,
      runs: 2,
      closes: expect.any(Number),
      unmended: expect.any(Number),
      overrunSeconds: { median: expect.any(Number), p99: expect.any(Number), longest: expect.any(Number) },
      faults: expect.any(Object),
      failedRuns: [],
    });
    expect(Object.values(report.faults).every((times) => times > 0)).toBe(true);
  });

  test('names profile, runs, seeds and faults', async () => {
    const { status, out, err } = await chaos(assembly, '--runs', '2', '--seed', '7');
    expect([status, err]).toEqual([0, '']);
    expect(out).toContain(
      `Rehearsal of ${assembly} with faults (chaos), 2 runs (seeds 7 to 8), windows from 2026-12-01`,
    );
    expect(out).toMatch(/\n\d+ faults: \d+ [a-z-]+(, \d+ [a-z-]+)*\n/);
    expect(out.trimEnd().endsWith('never past its bound; no violations')).toBe(true);
  });

  test('gives the same report for the same seed', async () => {
    const seven = async (): Promise<string> => (await chaos(assembly, '--runs', '1', '--seed', '7')).out;
    expect(await seven()).toBe(await seven());
  });

  test('shows how far it has come, and nothing once it is over', async () => {
    const { progress } = await chaos(assembly, '--runs', '3', '--json');
    expect(progress).toEqual([...[1, 2, 3].map((one) => `${one} of 3 runs, no violations`), 'over']);
  });

  test('fails when no window is open in the time that is asked for', async () => {
    const { status, out, err } = await run('rehearse', assembly, ...times.with(3, '2026-12-02'), '--faults', 'chaos');
    expect([status, out]).toEqual([2, '']);
    expect(err).toMatch(
      /^error: no window of \S+ is open between 2026-12-01\S+ and 2026-12-02\S+: choose another --from and/,
    );
  });

  describe('of a handler that never closes', () => {
    let broken = '';
    beforeAll(() => {
      broken = withHandler(assembly, (real) => `module.exports = { ...require(${real}), closerIn: async () => {} };`);
    });

    test('exits with 1, and tells the story and the command that plays it again', async () => {
      const { status, out } = await run(
        'rehearse',
        broken,
        ...times,
        '--faults',
        'standard',
        '--runs',
        '1',
        '--seed',
        '5',
      );
      expect(status).toBe(1);
      expect(out).toMatch(/\nSeed 5 breaks I3.*\n {2}2026-12-\S+ +\S/);
      expect(out).toMatch(/\n {2}2026-12-\S+ +I3 IS BROKEN: \S+ had to be gone by /);
      expect(out).toContain(
        `\n  play it again: npx temporary-access rehearse ${broken} --from 2026-12-01T00:00:00Z ` +
          '--until 2026-12-29T00:00:00Z --faults standard --seed 5 --runs 1\n',
      );
      expect(out.trimEnd().endsWith('1 run with violations')).toBe(true);
    });

    test('plays the same run again by that command', async () => {
      const first = await run('rehearse', broken, ...times, '--faults', 'standard', '--runs', '2', '--seed', '4');
      const [, command = ''] = /play it again: npx temporary-access (.*--seed 5.*)/.exec(first.out) ?? [];
      const again = await run(...command.split(' '));
      expect(storyOf(again.out)).not.toBe('');
      expect(storyOf(again.out)).toBe(storyOf(first.out));
    });

    const storyOf = (out: string): string => /Seed 5 [^]*?play it again/.exec(out)?.[0] ?? '';

    test('stops at the first such run with --bail', async () => {
      const { status, out, progress } = await chaos(broken, '--runs', '9', '--seed', '5', '--bail', '--json');
      expect(status).toBe(1);
      const { runs, failedRuns } = JSON.parse(out) as CampaignReport;
      expect(failedRuns).toHaveLength(1);
      expect(failedRuns[0]!.seed).toBe(5 + runs - 1);
      expect(progress.slice(-2)).toEqual([`${runs} of 9 runs, 1 with violations`, 'over']);
    });
  });
});

describe('wrong usage exits with 2 and says how to mend it', () => {
  test.each([
    ['an unknown option', ['rehearse', '--nope'], "unknown option '--nope'"],
    ['an unknown command', ['frobnicate'], "unknown command 'frobnicate'"],
    ['one folder too many', ['rehearse', 'a', 'b'], 'too many arguments'],
    ['an option without its value', ['rehearse', '--from'], 'argument missing'],
    ['a date that is none', ['rehearse', '--from', 'tomorrow'], 'Write a date such as 2026-12-01'],
    ['a date that does not exist', ['rehearse', '--until', '2027-02-29'], 'Write a date such as 2026-12-01'],
    ['an instant without a zone', ['rehearse', '--from', '2026-12-01T20:00:00'], 'Write a date such as 2026-12-01'],
    ['a seed that is no number', ['rehearse', '--seed', '1.5'], 'Write a whole number'],
    ['an end before the start', ['rehearse', '--from', '2026-12-02', '--until', '2026-12-01'], 'swap the two'],
    ['an end at the start', ['rehearse', '--from', '2026-12-02', '--until', '2026-12-02'], 'swap the two'],
    ['too long a time', ['rehearse', '--from', '2026-12-02', '--until', '2036-12-12'], 'choose a shorter time'],
    ['an unknown profile', ['rehearse', '--faults', 'mayhem'], 'Allowed choices are none, standard, chaos'],
    ['runs without faults', ['rehearse', '--runs', '2'], 'add --faults chaos'],
    ['runs with no faults', ['rehearse', '--runs', '2', '--faults', 'none'], 'add --faults chaos'],
    ['--bail without faults', ['rehearse', '--bail'], 'add --faults chaos'],
    ['no run at all', ['rehearse', '--faults', 'chaos', '--runs', '0'], 'write how many runs to play'],
    ['runs that are no number', ['rehearse', '--faults', 'chaos', '--runs', 'many'], 'Write a whole number'],
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
  for (const part of [
    '--from',
    '--until',
    '--seed',
    '--faults',
    '--runs',
    '--bail',
    '--json',
    'cdk.out',
    'Exit status: 0 ',
  ]) {
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
