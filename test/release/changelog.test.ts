/** The form of CHANGELOG.md: what a release may have, and what is refused. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { changelogProblems, releaseNotes, releaseProblems } from '../../scripts/release/changelog';

const URL = 'https://example.org/repo';
const GOOD = `# Changelog

All notable changes are listed here.

## [Unreleased]

## [1.1.0] - 2027-02-01

### Added

- One thing.

### Fixed

- Another.

## [1.0.0] - 2026-12-01

### Added

- Everything.

[Unreleased]: ${URL}/compare/v1.1.0...HEAD
[1.1.0]: ${URL}/compare/v1.0.0...v1.1.0
[1.0.0]: ${URL}/releases/tag/v1.0.0
`;

test('that of this repository has the form', () => {
  expect(changelogProblems(readFileSync(join(__dirname, '../../CHANGELOG.md'), 'utf8'))).toEqual([]);
});

test('one in order is fine, and 1.1.0 can be released on its day and later', () => {
  expect(changelogProblems(GOOD)).toEqual([]);
  expect(releaseProblems(GOOD, '1.1.0', '2027-02-01')).toEqual([]);
});

test.each<[string, [string | RegExp, string], string]>([
  ['another title', ['# Changelog', '# Changes'], 'the first line is not'],
  ['nothing unreleased', ['## [Unreleased]\n', ''], '[Unreleased] does not come first'],
  ['a heading beside the form', ['- One', '## Notes\n\n- One'], '"## Notes" is no part of the form'],
  ['a version without brackets', ['## [1.0.0]', '## 1.0.0'], '"## 1.0.0 - 2026-12-01" is no part'],
  ['half a version', [/1\.1\.0/g, '1.1'], '[1.1] is no semantic version'],
  ['no date', [' - 2027-02-01', ''], '[1.1.0] has no date'],
  ['a date of another country', ['2027-02-01', '01.02.2027'], '[1.1.0] has no date'],
  ['a day that is not', ['2027-02-01', '2027-02-30'], '[1.1.0] has no date'],
  ['a section of another name', ['### Fixed', '### Bugs'], '[1.1.0] has "Bugs"'],
  ['a section twice', ['### Fixed', '### Added'], '[1.1.0] has "Added" twice'],
  ['an empty section', ['- Another.', ''], '[1.1.0] has nothing under "Fixed"'],
  ['a version that says nothing', [/### Added\n\n- Everything\.\n/, ''], '[1.0.0] says nothing'],
  ['versions in another order', [/1\.0\.0/g, '1.2.0'], '[1.1.0] stands above [1.2.0]'],
  ['dates in another order', ['2026-12-01', '2028-12-01'], '[1.1.0] is older than [1.0.0]'],
  ['no link', [/\[1\.1\.0\]: .*\n/, ''], 'the link of [1.1.0] is not at its place'],
  ['a link that compares with another', ['v1.0.0...v1.1.0', 'v0.9.0...v1.1.0'], 'does not end with /compare/v1.0.0...'],
  ['a link too many', [/$/, `[0.9.0]: ${URL}\n`], 'the link [0.9.0] leads nowhere'],
  ['text after the links', [/$/, 'The end.\n'], '"The end." is no part of the form'],
])('fails with %s', (_what, [from, to], problem) => {
  const changed = GOOD.replace(from, to);
  expect(changed).not.toBe(GOOD);
  expect(changelogProblems(changed)).toContainEqual(expect.stringContaining(problem));
});

test.each([
  ['another version is the newest', GOOD, '1.2.0', '2027-03-01', 'the newest is [1.1.0], and not [1.2.0]'],
  ['it is dated tomorrow', GOOD, '1.1.0', '2027-01-31', '[1.1.0] is of 2027-02-01'],
  [
    'lines are left behind',
    GOOD.replace('## [Unreleased]\n', '## [Unreleased]\n\n### Added\n\n- Forgotten.\n'),
    ...['1.1.0', '2027-02-01', '[Unreleased] still has lines'],
  ],
])('fails to release where %s', (_what, text, version, today, problem) => {
  expect(releaseProblems(text, version, today)).toEqual([expect.stringContaining(problem)]);
});

test('the notes of a release are what stands under it, and nothing else', () => {
  expect(releaseNotes(GOOD, '1.1.0')).toBe('### Added\n\n- One thing.\n\n### Fixed\n\n- Another.\n');
  expect(() => releaseNotes(GOOD, '2.0.0')).toThrow('CHANGELOG.md says nothing of 2.0.0');
});
