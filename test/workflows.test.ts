/** The workflows of this repository: a job may do what it is for, and nothing that a stranger sends is run. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { scripts } from '../package.json';
import { actionsOf, scriptsOf, workflowProblems } from './workflow-rules';

const ROOT = join(__dirname, '..');
const FOLDER = join(ROOT, '.github/workflows');
const WORKFLOWS = readdirSync(FOLDER).map((name) => [name, readFileSync(join(FOLDER, name), 'utf8')] as const);

test.each(WORKFLOWS)('%s breaks no rule', (_name, text) => {
  expect(workflowProblems(text)).toEqual([]);
});

test('an action has the same commit wherever it is used', () => {
  const used = new Set(WORKFLOWS.flatMap(([, text]) => actionsOf(text).map((action) => action.text)));
  const names = [...used].map((action) => action.replace(/@.*/, ''));
  expect(names).toHaveLength(new Set(names).size);
});

test('what the workflows run by npm is there', () => {
  const called = WORKFLOWS.flatMap(([, text]) =>
    scriptsOf(text).flatMap((script) => [...script.text.matchAll(/npm run (?:--silent )?([\w:-]+)/g)]),
  ).map(([, name]) => name);
  expect(called.length).toBeGreaterThan(0);
  expect(called.filter((name) => !(name! in scripts))).toEqual([]);
});

test('updates of actions are proposed, since nobody looks up commits by hand', () => {
  expect(readFileSync(join(ROOT, '.github/dependabot.yml'), 'utf8')).toContain('package-ecosystem: github-actions');
});

describe('a workflow', () => {
  const CHECKOUT = `actions/checkout@${'a'.repeat(40)} # v6.0.2`;
  const workflow = (job: string, head = 'permissions:\n  contents: read'): string =>
    `on: push\n\n${head}\n\njobs:\n  one:\n    timeout-minutes: 5\n${job}\n`;
  const checkout = `    steps:\n      - uses: ${CHECKOUT}\n        with:\n          persist-credentials: false`;

  test('that checks out and runs the gate is fine', () => {
    expect(workflowProblems(workflow(`${checkout}\n      - run: npm ci`))).toEqual([]);
  });

  test.each([
    ['an action by its tag', workflow(checkout.replace(/@.*/, '@v6')), 'not pinned by a commit'],
    ['an action without its version', workflow(checkout.replace(' # v6.0.2', '')), 'not pinned by a commit'],
    ['no permissions of its own', workflow(checkout, 'env:\n  A: b'), 'not only to read'],
    ['more permissions', workflow(checkout, 'permissions:\n  contents: read\n  issues: write'), 'not only to read'],
    ['rights for strangers', workflow(checkout).replace('on: push', 'on: pull_request_target'), 'a stranger may use'],
    ['a title in a script', workflow('    steps:\n      - run: echo ${{ github.event.issue.title }}'), 'stranger'],
    ['a branch name in a step', workflow('    env:\n      B: ${{ github.head_ref }}'), 'a stranger may write'],
    ['an expression in a script', workflow('    steps:\n      - run: |\n          echo ${{ env.A }}'), 'hand it over'],
    ['code with a right', workflow(`    permissions:\n      id-token: write\n${checkout}`), 'runs code'],
    [
      'code with a secret',
      workflow(`${checkout}\n      - run: x\n        env:\n          A: \${{ secrets.A }}`),
      'runs code',
    ],
    ['credentials left behind', workflow(checkout.replace('false', 'true')), 'leaves its credentials'],
    ['no time limit', workflow('    steps:\n      - run: npm ci').replace(/ {4}timeout.*\n/, ''), 'six hours'],
  ])('fails with %s', (_what, text, problem) => {
    expect(workflowProblems(text)).toContainEqual(expect.stringContaining(problem));
  });
});
