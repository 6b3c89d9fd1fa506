/** Reads logs and archives from files and folders, packed or not. Everything that is there is read, or it is an error. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Records } from './records';

/** The user can mend it. */
export class LogFileError extends Error {}

const MOST_FILES = 100_000;
/** Of one file, unpacked: a text has to fit into memory as a whole. */
const MOST_BYTES = 256 * 1024 * 1024;

const GZIP = Buffer.from([0x1f, 0x8b]);

/** Takes every file of the paths, in the order of their names. All that cannot be read is said at once. */
export function readLogFiles(paths: readonly string[], records: Records, progress: (file: string) => void): void {
  const problems: string[] = [];
  const files = paths.flatMap((path) => filesOf(path, problems));
  if (files.length > MOST_FILES) {
    problems.push(
      `${files.length} files are too many to read at once: name fewer than ${MOST_FILES}, such as those of a month`,
    );
  }
  for (const file of problems.length === 0 ? files : []) {
    progress(file);
    const text = textOf(file, problems);
    if (text !== undefined) {
      records.take(file, text);
    }
  }
  if (problems.length > 0) {
    throw new LogFileError(problems.join('\n       '));
  }
}

function filesOf(path: string, problems: string[]): string[] {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) {
    problems.push(`there is no ${path}: name a file of logs, or a folder such as the one that \`aws s3 sync\` filled`);
    return [];
  }
  if (!found.isDirectory()) {
    return [path];
  }
  const files = readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  if (files.length === 0) {
    problems.push(`${path} holds no file: was anything synchronised into it?`);
  }
  return files;
}

/** By what it begins with: Firehose packs without saying so in the name. */
function textOf(file: string, problems: string[]): string | undefined {
  try {
    const bytes = readFileSync(file);
    const isPacked = bytes.subarray(0, GZIP.length).equals(GZIP);
    const plain = isPacked ? gunzipSync(bytes, { maxOutputLength: MOST_BYTES }) : bytes;
    if (plain.length > MOST_BYTES) {
      problems.push(`${file} is larger than ${MOST_BYTES} bytes: split it`);
      return undefined;
    }
    return plain.toString('utf8');
  } catch (error) {
    problems.push(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}
