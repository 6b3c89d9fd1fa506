/** What makes a checkout unfit to be released. */
import {
  compatibilityProblems,
  releaseBefore,
  strayVersions,
  treeProblems,
  versionProblems,
} from '../../scripts/release/judgements';

describe('the tree', () => {
  const tree = { status: '', isOnMain: true, tagsHere: [], tags: ['v1.0.0'] };

  test.each([
    ['before its tag', []],
    ['at its tag', ['v1.1.0']],
  ])('that is clean and on main is fine, %s', (_when, tagsHere) => {
    expect(treeProblems({ ...tree, tagsHere, tags: [...tree.tags, ...tagsHere] }, '1.1.0')).toEqual([]);
  });

  test.each([
    ['something is not committed', { status: ' M lib/index.ts\n?? notes.txt\n' }, '2 files are not committed: M lib/'],
    ['the commit is of a branch', { isOnMain: false }, 'not one of main'],
    ['the tag is of another version', { tagsHere: ['v1.2.0'] }, 'tagged v1.2.0, and package.json says 1.1.0'],
    ['the version is out already', { tags: ['v1.1.0'] }, 'v1.1.0 is released already'],
  ])('fails where %s', (_what, more, problem) => {
    expect(treeProblems({ ...tree, ...more }, '1.1.0')).toEqual([expect.stringContaining(problem)]);
  });
});

test.each([
  [['v1.0.0', 'v1.10.0', 'v1.9.0'], '2.0.0', '1.10.0'],
  [['v1.0.0', 'v2.0.0-rc.1', 'v2.0.0'], '2.0.0', '2.0.0-rc.1'],
  [['v1.0.0', 'v2.1.0'], '1.0.1', '1.0.0'],
  [['v1.0.0', 'nightly'], '1.0.0', undefined],
])('of %j the release before %s is %s', (tags, version, before) => {
  expect(releaseBefore(tags, version)).toBe(before);
});

test('the version is a semantic one, and the lock file has it in both places', () => {
  expect(versionProblems('1.1.0', { version: '1.1.0', root: '1.1.0' })).toEqual([]);
  expect(versionProblems('1.1', { version: '1.1', root: '1.1' })).toEqual(['1.1 is no semantic version']);
  expect(versionProblems('1.1.0', { version: '1.0.0', root: '1.1.0' })).toEqual([
    expect.stringContaining('package-lock.json says 1.0.0'),
  ]);
  expect(versionProblems('1.1.0', { version: '1.1.0' })).toEqual([expect.stringContaining('says nothing')]);
});

test.each([
  ['npm', 'npm i cdk-temporary-access@VERSION'],
  ['a tarball', 'npm i ./cdk-temporary-access-VERSION.tgz'],
  ['package.json', '{ "dependencies": { "cdk-temporary-access": "^VERSION" } }'],
  ['pip', 'cdk-temporary-access==VERSION\n'],
  ['Maven', '<artifactId>cdk-temporary-access</artifactId>\n  <version>VERSION</version>'],
  ['NuGet', '<PackageReference Include="CdkTemporaryAccess" Version="VERSION" />'],
  ['dotnet', 'dotnet add package CdkTemporaryAccess --version VERSION'],
  ['Go', 'require github.com/cdk-temporary-access/cdk-temporary-access-go/cdktemporaryaccess vVERSION'],
])('another version in what is written for %s is found', (_tool, text) => {
  const at = (version: string): string[] => strayVersions({ 'a.md': text.replace('VERSION', version) }, '1.1.0');
  expect(at('1.1.0')).toEqual([]);
  expect(at('1.0.0')).toEqual(['a.md: 1.0.0']);
});

test('versions of others are nobody’s business', () => {
  const text =
    'aws-cdk-lib@2.257.0, "constructs": "10.5.1", <artifactId>aws-cdk-lib</artifactId><version>2.1</version>';
  expect(strayVersions({ 'a.md': text }, '1.1.0')).toEqual([]);
});

test.each([
  ['1.2.0', '1.2.1', 1],
  ['1.2.0', '1.3.0', 1],
  ['1.2.0', '2.0.0', 0],
  ['0.2.0', '0.2.1', 1],
  ['0.2.0', '0.3.0', 0],
])('after %s, breaking changes in %s are %i problems', (before, version, problems) => {
  expect(compatibilityProblems(before, version, ['prop gone'])).toHaveLength(problems);
  expect(compatibilityProblems(before, version, [])).toEqual([]);
});
