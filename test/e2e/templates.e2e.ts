/** What cfn-lint says of the templates: of every example as its app synthesizes it, and of all that the library can make. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { EXAMPLE_NAMES, ROOT } from '../example-apps';
import { everythingStack } from '../fixtures/everything-app';
import { cfnLintIsInstalled, type Finding, INSTALL, lint } from './cfn-lint';

const installed = cfnLintIsInstalled();

/** It computes for ten seconds, and other suites do so beside it. */
const LONGEST_LINT = 300_000;

test('cfn-lint is on this machine, or this is not CI, where looking at the templates is not optional', () => {
  if (!installed && process.env['CI'] !== undefined) {
    throw new Error(`cfn-lint is not on this machine: install it with \`${INSTALL}\``);
  }
});

(installed ? describe : describe.skip)('a template', () => {
  const APPS = readdirSync(join(ROOT, 'examples')).filter((name) => existsSync(join(ROOT, 'examples', name, 'app.ts')));
  const SYNTHESIZE = `for (const name of ${JSON.stringify(APPS)}) {
    process.env.CDK_OUTDIR = require('node:path').join(process.env.OUT, name);
    require('./examples/' + name + '/app.ts');
  }`;
  /** The simplest template with something to say of it, so that silence means that it was looked at. */
  const REDUNDANT = {
    Resources: {
      Used: { Type: 'AWS::SNS::Topic' },
      User: { Type: 'AWS::SNS::TopicPolicy', DependsOn: 'Used', Properties: { Topics: [{ Ref: 'Used' }] } },
    },
  };

  let folder = '';
  let templates: string[] = [];
  let findings: Finding[] = [];
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'templates-'));
    const { context } = JSON.parse(readFileSync(join(ROOT, 'cdk.json'), 'utf8')) as { context: object };
    execFileSync(process.execPath, ['--require', 'tsx/cjs', '-e', SYNTHESIZE], {
      cwd: ROOT,
      env: { PATH: process.env['PATH'], OUT: folder, CDK_CONTEXT_JSON: JSON.stringify(context) },
    });
    const app = new App({ outdir: join(folder, 'everything'), postCliContext: { ...context } });
    everythingStack(app);
    app.synth();
    writeFileSync(join(folder, 'Redundant.template.json'), JSON.stringify(REDUNDANT));
    templates = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('.template.json'),
    );
    findings = await lint(templates.map((file) => join(folder, file)));
  }, LONGEST_LINT);
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const of = (template: string): Finding[] => findings.filter((finding) => finding.includes(` ${basename(template)} `));

  test('of each example is among those that are looked at', () => {
    expect(APPS).toEqual(expect.arrayContaining(EXAMPLE_NAMES));
    expect(APPS.filter((name) => !templates.some((file) => file.startsWith(`${name}/`)))).toEqual([]);
  });

  test('with something to say of it has a finding', () => {
    expect(of('Redundant.template.json').map((finding) => finding.split(' ')[0])).toContain('W3005');
  });

  test('of an example has no finding: no error, no warning, no information', () => {
    expect(findings.filter((finding) => !/ (Everything|Redundant)\./.test(finding))).toEqual([]);
  });

  test('with all that the library can make has none either', () => {
    expect(of('Everything.template.json')).toEqual([]);
  });
});
