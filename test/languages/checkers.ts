/** What checks the samples, and what it says of them. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { GENERATED, ROOT, STAND_INS } from './workspace';

export const CHECKERS = {
  python: { command: join(ROOT, 'node_modules/.bin/pyright'), install: 'install it with `npm ci`' },
  java: { command: 'javac', install: 'install a JDK, 17 or newer' },
};

export function isInstalled({ command }: { readonly command: string }): boolean {
  return spawnSync(command, ['--version']).status === 0;
}

/** One complaint: about which file, and in which words. */
export interface Finding {
  readonly file: string;
  readonly says: string;
}

/** What pyright finds in a folder of Python, as strict as it can be. */
export function pyright(folder: string): Finding[] {
  const { stdout, stderr } = spawnSync(CHECKERS.python.command, ['--outputjson', '--project', folder], {
    encoding: 'utf8',
  });
  const { generalDiagnostics, summary } = JSON.parse(stdout || stderr) as {
    generalDiagnostics: { file: string; message: string }[];
    summary: { filesAnalyzed: number };
  };
  if (summary.filesAnalyzed === 0) throw new Error(`pyright found nothing to check in ${folder}`);
  return generalDiagnostics.map(({ file, message }) => ({ file, says: message }));
}

/** What javac finds in some sources. What they use is compiled with them, as far as they reach. */
export function javac(sources: readonly string[], into: string): Finding[] {
  const path = [GENERATED.java, STAND_INS.java].join(':');
  const options = ['--release', '17', '-proc:none', '-implicit:none', '-Xmaxerrs', '1000', '-sourcepath', path];
  const { status, stderr } = spawnSync(CHECKERS.java.command, [...options, '-d', into, ...sources], {
    encoding: 'utf8',
  });
  const findings = [...stderr.matchAll(/^(.+\.java):\d+: error: (.+\n.*)/gm)].map(([, file = '', says = '']) => ({
    file,
    says,
  }));
  if (status !== 0 && findings.length === 0) throw new Error(`javac failed:\n${stderr}`);
  return findings;
}
