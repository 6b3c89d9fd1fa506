import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { EXAMPLE_NAMES, type ExampleName, exampleStack, ROOT } from './example-apps';
import type { Json } from './lib/fixture';

test('the release window deploys what a reviewer approved', () => {
  const template = Template.fromStack(exampleStack('release-window').stack).toJSON() as Json;
  // The pipeline is scenery, and what may deploy from it is in its access.
  const { Resources: resources } = template;
  template.Resources = Object.fromEntries(Object.entries(resources).filter(([id]) => !id.startsWith('Warehouse')));
  // The handler's hash and the version change with every release, and are no decision of the reviewer's.
  const text = JSON.stringify(template, null, 2)
    .replace(/[0-9a-f]{64}\.zip/g, '<asset>.zip')
    .replace(/("VERSION": )"[^"]+"/g, '$1"<version>"');
  expect(JSON.parse(text)).toMatchSnapshot();
});

describe('the AwsSolutions rules', () => {
  /** Rule, place, and why it stands. */
  type Acknowledged = readonly [rule: RegExp, place: RegExp, reason: string];

  const everywhere: readonly Acknowledged[] = [
    [/^AwsSolutions-SQS3$/, /(FailedEvents|UndeliveredEvents)/, 'these are the dead-letter queues, each with an alarm'],
    [
      /^AwsSolutions-IAM5\[Resource::.*:role\/temporary-access\/.*\/\*]$/,
      /(Opener|Closer)\/Role/,
      'every role below this path is one of the stack, and lets these functions in by name',
    ],
    [
      /^AwsSolutions-IAM5\[Resource::.*:schedule\/[A-Za-z]+-.*\/(lease-|hold-)?\*]$/,
      /(Opener|Closer)\/(Role|Arrange)/,
      'the schedules of the controller, in a group of its own; what it makes at run time is called lease- or hold-',
    ],
    [/^AwsSolutions-IAM5\[Resource::\*]$/, /Opener\/Arrange/, 'schedules can be listed in all groups only'],
  ];
  const scenery = 'is part of the scenery';
  const here: Readonly<Record<ExampleName, readonly Acknowledged[]>> = {
    'release-window': [
      [
        /^AwsSolutions-IAM5\[/,
        /(Release|Pipeline)Access\/Policy/,
        'what bucket.grantWrite gives, in the release window',
      ],
      [/^AwsSolutions-S1$/, /(ShopFront|Warehouse)/, `the bucket ${scenery}`],
      [/^AwsSolutions-IAM4\[/, /Backend/, `the function ${scenery}`],
      [/^AwsSolutions-(IAM5\[|CB4$)/, /Warehouse/, `the pipeline ${scenery}`],
    ],
    'secret-rotation': [[/^AwsSolutions-IAM[45]\[/, /\/Rotation\//, `the function ${scenery}`]],
    'agent-tool': [
      [/^AwsSolutions-IAM4\[/, /RefundTool/, `the function ${scenery}`],
      [/^AwsSolutions-APIG1$/, /RefundTool/, `the API ${scenery}`],
    ],
    'break-glass': [[/^AwsSolutions-IAM4\[/, /Checkout/, `the function ${scenery}`]],
    'artifact-signing': [
      [/^AwsSolutions-S1$/, /Releases/, `the bucket ${scenery}`],
      [/^AwsSolutions-(IAM5\[|CB4$)/, /Signer/, `the project ${scenery}`],
    ],
  };

  describe.each(EXAMPLE_NAMES)('on %s', (name) => {
    const acknowledged = [...everywhere, ...here[name]];
    const { app } = exampleStack(name);
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
      ([rule, place]: Acknowledged) =>
      (finding: (typeof findings)[number]): boolean =>
        rule.test(finding.rule) && place.test(finding.place);

    test('find nothing that is not acknowledged with a reason', () => {
      expect(findings.filter((finding) => !acknowledged.some((one) => covers(one)(finding)))).toEqual([]);
    });

    test.each(acknowledged)('find what is acknowledged: %s at %s, since %s', (...one) => {
      expect(findings.some(covers(one))).toBe(true);
    });
  });
});

describe('a template', () => {
  /** All apps one after the other, in one process: starting it is what takes the time. */
  const APPS = [...EXAMPLE_NAMES, 'multi-account'];
  const SYNTHESIZE = `for (const name of ${JSON.stringify(APPS)}) {
    process.env.CDK_OUTDIR = require('node:path').join(process.env.OUT, name);
    require('./examples/' + name + '/app.ts');
  }`;

  /** Every file of the assemblies that CloudFormation or a reviewer sees, synthesized in another place and time zone. */
  function synthesizedIn(zone: string): Record<string, string> {
    const folder = mkdtempSync(join(tmpdir(), 'synth-'));
    try {
      execFileSync(process.execPath, ['--require', 'tsx/cjs', '-e', SYNTHESIZE], {
        cwd: ROOT,
        env: { PATH: process.env['PATH'], TZ: zone, OUT: folder },
      });
      const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
      const seen = files.filter((file) => /\.(template|assets)\.json$/.test(file)).sort();
      return Object.fromEntries(seen.map((file) => [file, readFileSync(join(folder, file), 'utf8')]));
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  test('is the same to the byte wherever it is synthesized', () => {
    const tokyo = synthesizedIn('Asia/Tokyo');
    // The last app has four stacks.
    expect(Object.keys(tokyo)).toHaveLength(2 * (EXAMPLE_NAMES.length + 4));
    expect(synthesizedIn('America/St_Johns')).toEqual(tokyo);
  });

  test('is the same whenever it is synthesized', () => {
    const templates = (): string[] =>
      EXAMPLE_NAMES.map((name) => JSON.stringify(Template.fromStack(exampleStack(name).stack).toJSON()));
    const now = templates();
    // Years later the one-time window is over, and a warning says so; the template does not.
    jest.spyOn(console, 'error').mockImplementation();
    jest.useFakeTimers({ now: new Date('2031-07-01T00:00:00Z'), doNotFake: ['setImmediate', 'nextTick'] });
    try {
      expect(templates()).toEqual(now);
    } finally {
      jest.useRealTimers();
      jest.restoreAllMocks();
    }
  });
});
