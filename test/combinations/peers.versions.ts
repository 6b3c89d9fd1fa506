/** The README's app, with the oldest and the newest CDK that the package takes, on each Node.js that it takes. */
import { execFileSync } from 'node:child_process';
import { removeFolders } from '../lib/rehearsal/assembly-fixture';
import { findRegistry, Installed, nodeOf, oldest, packed, type Template } from './installed';

const NODES = ['20', '22', '24'];
const CDKS = ['the oldest CDK', 'the newest CDK'] as const;
const COMBINATIONS = CDKS.flatMap((cdk) => NODES.map((node) => [cdk, node] as const));

const installed = new Map<string, Installed>();
const nodes = new Map<string, string>();
const templates = new Map<string, Template>();

beforeAll(() => {
  findRegistry();
  const tarball = packed();
  const versions = { 'aws-cdk-lib': oldest('aws-cdk-lib'), constructs: oldest('constructs') };
  installed.set(CDKS[0], new Installed(tarball, versions));
  installed.set(CDKS[1], new Installed(tarball, { 'aws-cdk-lib': '2', constructs: '10' }));
  NODES.forEach((major) => nodes.set(major, nodeOf(major)));
});

afterAll(removeFolders);

test('they are what they are said to be', () => {
  const [one, other] = CDKS.map((cdk) => installed.get(cdk)!);
  expect([one, other].map((app) => app!.version('aws-cdk-lib'))).toEqual([
    oldest('aws-cdk-lib'),
    expect.not.stringMatching(new RegExp(`^${oldest('aws-cdk-lib')}$`)),
  ]);
  expect(one!.version('constructs')).toBe(oldest('constructs'));
  for (const major of NODES) {
    expect(execFileSync(nodes.get(major)!, ['--version'], { encoding: 'utf8' })).toMatch(new RegExp(`^v${major}\\.`));
  }
});

describe.each(COMBINATIONS)('with %s, on Node.js %s', (cdk, major) => {
  const app = (): Installed => installed.get(cdk)!;
  const node = (): string => nodes.get(major)!;

  test('the app is synthesized', () => {
    const template = app().synthesize(node());
    templates.set(`${cdk} ${major}`, template);
    const types = Object.values(template['Resources'] ?? {}).map((resource) => (resource as { Type: string }).Type);
    expect(types).toContain('Custom::TemporaryAccess');
  });

  test('its windows open, close and are verified', () => {
    const range = ['--from', '2026-12-01', '--until', '2026-12-08', '--json'];
    const report = JSON.parse(app().ask(node(), 'rehearse', ...range)) as {
      violations: unknown[];
      accesses: { occurrences: { attachedAt: string | null; verifiedAt: string | null }[] }[];
    };
    expect(report.violations).toEqual([]);
    const [release] = report.accesses;
    expect(release!.occurrences).toHaveLength(2);
    expect(release!.occurrences.every(({ attachedAt, verifiedAt }) => attachedAt !== null && verifiedAt !== null)).toBe(
      true,
    );
  });

  test('it is reviewed', () => {
    expect(JSON.parse(app().ask(node(), 'review', '--format', 'json'))).toMatchObject({
      accesses: [{ id: 'ReleaseAccess', exposure: { hoursAWeek: 4 } }],
    });
  });
});

test.each(CDKS)('with %s, the template is the same on every Node.js', (cdk) => {
  const [first, ...others] = NODES.map((major) => JSON.stringify(templates.get(`${cdk} ${major}`)));
  expect(first).toBeDefined();
  others.forEach((other) => {
    expect(other).toBe(first);
  });
});

test('the two templates differ in nothing', () => {
  const [one, other] = CDKS.map((cdk) => templates.get(`${cdk} ${NODES[0]!}`));
  expect(one).toBeDefined();
  expect(other).toEqual(one);
});
