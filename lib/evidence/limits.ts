/** What a report does not prove, said in it. */
import { type EpochMs, iso } from '../core/interval';
import type { EvidenceRecord } from './record';

export interface Basis {
  readonly records: readonly EvidenceRecord[];
  readonly readFrom: EpochMs | undefined;
}

export function limitsOf({ records, readFrom }: Basis): string[] {
  return [
    'It joins what the controllers wrote. What nobody wrote, and what was deleted as a whole, is not seen: CloudTrail ' +
      'is the independent witness, and has the attaches and detaches under the same AWS request ids.',
    ...(records.length === 0
      ? ['No record of a controller was found at all. That is no proof that nothing was open.']
      : []),
    ...(readFrom === undefined
      ? []
      : [`What was opened before ${iso(readFrom)}, and is on record no more since, is not seen.`]),
    ...(records.some(({ witness }) => witness === 'event')
      ? ['Some of it was read from events, which tell of no refusals and of no steps on the way. The logs do.']
      : []),
    'Proved to be gone means that the policies were read to be attached no more. Whether the role may do the same by ' +
      'something else is asked of IAM where residualCheck is set, and stands under residual access.',
    'A session of the role goes on without the rights; what it did before, and sessions of other roles that it opened, ' +
      'are not looked at.',
  ];
}
