import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { ReleaseWindowStack } from '../examples/release-window/release-window-stack';

const ROOT = join(__dirname, '..');

function releaseWindow(): { readonly app: App; readonly stack: Stack } {
  const { context } = JSON.parse(readFileSync(join(ROOT, 'cdk.json'), 'utf8')) as { context: object };
  const app = new App({ postCliContext: { ...context } });
  return { app, stack: new ReleaseWindowStack(app, 'ReleaseWindow') };
}

test('the release window deploys what a reviewer approved', () => {
  const template = Template.fromStack(releaseWindow().stack).toJSON();
  // The handler's hash changes with every line of it, and is no decision of the reviewer's.
  const text = JSON.stringify(template, null, 2).replace(/[0-9a-f]{64}\.zip/g, '<asset>.zip');
  expect(JSON.parse(text)).toMatchSnapshot();
});

describe('the AwsSolutions rules', () => {
  /** Rule, place, and why it stands. */
  const acknowledged: [rule: RegExp, place: RegExp, reason: string][] = [
    [/^AwsSolutions-SQS3$/, /(FailedEvents|UndeliveredEvents)/, 'these are the dead-letter queues, each with an alarm'],
    [
      /^AwsSolutions-IAM5\[Resource::.*:role\/temporary-access\/.*\/\*]$/,
      /(Opener|Closer)\/Role/,
      'every role below this path is one of the stack, and lets these functions in by name',
    ],
    [
      /^AwsSolutions-IAM5\[Resource::.*:schedule\/ReleaseWindow-.*\/\*]$/,
      /(Opener|Closer)\/Role/,
      'reads the schedules of the controller: the group is its own',
    ],
    [/^AwsSolutions-IAM5\[/, /ReleaseAccess\/Policy/, 'what bucket.grantWrite gives, for four hours a week'],
    [/^AwsSolutions-S1$/, /ShopFront/, 'the bucket is part of the scenery'],
    [/^AwsSolutions-IAM4\[/, /Backend/, 'the function is part of the scenery'],
  ];

  const { app } = releaseWindow();
  app.synth();
  const findings = new AwsSolutionsChecks(app)
    .validateScope(app)
    .violations.flatMap(({ ruleName, violatingResources }) =>
      (violatingResources as { constructPath?: string }[]).map(({ constructPath = '' }) => ({
        rule: ruleName,
        place: constructPath,
      })),
    );
  const covers =
    ([rule, place]: (typeof acknowledged)[number]) =>
    (finding: (typeof findings)[number]): boolean =>
      rule.test(finding.rule) && place.test(finding.place);

  test('find nothing that is not acknowledged with a reason', () => {
    expect(findings.filter((finding) => !acknowledged.some((one) => covers(one)(finding)))).toEqual([]);
  });

  test.each(acknowledged)('find what is acknowledged: %s at %s, since %s', (...one) => {
    expect(findings.some(covers(one))).toBe(true);
  });
});

describe('a template', () => {
  /** Every file of the assembly that CloudFormation or a reviewer sees, synthesized in another place and time zone. */
  function synthesizedIn(zone: string): Record<string, string> {
    const folder = mkdtempSync(join(tmpdir(), 'synth-'));
    try {
      execFileSync(process.execPath, ['--require', 'tsx/cjs', 'examples/release-window/app.ts'], {
        cwd: ROOT,
        env: { PATH: process.env['PATH'], TZ: zone, CDK_OUTDIR: folder },
      });
      const files = readdirSync(folder).filter((file) => /\.(template|assets)\.json$/.test(file));
      return Object.fromEntries(files.map((file) => [file, readFileSync(join(folder, file), 'utf8')]));
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  test('is the same to the byte wherever it is synthesized', () => {
    const tokyo = synthesizedIn('Asia/Tokyo');
    expect(Object.keys(tokyo)).toEqual(['ReleaseWindow.assets.json', 'ReleaseWindow.template.json']);
    expect(synthesizedIn('America/St_Johns')).toEqual(tokyo);
  });

  test('is the same whenever it is synthesized', () => {
    const template = (): string => JSON.stringify(Template.fromStack(releaseWindow().stack).toJSON());
    const now = template();
    // Years later the one-time window is over, and a warning says so; the template does not.
    jest.spyOn(console, 'error').mockImplementation();
    jest.useFakeTimers({ now: new Date('2031-07-01T00:00:00Z'), doNotFake: ['setImmediate', 'nextTick'] });
    try {
      expect(template()).toBe(now);
    } finally {
      jest.useRealTimers();
      jest.restoreAllMocks();
    }
  });
});
