/** The Python sample, type-checked against the generated code by pyright, in its strict mode. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { CHECKERS, type Finding, isInstalled, pyright } from './checkers';
import { mistaken, type Mistake } from './mutants';
import { GENERATED, ROOT, STAND_INS, WORKSPACE } from './workspace';

const SAMPLE = readFileSync(join(ROOT, 'examples/python/app.py'), 'utf8');

/**
 * Classes of the CDK that name a parameter other than their own interface does, which pyright minds wherever one is
 * passed, in any CDK app: https://github.com/aws/jsii/issues/4541.
 */
const OF_THE_CDK = ['Role', 'ServicePrincipal', 'SnsAction', 'Topic'];
const ofTheCdk = ({ says }: Finding): string | undefined =>
  OF_THE_CDK.find((name) => says.includes(`"${name}" is incompatible with protocol "I`) && says.includes('arameter'));

const MISTAKES: readonly Mistake[] = [
  { name: 'misspelt', right: 'time_zone=', wrong: 'timezone=', refusal: /No parameter named "timezone"/ },
  { name: 'keyword', right: 'except_=', wrong: 'except_dates=', refusal: /No parameter named "except_dates"/ },
  { name: 'missing', right: 'role=release_role,', wrong: '', refusal: /missing for parameter "role"/ },
  {
    name: 'duration',
    right: 'max_window_length=cdk.Duration.hours(4)',
    wrong: 'max_window_length=4',
    refusal: /cannot be assigned to parameter "max_window_length" of type "Duration \| None"/,
  },
  {
    name: 'zone',
    right: 'cdk.TimeZone.EUROPE_LONDON',
    wrong: '"Europe/London"',
    refusal: /cannot be assigned to parameter "time_zone" of type "TimeZone"/,
  },
  {
    name: 'role',
    right: 'role=pipeline_role',
    wrong: 'role=pipeline',
    refusal: /"IPipeline" is incompatible with protocol "IRole"/,
  },
  {
    name: 'grantee',
    right: 'grant_write(release)',
    wrong: 'grant_write(release_window)',
    refusal: /"AccessWindow" is incompatible with protocol "IGrantable"/,
  },
];

const describeWhereInstalled = isInstalled(CHECKERS.python) ? describe : describe.skip;

describeWhereInstalled('the Python sample', () => {
  let findings: readonly Finding[];
  const about = (name: string): Finding[] => findings.filter(({ file }) => basename(file) === `${name}.py`);

  beforeAll(() => {
    const folder = join(WORKSPACE, 'python');
    const from = (path: string): string => relative(folder, path);
    mkdirSync(folder, { recursive: true });
    // Whoever uses a package checks their own code: what is generated is read, not judged.
    const config = { strict: ['*.py'], extraPaths: [from(GENERATED.python), from(STAND_INS.python)] };
    writeFileSync(
      join(folder, 'pyrightconfig.json'),
      JSON.stringify({ ...config, include: ['*.py'], pythonVersion: '3.10' }),
    );
    writeFileSync(join(folder, 'app.py'), SAMPLE);
    for (const mistake of MISTAKES) writeFileSync(join(folder, `${mistake.name}.py`), mistaken(SAMPLE, mistake));
    findings = pyright(folder);
  });

  test('has the types that the generated code asks for', () => {
    expect(about('app').filter((finding) => ofTheCdk(finding) === undefined)).toEqual([]);
  });

  test.each(OF_THE_CDK)('meets what the CDK itself does with %s', (name) => {
    expect(about('app').map(ofTheCdk)).toContain(name);
  });

  test.each(MISTAKES)('fails the check with $wrong instead of $right', ({ name, refusal }) => {
    expect(about(name).map(({ says }) => says)).toContainEqual(expect.stringMatching(refusal));
  });
});
