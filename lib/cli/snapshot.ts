/**
 * A committed review: what `--write` and `--json-out` write, and `--check` holds the assembly to.
 *
 * Code owners can bind the files to whoever must approve access, without a bot.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { DAY, type EpochMs, fromIso } from '../core/interval';
import { json, wholeMarkdown } from '../review/formats';
import { readReport } from '../review/read-report';
import type { Report } from '../review/report';
import { DEFAULT_DAYS, review } from '../review/review';

export interface SnapshotFiles {
  readonly markdown?: string | undefined;
  readonly json?: string | undefined;
}

/** Writes what was asked for, and says so. */
export function writeSnapshot(report: Report, files: SnapshotFiles): string {
  const written = textsOf(report, files);
  for (const { path, text } of written) {
    writeFileSync(path, text);
  }
  return `wrote ${written.map(({ path }) => path).join(' and ')}\n`;
}

/** What the committed files no longer say, in words; undefined where they say what the assembly says. */
export function staleWords(
  { folder, from, days }: { readonly folder: string; readonly from?: EpochMs; readonly days?: number },
  files: { readonly markdown: string; readonly json: string },
): string | undefined {
  const committed = readReport(files.json);
  // They are about the time for which they were written, unless another one is asked for.
  const [start, end] = [fromIso(committed.from), fromIso(committed.until)];
  const written = start === undefined || end === undefined ? undefined : (end - start) / DAY;
  const props = { folder, from: from ?? start, days: days ?? written ?? DEFAULT_DAYS };
  const stale = textsOf(review(props), files).filter(({ path, text }) => !existsSync(path) || asWritten(path) !== text);
  if (stale.length === 0) {
    return undefined;
  }
  const { changes } = review({ ...props, base: committed });
  const lines = (changes ?? []).map(({ stack, access, what }) => `- ${access ?? stack}: ${what}`);
  return [
    `${stale.map(({ path }) => path).join(' and ')} no longer ${stale.length === 1 ? 'says' : 'say'} what the assembly says:`,
    ...(lines.length > 0 ? lines : ['- no change in access; the text differs: edited by hand, or of another version']),
    `run temporary-access review ${folder} --write ${files.markdown} --json-out ${files.json}, and commit both`,
    '',
  ].join('\n');
}

function textsOf(report: Report, files: SnapshotFiles): { path: string; text: string }[] {
  return [
    ...(files.markdown === undefined ? [] : [{ path: files.markdown, text: wholeMarkdown(report) }]),
    ...(files.json === undefined ? [] : [{ path: files.json, text: json(report) }]),
  ];
}

/** Git may hand the lines out with the ends that the machine likes. */
function asWritten(path: string): string {
  return readFileSync(path, 'utf8').replaceAll('\r\n', '\n');
}
