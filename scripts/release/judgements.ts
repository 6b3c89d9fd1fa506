/** What makes a checkout fit to be released, judged from facts that somebody else has gathered. Empty is fit. */
import { type Bump, bumpBetween, compareVersions, versionOf } from './semver';

export interface Tree {
  /** `git status --porcelain`. */
  readonly status: string;
  /** Whether the commit is one of main. */
  readonly isOnMain: boolean;
  /** The tags of releases at this commit. */
  readonly tagsHere: readonly string[];
  /** All of them. */
  readonly tags: readonly string[];
}

export function treeProblems({ status, isOnMain, tagsHere, tags }: Tree, version: string): string[] {
  const [tag, changed] = [`v${version}`, status.trimEnd().split('\n').filter(Boolean)];
  return [
    ...(changed.length === 0
      ? []
      : [`${changed.length} files are not committed: ${changed.slice(0, 3).join(', ').trim()}`]),
    ...(isOnMain ? [] : ['the commit is not one of main']),
    ...tagsHere
      .filter((one) => one !== tag)
      .map((one) => `the commit is tagged ${one}, and package.json says ${version}`),
    ...(tags.includes(tag) && !tagsHere.includes(tag) ? [`${tag} is released already: raise the version`] : []),
  ];
}

/** The newest release before a version, by its tag. */
export function releaseBefore(tags: readonly string[], version: string): string | undefined {
  const own = versionOf(version);
  const before = tags
    .flatMap((tag) => versionOf(tag.replace(/^v/, '')) ?? [])
    .filter((one) => own !== undefined && compareVersions(one, own) < 0)
    .sort(compareVersions)
    .at(-1);
  return before === undefined ? undefined : `${before.numbers.join('.')}${before.pre === '' ? '' : `-${before.pre}`}`;
}

export function versionProblems(version: string, lock: { version?: string; root?: string }): string[] {
  return [
    ...(versionOf(version) === undefined ? [`${version} is no semantic version`] : []),
    ...[lock.version, lock.root]
      .filter((one) => one !== version)
      .map((one) => `package-lock.json says ${one ?? 'nothing'}, and package.json ${version}: run npm install`),
  ];
}

/** How an app names the version that it installs, in each language. */
const MENTIONS = [
  /\bcdk-temporary-access(?:==|~=|>=|@|-)v?(\d+\.\d+\.\d+[\w.-]*?)(?=\.tgz|["'`\s,;)]|$)/g,
  /"cdk-temporary-access": *"[\^~]?(\d+\.\d+\.\d+[^"]*)"/g,
  /<artifactId>cdk-temporary-access<\/artifactId>\s*<version>([^<]+)</g,
  /Include="CdkTemporaryAccess" Version="([^"]+)"/g,
  /CdkTemporaryAccess --version (\d+\.\d+\.\d+\S*)/g,
  /cdk-temporary-access-go\/\w+(?:@| )v(\d+\.\d+\.\d+\S*)/g,
];

/** `file: version` of everything that would install another version. */
export function strayVersions(files: Readonly<Record<string, string>>, version: string): string[] {
  return Object.entries(files).flatMap(([file, text]) =>
    MENTIONS.flatMap((mention) => [...text.matchAll(mention)].map(([, found = '']) => found))
      .filter((found) => found !== version)
      .map((found) => `${file}: ${found}`),
  );
}

/** What may be released after a version, given what jsii-diff calls breaking. */
export function compatibilityProblems(before: string, version: string, breaking: readonly string[]): string[] {
  const [old, now] = [versionOf(before), versionOf(version)];
  const bump: Bump = old === undefined || now === undefined ? 'patch' : bumpBetween(old, now);
  return bump === 'major' || breaking.length === 0 ? [] : [`what ${before} had is broken: ${breaking.join(', ')}`];
}
