/** What a reviewer reads first: how many accesses or changes, and how many findings. */
import type { Access, Change, Finding, Report } from './report';
import { BREAK_GLASS, breaksGlass } from './window-lines';
import { count } from './wording';

export interface Verdict {
  /** Sentences that nobody may overlook. */
  readonly lead: readonly string[];
  readonly findings: string;
  readonly time: string;
}

export function verdictOf({ accesses, changes, findings, from, until }: Report): Verdict {
  return {
    lead: changes === null ? [accessVerdict(accesses)] : changeVerdict(changes),
    findings: findingVerdict(findings, changes !== null),
    time: `Times from ${from.slice(0, 10)} to ${until.slice(0, 10)}.`,
  };
}

function accessVerdict(accesses: readonly Access[]): string {
  const roles = new Set(accesses.map(({ stack, role }) => `${stack} ${role.name}`));
  const loud = accesses.filter(breaksGlass).length;
  const named = loud === 0 ? '' : `, ${loud} of them ${BREAK_GLASS}`;
  return `${count(accesses.length, 'access', 'accesses')} to ${count(roles.size, 'role')}${named}.`;
}

function changeVerdict(changes: readonly Change[]): string[] {
  const access = changes.filter(({ about }) => about === 'access');
  const controls = changes.length - access.length;
  const watched = controls === 0 ? [] : [`${count(controls, 'change')} of controls.`];
  if (access.length === 0) {
    return ['No change in access.', ...watched];
  }
  const wider = access.filter(({ direction }) => direction === 'wider').length;
  const said = wider === 0 ? 'none of them gives more' : `${wider} of them ${wider === 1 ? 'gives' : 'give'} more`;
  return [`${count(access.length, 'change')} in access, ${said}.`, ...watched];
}

function findingVerdict(findings: readonly Finding[], isCompared: boolean): string {
  const counted = isCompared ? findings.filter(({ isNew }) => isNew === true) : findings;
  const parts = (['high', 'medium', 'low'] as const).flatMap((severity) => {
    const number = counted.filter((finding) => finding.severity === severity).length;
    return number === 0 ? [] : [`${number} ${severity}`];
  });
  const what = isCompared ? 'New findings' : 'Findings';
  return parts.length === 0 ? `No ${what.toLowerCase()}.` : `${what}: ${parts.join(', ')}.`;
}
