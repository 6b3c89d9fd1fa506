/** Reads a report that was committed, as a base to compare with. */
import { existsSync, readFileSync } from 'node:fs';
import * as v from 'valibot';
import { AssemblyError } from '../assembly/assembly';
import { type Report, REPORT_VERSION, ReportSchema } from './report';

export function readReport(path: string): Report {
  if (!existsSync(path)) {
    throw new AssemblyError(
      `there is no ${path}: write it with \`temporary-access review --write ACCESS.md --json-out access.json\``,
    );
  }
  const json = parse(path);
  const version = v.safeParse(v.object({ version: v.number() }), json);
  if (version.success && version.output.version > REPORT_VERSION) {
    throw new AssemblyError(
      `${path} was written by a newer cdk-temporary-access than this one (report ${version.output.version}, and this ` +
        `one reads ${REPORT_VERSION}): run the temporary-access that the app itself installs`,
    );
  }
  const read = v.safeParse(ReportSchema, json);
  if (!read.success) {
    const [issue] = read.issues;
    throw new AssemblyError(
      `${path} is no report of an access review (${v.getDotPath(issue) ?? 'the whole'}: ${issue.message}): name a ` +
        'file that `--json-out` wrote, or the folder of an assembly',
    );
  }
  return read.output;
}

function parse(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AssemblyError(`${path} cannot be read (${reason}): write it again with \`--json-out\``);
  }
}
