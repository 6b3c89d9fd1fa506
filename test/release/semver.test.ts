/** The order of versions is the example of https://semver.org/#spec-item-11 */
import { bumpBetween, compareVersions, versionOf } from '../../scripts/release/semver';

const ORDER = ['0.9.9', '1.0.0-alpha', '1.0.0-alpha.1', '1.0.0-alpha.beta', '1.0.0-beta', '1.0.0-beta.2']
  .concat(['1.0.0-beta.11', '1.0.0-rc.1', '1.0.0', '1.0.10', '1.2.0', '1.10.0', '2.0.0'])
  .map((text) => [text, versionOf(text)!] as const);

test('each comes before all that follow it', () => {
  for (const [index, [text, version]] of ORDER.entries()) {
    for (const [at, [other, it]] of ORDER.entries()) {
      expect([text, other, Math.sign(compareVersions(version, it))]).toEqual([text, other, Math.sign(index - at)]);
    }
  }
});

test.each(['1.0', 'v1.0.0', '01.0.0', '1.0.0-', '1.0.0-a..b', ''])('fails to be a version: %p', (text) => {
  expect(versionOf(text)).toBeUndefined();
});

test.each([
  ['1.2.3', '1.2.4', 'patch'],
  ['1.2.3', '1.3.0', 'minor'],
  ['1.2.3', '2.0.0', 'major'],
  ['0.2.3', '0.2.4', 'patch'],
  ['0.2.3', '0.3.0', 'major'],
  ['0.2.3', '1.0.0', 'major'],
])('from %s to %s is a %s step', (before, after, bump) => {
  expect(bumpBetween(versionOf(before)!, versionOf(after)!)).toBe(bump);
});
