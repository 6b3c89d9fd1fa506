/** Semantic versions, as far as a release needs them: https://semver.org/ */

export interface Version {
  readonly numbers: readonly [major: number, minor: number, patch: number];
  /** `beta.1`; empty for a release. */
  readonly pre: string;
}

const SHAPE = /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?$/;

/** Undefined where it is none. */
export function versionOf(text: string): Version | undefined {
  const [, major, minor, patch, pre = ''] = SHAPE.exec(text) ?? [];
  return major === undefined ? undefined : { numbers: [Number(major), Number(minor), Number(patch)], pre };
}

/** Below zero where the first comes before the second. */
export function compareVersions(one: Version, other: Version): number {
  const at = one.numbers.findIndex((number, index) => number !== other.numbers[index]);
  if (at !== -1) {
    return (one.numbers[at] ?? 0) - (other.numbers[at] ?? 0);
  }
  // What comes before a release is smaller than the release.
  if (one.pre === '' || other.pre === '') {
    return Number(one.pre === '') - Number(other.pre === '');
  }
  return comparePre(one.pre.split('.'), other.pre.split('.'));
}

function comparePre(one: readonly string[], other: readonly string[]): number {
  const at = one.findIndex((part, index) => part !== other[index]);
  const [a, b] = [one[at], other[at]];
  if (a === undefined || b === undefined) {
    return one.length - other.length;
  }
  const numeric = [a, b].map((part) => /^\d+$/.test(part));
  if (numeric[0] && numeric[1]) {
    return Number(a) - Number(b);
  }
  return numeric[0] === numeric[1] ? (a < b ? -1 : 1) : numeric[0] ? -1 : 1;
}

export type Bump = 'major' | 'minor' | 'patch';

/** What has been raised. Before 1.0.0 a minor version may break what was, so there it counts as a major one. */
export function bumpBetween(before: Version, after: Version): Bump {
  const [major, minor] = after.numbers;
  if (major !== before.numbers[0]) {
    return 'major';
  }
  if (minor !== before.numbers[1]) {
    return major === 0 ? 'major' : 'minor';
  }
  return 'patch';
}
