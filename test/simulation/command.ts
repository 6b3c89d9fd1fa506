/** The command in a process of its own: the sandbox in which tests run makes the simulation many times slower. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import type { CampaignReport } from '../../lib/rehearsal/faults/campaign';

const COMMAND = join(__dirname, '..', '..', 'dist', 'lib', 'cli', 'temporary-access.js');
const DECEMBER = ['--from', '2026-12-01', '--until', '2026-12-29'];

export interface Answer {
  readonly status: number;
  readonly report: CampaignReport;
}

export function rehearseWithFaults(
  assembly: string,
  profile: 'standard' | 'chaos',
  ...flags: string[]
): Promise<Answer> {
  const args = [COMMAND, 'rehearse', assembly, ...DECEMBER, '--faults', profile, '--json', ...flags];
  return new Promise((done, fail) => {
    execFile(process.execPath, args, { maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      const status = error === null ? 0 : Number(error.code);
      if (status === 0 || status === 1) {
        done({ status, report: JSON.parse(stdout) as CampaignReport });
      } else {
        fail(new Error(stderr));
      }
    });
  });
}
