/**
 * CHANGELOG.md, in the form of Keep a Changelog, read strictly: https://keepachangelog.com/en/1.1.0/
 *
 * What was released stands under its version and its date, newest first; what is not, under Unreleased.
 */
import { compareVersions, versionOf } from './semver';

const KINDS = ['Added', 'Changed', 'Deprecated', 'Removed', 'Fixed', 'Security'];
const UNRELEASED = 'Unreleased';

export interface Section {
  /** A version, or `Unreleased`. */
  readonly name: string;
  readonly date: string | undefined;
  /** `Added`, with its lines. */
  readonly kinds: readonly { readonly name: string; readonly lines: readonly string[] }[];
  readonly lines: readonly string[];
}

export interface Changelog {
  readonly sections: readonly Section[];
  readonly links: readonly { readonly name: string; readonly url: string }[];
  /** Lines that are no part of the form. */
  readonly strange: readonly string[];
}

const LINK = /^\[([^\]]+)\]: (\S+)$/;
const HEADING = /^## \[([^\]]+)\](?: - (\S+))?(?: \[YANKED\])?$/;

export function parseChangelog(text: string): Changelog {
  const sections: { name: string; date: string | undefined; lines: string[] }[] = [];
  const [links, strange]: [{ name: string; url: string }[], string[]] = [[], []];
  text.split('\n').forEach((line, index) => {
    const [, name = '', date] = HEADING.exec(line) ?? [];
    const [, linked = '', url = ''] = LINK.exec(line) ?? [];
    if (name !== '') {
      sections.push({ name, date, lines: [] });
    } else if (linked !== '') {
      links.push({ name: linked, url });
    } else if (/^##? /.test(line) ? index > 0 || line !== '# Changelog' : links.length > 0 && line !== '') {
      strange.push(line);
    } else {
      sections.at(-1)?.lines.push(line);
    }
  });
  return { sections: sections.map((section) => ({ ...section, kinds: kindsOf(section.lines) })), links, strange };
}

function kindsOf(lines: readonly string[]): Section['kinds'] {
  return lines.reduce<{ name: string; lines: string[] }[]>((kinds, line) => {
    const name = /^### (.*)$/.exec(line)?.[1];
    if (name !== undefined) {
      return [...kinds, { name, lines: [] }];
    }
    kinds.at(-1)?.lines.push(line);
    return kinds;
  }, []);
}

/** What is wrong with the form, each in words. */
export function changelogProblems(text: string): string[] {
  const { sections, links, strange } = parseChangelog(text);
  const [first, ...released] = sections;
  return [
    ...(text.startsWith('# Changelog\n') ? [] : ['the first line is not "# Changelog"']),
    ...(first?.name === UNRELEASED && first.date === undefined ? [] : ['[Unreleased] does not come first']),
    ...strange.map((line) => `"${line}" is no part of the form`),
    ...sections.flatMap(sectionProblems),
    ...released.flatMap((section, index) => orderProblems(section, released[index + 1])),
    ...linkProblems(
      sections.map(({ name }) => name),
      links,
    ),
  ];
}

function sectionProblems({ name, date, kinds }: Section): string[] {
  const names = kinds.map((kind) => kind.name);
  return [
    ...(name === UNRELEASED || versionOf(name) !== undefined ? [] : [`[${name}] is no semantic version`]),
    ...(name === UNRELEASED || isDate(date) ? [] : [`[${name}] has no date such as 2026-12-01`]),
    ...names.filter((one) => !KINDS.includes(one)).map((one) => `[${name}] has "${one}": write ${KINDS.join(', ')}`),
    ...names.filter((one, index) => names.indexOf(one) !== index).map((one) => `[${name}] has "${one}" twice`),
    ...kinds
      .filter(({ lines }) => !lines.some((line) => line.startsWith('- ')))
      .map((one) => `[${name}] has nothing under "${one.name}"`),
    ...(name !== UNRELEASED && kinds.length === 0 ? [`[${name}] says nothing`] : []),
  ];
}

function orderProblems(section: Section, next: Section | undefined): string[] {
  const [version, before] = [versionOf(section.name), versionOf(next?.name ?? '')];
  if (next === undefined || version === undefined || before === undefined) {
    return [];
  }
  return [
    ...(compareVersions(version, before) > 0 ? [] : [`[${section.name}] stands above [${next.name}]`]),
    ...((section.date ?? '') >= (next.date ?? '') ? [] : [`[${section.name}] is older than [${next.name}]`]),
  ];
}

/** Each compares with the one before; the first is its tag. */
function linkProblems(names: readonly string[], links: Changelog['links']): string[] {
  const expected = names.map((name, index) => {
    const [tag, before] = [name === UNRELEASED ? 'HEAD' : `v${name}`, names[index + 1]];
    const first = name === UNRELEASED ? '/commits/main' : `/releases/tag/${tag}`;
    return { name, end: before === undefined ? first : `/compare/v${before}...${tag}` };
  });
  const wrong = expected.filter(({ name, end }, index) => {
    const link = links[index];
    return link?.name !== name || !link.url.endsWith(end);
  });
  return [
    ...wrong.map(({ name, end }) => `the link of [${name}] is not at its place, or does not end with ${end}`),
    ...links.slice(names.length).map(({ name }) => `the link [${name}] leads nowhere from here`),
  ];
}

function isDate(text = ''): boolean {
  const at = Date.parse(`${text}T00:00:00Z`);
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}

/** What is wrong for a release of the version, on a day such as `2026-12-01`. */
export function releaseProblems(text: string, version: string, today: string): string[] {
  const { sections } = parseChangelog(text);
  const [unreleased, newest] = sections;
  return [
    ...changelogProblems(text),
    ...(newest?.name === version ? [] : [`the newest is [${newest?.name ?? 'none'}], and not [${version}]`]),
    ...(newest?.name === version && (newest.date ?? '') > today ? [`[${version}] is of ${newest.date ?? ''}`] : []),
    ...((unreleased?.kinds.length ?? 0) === 0 ? [] : [`[Unreleased] still has lines: they are of [${version}]`]),
  ];
}

/** What is said of a version, for the page of its release. */
export function releaseNotes(text: string, version: string): string {
  const found = parseChangelog(text).sections.find(({ name }) => name === version);
  if (found === undefined) {
    throw new Error(`CHANGELOG.md says nothing of ${version}`);
  }
  return `${found.lines.join('\n').trim()}\n`;
}
