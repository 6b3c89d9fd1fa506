/** Every check of a release: what it asks, and how to mend what it finds. Each answers what is well, or throws what is not. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { releaseProblems } from './changelog';
import type { Checkout } from './checkout';
import { freshApp } from './fresh-app';
import { compatibilityProblems, releaseBefore, strayVersions, treeProblems, versionProblems } from './judgements';
import { type Packed, packProblems } from './packed-files';

export interface Check {
  readonly name: string;
  readonly mend: string;
  readonly look: (checkout: Checkout) => string;
}

/** The version of jsii-diff, which is asked for only where there is a release to compare with. */
const JSII_DIFF = 'jsii-diff@1.134.0';
const LANGUAGES = ['dotnet', 'go', 'java', 'js', 'python'];

function expectNone(problems: readonly string[]): void {
  if (problems.length > 0) {
    throw new Error(problems.join('; '));
  }
}

const lines = (text: string): string[] => text.split('\n').filter((line) => line !== '');
const git = (checkout: Checkout, ...args: string[]): string[] => lines(checkout.run('git', args));

function script(checkout: Checkout, name: string, ...args: string[]): string {
  const { scripts } = JSON.parse(checkout.read('package.json')) as { scripts: Record<string, string> };
  expectNone(name in scripts ? [] : [`package.json has no script ${name}`]);
  return checkout.run('npm', ['run', '--silent', name, ...(args.length > 0 ? ['--', ...args] : [])]);
}

/** Runs what writes a file, and asks git whether that changed it. */
function isCurrent(checkout: Checkout, name: string, ...paths: string[]): string {
  const text = (): string => JSON.stringify(paths.map((path) => (checkout.has(path) ? checkout.read(path) : '')));
  const before = text();
  script(checkout, name);
  expectNone(text() === before ? [] : [`${paths.join(' and ')} was not current, and is now: commit it`]);
  return `${paths.join(', ')}: nothing to write`;
}

export const CHECKS: readonly Check[] = [
  {
    name: 'tree',
    mend: 'commit what belongs to the release, on main',
    look: (checkout: Checkout): string => {
      const tags = git(checkout, 'tag', '--list', 'v*');
      const tagsHere = git(checkout, 'tag', '--list', 'v*', '--points-at', 'HEAD');
      const branches = git(checkout, 'branch', '--all', '--format=%(refname:short)', '--contains', 'HEAD');
      const isOnMain = branches.some((branch) => branch === 'main' || branch === 'origin/main');
      const status = checkout.run('git', ['status', '--porcelain']);
      expectNone(treeProblems({ status, isOnMain, tagsHere, tags }, checkout.version));
      return 'clean, and on main';
    },
  },
  {
    name: 'version',
    mend: 'npm version --no-git-tag-version <version>',
    look: ({ version, read }: Checkout): string => {
      const lock = JSON.parse(read('package-lock.json')) as {
        version?: string;
        packages?: Record<string, { version?: string }>;
      };
      const root = lock.packages?.['']?.version;
      expectNone(
        versionProblems(version, {
          ...(lock.version === undefined ? {} : { version: lock.version }),
          ...(root === undefined ? {} : { root }),
        }),
      );
      return version;
    },
  },
  {
    name: 'changelog',
    mend: 'write the section of this version in CHANGELOG.md, as https://keepachangelog.com has it',
    look: ({ version, today, read }: Checkout): string => {
      expectNone(releaseProblems(read('CHANGELOG.md'), version, today));
      return `[${version}] is dated, and linked`;
    },
  },
  {
    name: 'mentions',
    mend: 'write the version of package.json',
    look: (checkout: Checkout): string => {
      const names = git(checkout, 'ls-files', 'README.md', 'CONTRIBUTING.md', 'docs', 'examples');
      const files = Object.fromEntries(names.map((name) => [name, checkout.read(name)]));
      expectNone(strayVersions(files, checkout.version));
      return `${names.length} pages and examples install no other version`;
    },
  },
  {
    name: 'build',
    mend: 'npm run build',
    look: (checkout: Checkout): string => {
      script(checkout, 'build');
      return 'compiled and bundled';
    },
  },
  {
    name: 'api',
    mend: 'npm run docs, and commit API.md',
    look: (checkout: Checkout): string => isCurrent(checkout, 'docs', 'API.md'),
  },
  {
    name: 'licences',
    mend: 'npm run licences, and commit the list',
    look: (checkout: Checkout): string => isCurrent(checkout, 'licences', 'THIRD-PARTY-LICENSES.md'),
  },
  {
    name: 'sbom',
    mend: 'npm ci, then npm run sbom',
    look: (checkout: Checkout): string => {
      script(checkout, 'sbom');
      const bom = JSON.parse(checkout.read('dist/sbom.json')) as {
        components: unknown[];
        metadata: { component: { version: string } };
      };
      expectNone(bom.metadata.component.version === checkout.version ? [] : ['it is of another version: run npm ci']);
      return `${bom.components.length} packages ship`;
    },
  },
  {
    name: 'kept',
    mend: 'npm run release:keep, and commit what it keeps',
    look: (checkout: Checkout): string => lines(script(checkout, 'release:keep', '--check')).at(-1) ?? '',
  },
  {
    name: 'languages',
    mend: 'npm run package:all',
    look: (checkout: Checkout): string => {
      script(checkout, 'package:all');
      expectNone(LANGUAGES.filter((one) => !checkout.has(`dist/packages/${one}`)).map((one) => `no code for ${one}`));
      return `code for ${LANGUAGES.join(', ')}`;
    },
  },
  {
    name: 'pack',
    mend: 'see "files" in package.json, and scripts/release/packed-files.ts',
    look: (checkout: Checkout): string => {
      const text = checkout.run('npm', ['pack', '--dry-run', '--ignore-scripts', '--json']);
      const [packed] = JSON.parse(text) as [Packed];
      expectNone(packProblems(packed));
      return `${packed.files.length} files, ${Math.round(packed.size / 1024)} kB`;
    },
  },
  {
    name: 'compatible',
    mend: 'raise the major version (before 1.0.0 the minor one), or keep what was',
    look: (checkout: Checkout): string => {
      const before = releaseBefore(git(checkout, 'tag', '--list', 'v*'), checkout.version);
      if (before === undefined) {
        return 'nothing was released before, so nothing can break';
      }
      expectNone(compatibilityProblems(before, checkout.version, breakingSince(checkout, before)));
      return `nothing that ${before} had is broken, or the version says so`;
    },
  },
  {
    name: 'install',
    mend: 'see what npm and the CDK say of README.md’s first sample in an empty directory',
    look: (checkout: Checkout): string => {
      const { installed, synthesized } = freshApp(checkout);
      return `in an empty directory: installed in ${installed.toFixed(1)} s, synthesized in ${synthesized.toFixed(1)} s`;
    },
  },
  {
    name: 'publish',
    mend: 'see what npm says',
    look: (checkout: Checkout): string => {
      checkout.run('npm', ['publish', '--dry-run', '--provenance=false', '--ignore-scripts', '--access', 'public']);
      return 'npm would take it';
    },
  },
];

/** What jsii-diff calls breaking, against the release as npm has it. */
function breakingSince(checkout: Checkout, before: string): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'released-'));
  try {
    checkout.run('npm', ['pack', `cdk-temporary-access@${before}`, '--pack-destination', folder]);
    checkout.run('tar', ['-xzf', `cdk-temporary-access-${before}.tgz`], folder);
    checkout.run('npx', ['--yes', JSII_DIFF, '--error-on=all', join(folder, 'package'), '.']);
    return [];
  } catch (error) {
    const text = (error as Error).message;
    const broken = text.match(/err\s+- [^|]*/g);
    if (broken === null) {
      throw error;
    }
    return broken.map((line) => line.trim());
  } finally {
    rmSync(folder, { recursive: true });
  }
}
