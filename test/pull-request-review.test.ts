/** The shell of `examples/pull-request-review`, on two revisions of an app in a git repository, and its workflows. */
import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bin } from '../package.json';

const ROOT = join(__dirname, '..');
const EXAMPLE = join(ROOT, 'examples/pull-request-review');

const folder = mkdtempSync(join(tmpdir(), 'pull-request-'));
const repository = join(folder, 'repository');
const modules = join(folder, 'node_modules');

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function git(...args: string[]): string {
  const author = ['-c', 'user.name=A', '-c', 'user.email=a@example.com', '-c', 'commit.gpgsign=false'];
  return execFileSync('git', [...author, ...args], { cwd: repository, encoding: 'utf8' }).trim();
}

/** An app whose release window ends at some time, and gives some actions. */
function app(end: string, actions: string): string {
  return `
const { App, Stack, TimeZone } = require('aws-cdk-lib');
const { PolicyStatement, Role } = require('aws-cdk-lib/aws-iam');
const { AccessWindow, TemporaryAccess, Weekday } = require('cdk-temporary-access');

const app = new App({ outdir: process.env.ASSEMBLY });
const stack = new Stack(app, 'Shop');
new TemporaryAccess(stack, 'Release', {
  role: Role.fromRoleName(stack, 'Role', 'deploy'),
  purpose: 'Release train',
  windows: [AccessWindow.weekly({ days: [Weekday.TUESDAY], start: '20:00', end: '${end}', timeZone: TimeZone.EUROPE_LONDON })],
  statements: [new PolicyStatement({ actions: [${actions}], resources: ['arn:aws:s3:::shop/*'] })],
});
app.synth();
`;
}

function commit(text: string): string {
  writeFileSync(join(repository, 'app.js'), text);
  git('add', '.');
  git('commit', '--quiet', '--message', 'change');
  return git('rev-parse', 'HEAD');
}

function shell(
  script: string,
  args: string[],
  env: Record<string, string> = {},
): { status: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(join(EXAMPLE, script), args, {
    cwd: repository,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], HOME: folder, NPM_CONFIG_UPDATE_NOTIFIER: 'false', ...env },
  });
  return { status, out: stdout, err: stderr };
}

/** What would be installed is there already. */
const INSTALLED = { INSTALL: `ln -s ${modules} node_modules`, SYNTH: 'node app.js' };

let base = '';
let head = '';

beforeAll(() => {
  mkdirSync(repository);
  mkdirSync(join(modules, '.bin'), { recursive: true });
  for (const [name, target] of [
    ['aws-cdk-lib', join(ROOT, 'node_modules/aws-cdk-lib')],
    ['constructs', join(ROOT, 'node_modules/constructs')],
    ['cdk-temporary-access', ROOT],
    ['.bin/temporary-access', join(ROOT, bin['temporary-access'])],
  ] as const) {
    symlinkSync(target, join(modules, name));
  }
  git('init', '--quiet', '--initial-branch', 'main');
  const common = commit(app('22:00', "'s3:PutObject'"));
  git('checkout', '--quiet', '-b', 'change');
  head = commit(app('23:30', "'s3:PutObject', 's3:*'"));
  git('checkout', '--quiet', 'main');
  // What has come to the base since is none of the pull request's.
  base = commit(app('21:00', "'s3:GetObject'"));
  expect(git('merge-base', base, head)).toBe(common);
});

describe('the review of a pull request', () => {
  test('says what it changes since it left its base, fails from a severity on, and leaves the repository as it was', () => {
    const { status, out, err } = shell('review-pull-request.sh', [base, 'change'], { ...INSTALLED, FAIL_ON: 'medium' });
    expect({ status, err }).toEqual({ status: 1, err: '' });
    expect(out).toContain('end moves from 22:00 to 23:30');
    expect(out).toContain('s3:*');
    expect(out).not.toContain('s3:GetObject');
    expect(readFileSync(join(repository, 'access-review.md'), 'utf8')).toBe(out);
    expect(git('worktree', 'list').split('\n')).toHaveLength(1);
    expect(git('status', '--porcelain')).toBe('?? access-review.md');
  });

  test('takes an assembly for what cannot be trusted to be run, and reads it by the command of the base', () => {
    const assembly = join(folder, 'assembly');
    execFileSync('node', ['app.js'], { cwd: checkedOut(base), env: { ...process.env, ASSEMBLY: assembly } });
    const { status, out } = shell('review-pull-request.sh', [base, assembly], INSTALLED);
    expect(status).toBe(0);
    expect(out).toContain('o change in access');
  });

  test.each<[string, string[], Record<string, string>, RegExp]>([
    ['wrong usage', ['main'], {}, /^usage: review-pull-request.sh BASE HEAD$/m],
    ['a revision that is not there', ['main', 'nowhere'], {}, /HEAD nowhere is neither a folder nor a revision/],
    ['a base that was not fetched', ['nowhere', 'main'], {}, /BASE nowhere is neither .* fetch it with its history/],
    [
      'an app that does not synthesize',
      ['main', 'change'],
      { INSTALL: 'true', SYNTH: 'false' },
      /base .* could not be synth/,
    ],
  ])('fails with 2 for %s, and says so', (_what, args, env, message) => {
    rmSync(join(repository, 'access-review.md'), { force: true });
    const { status, err } = shell('review-pull-request.sh', args, env);
    expect(status).toBe(2);
    expect(err).toMatch(message);
    expect(existsSync(join(repository, 'access-review.md'))).toBe(false);
    expect(git('worktree', 'list').split('\n')).toHaveLength(1);
  });

  function checkedOut(revision: string): string {
    git('checkout', '--quiet', revision);
    if (!existsSync(join(repository, 'node_modules'))) {
      symlinkSync(modules, join(repository, 'node_modules'));
      writeFileSync(join(repository, '.git/info/exclude'), 'node_modules\n');
    }
    return repository;
  }
});

describe('the comment', () => {
  /** A `gh` that has some comments, and notes how it is called. */
  function commented(ids: string): string[] {
    const commands = mkdtempSync(join(folder, 'bin-'));
    const log = join(commands, 'log');
    writeFileSync(
      join(commands, 'gh'),
      `#!/bin/sh\necho "$@" >> ${log}\ncase "$*" in *--paginate*) printf '${ids}' ;; *) for last; do :; done; cat "\${last#body=@}" >> ${log} ;; esac\n`,
    );
    chmodSync(join(commands, 'gh'), 0o755);
    const file = join(commands, 'review.md');
    writeFileSync(file, 'No change in access\n');
    const { status, err } = shell('comment-on-pull-request.sh', ['7', file], {
      PATH: `${commands}:${process.env['PATH'] ?? ''}`,
      GH_REPO: 'example/shop',
    });
    expect({ status, err }).toEqual({ status: 0, err: '' });
    return readFileSync(log, 'utf8').trim().split('\n').slice(1);
  }
  const BODY = ['<!-- temporary-access review -->', 'No change in access'];

  test('is written where there is none', () => {
    const [call, ...body] = commented('');
    expect(call).toMatch(/^api --silent --method POST repos\/example\/shop\/issues\/7\/comments --field body=@/);
    expect(body).toEqual(BODY);
  });

  test('is updated where there is one, and the first of several', () => {
    const [call, ...body] = commented('11\\n12\\n');
    expect(call).toMatch(/^api --silent --method PATCH repos\/example\/shop\/issues\/comments\/11 --field body=@/);
    expect(body).toEqual(BODY);
  });
});

test('every shell script is one that the shell can read', () => {
  for (const script of readdirSync(EXAMPLE).filter((name) => name.endsWith('.sh'))) {
    expect(spawnSync('bash', ['-n', join(EXAMPLE, script)], { encoding: 'utf8' }).stderr).toBe('');
  }
});

describe('a workflow', () => {
  interface Step {
    readonly uses?: string;
    readonly run?: string;
    readonly with?: Record<string, unknown>;
    readonly env?: Record<string, string>;
  }
  interface Workflow {
    readonly on: string | Record<string, unknown>;
    readonly permissions: Record<string, string>;
    readonly jobs: Record<string, { readonly permissions: Record<string, string>; readonly steps: Step[] }>;
  }
  // The CDK brings a parser along.
  const { parse } = createRequire(require.resolve('aws-cdk-lib'))('yaml') as { parse: (text: string) => Workflow };
  const files = ['own-branches/access-review.yml', 'forks/access-synthesis.yml', 'forks/access-review.yml'];
  const workflows = files.map((file) => [file, parse(readFileSync(join(EXAMPLE, file), 'utf8'))] as const);
  const stepsOf = ({ jobs }: Workflow): Step[] => Object.values(jobs).flatMap(({ steps }) => steps);

  test.each(workflows)('%s pins every action by a hash, and gives no right by default', (_file, workflow) => {
    const actions = stepsOf(workflow).flatMap(({ uses }) => uses ?? []);
    expect(actions.filter((one) => !/^actions\/[\w-]+@[0-9a-f]{40}$/.test(one))).toEqual([]);
    expect(workflow.permissions).toEqual({});
  });

  test.each(workflows)(
    '%s leaves no token in a checkout, and writes nothing of the event into a script',
    (_file, workflow) => {
      const checkouts = stepsOf(workflow).filter(({ uses }) => uses?.startsWith('actions/checkout@') === true);
      expect(checkouts.map((step) => step.with?.['persist-credentials'])).toEqual(checkouts.map(() => false));
      expect(stepsOf(workflow).filter(({ run }) => run?.includes('${{') === true)).toEqual([]);
    },
  );

  test('that runs the code of a fork may write nothing', () => {
    const [, synthesis] = workflows[1]!;
    expect(synthesis.on).toBe('pull_request');
    expect(Object.values(synthesis.jobs).map(({ permissions }) => permissions)).toEqual([{ contents: 'read' }]);
    expect(JSON.stringify(synthesis)).not.toMatch(/secrets|github\.token/);
  });

  test('that may comment on a fork checks out the base and nothing else', () => {
    const [, review] = workflows[2]!;
    expect(Object.keys(review.on)).toEqual(['workflow_run']);
    const refs = stepsOf(review).flatMap((step) => step.with?.['ref'] ?? []);
    expect(refs).toEqual(['${{ steps.pull.outputs.base }}']);
  });

  test.each(workflows)('%s calls only scripts that are there', (_file, workflow) => {
    const called = stepsOf(workflow).flatMap(({ run = '' }) =>
      [...run.matchAll(/ci\/([\w-]+\.sh)/g)].map(([, name = '']) => name),
    );
    expect(called.filter((name) => !existsSync(join(EXAMPLE, name)))).toEqual([]);
  });
});
