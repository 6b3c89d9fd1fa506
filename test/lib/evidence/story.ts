/** What controllers write, in short: records of one access and its one policy, by the clock of one evening. */
import { type EpochMs, iso } from '../../../lib/core/interval';
import { instant } from '../../../lib/core/lease';
import type { Happening, Trigger } from '../../../lib/core/world';
import { evidenceOf, type Read } from '../../../lib/evidence/evidence';
import type { EvidenceRecord } from '../../../lib/evidence/record';
import type { Evidence } from '../../../lib/evidence/report';

export const ROLE = 'arn:aws:iam::111122223333:role/deployer';
export const WRITE = 'arn:aws:iam::111122223333:policy/write';
export const READ = 'arn:aws:iam::111122223333:policy/read';
export const LATE_MS = 600_000;

/** `20:00` of the first of December 2026, in UTC; `2 20:00` of the second. */
export function at(time: string): EpochMs {
  const [clock = '', day = '1'] = time.split(' ').reverse();
  return instant(`2026-12-${day.padStart(2, '0')}T${clock.length === 5 ? `${clock}:00` : clock}Z`);
}

export function record(
  event: Happening,
  time: string | EpochMs,
  trigger: Trigger,
  more: Partial<EvidenceRecord> = {},
): EvidenceRecord {
  return {
    ...{ event, trigger, at: typeof time === 'string' ? at(time) : time, witness: 'log', controller: 'Shop' },
    ...{ access: 'release', purpose: 'Release train', role: ROLE, policies: [WRITE] },
    ...more,
  };
}

/** When a window was to be open. */
export function window(start: string, end: string, id = '0'): Partial<EvidenceRecord> {
  return { window: id, words: 'every evening', start: iso(at(start)), end: iso(at(end)) };
}

export const EVENING = window('20:00', '22:00');

/** An evening as it should be. */
export function evening(different: Partial<EvidenceRecord> = {}): EvidenceRecord[] {
  const of = { ...EVENING, ...different };
  return [
    record('attached', '20:00:10', 'start', { ...of, awsRequestIds: ['attach-1'] }),
    record('opened', '20:00:12', 'start', { ...of, awsRequestIds: ['attach-1'] }),
    record('detached', '22:00:05', 'end', { ...of, awsRequestIds: ['detach-1'], secondsPastEnd: 5 }),
    record('verified', '22:00:12', 'end', { ...of, awsRequestIds: ['read-1'], reads: 2, secondsPastEnd: 12 }),
  ];
}

/** The report of two days, of which everything was read. */
export function reported(records: readonly EvidenceRecord[], different: Partial<Read> = {}): Evidence {
  return evidenceOf({
    records: [...records].sort((a, b) => a.at - b.at),
    sources: [{ name: 'logs', records: records.length, unreadable: [] }],
    ...{ from: at('00:00'), until: at('3 00:00'), readFrom: undefined, readUntil: at('3 00:00') },
    ...{ access: undefined, lateMs: LATE_MS },
    ...different,
  });
}

/** Kind and moment of each gap, such as `late 22:00`. */
export function gapsOf(evidence: Evidence): string[] {
  return evidence.gaps.map(
    ({ kind, at: when }) => `${kind} ${when?.slice(8, 16).replace(/^01T/, '').replace('T', ' ') ?? ''}`,
  );
}
