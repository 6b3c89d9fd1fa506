/** What whoever is called reads first: what an alarm means, what to do, and where the rest is written. */

const RUNBOOK = 'https://github.com/cdk-temporary-access/cdk-temporary-access/blob/main/docs/runbook.md';

/** The text of an alarm. `first` follows "First: ". */
export interface AlarmText {
  readonly means: string;
  readonly first: string;
}

/** The description of an alarm, with the place in the runbook that is about it. */
export function described(anchor: string, { means, first }: AlarmText): string {
  return `${means} First: ${first} Runbook: ${RUNBOOK}#${anchor}`;
}
