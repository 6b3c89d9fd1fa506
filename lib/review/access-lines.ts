/** One access in words: who, what, when, and what ends it. Every format says the same, each in its own marks. */
import type { Access, Policy } from './report';
import { windowLine } from './window-lines';
import { clipped, count, listed, LONGEST_LINE } from './wording';

/** Running text, and names or statements that stand in it as code. */
export type Inline = string | { readonly code: string };

export interface Line {
  readonly term: string;
  readonly text: readonly Inline[];
  readonly under?: readonly (readonly Inline[])[];
}

const MOST_STATEMENTS = 40;

export function accessLines({ role, policies, windows, ends, allowsEscalation, acknowledged }: Access): Line[] {
  const early = ends.early.length === 0 ? 'by nothing; it stands to the end of the window' : ends.early.join('; ');
  const residual = ends.residualCheck ? '; then IAM is asked whether the role may still do what was granted' : '';
  const byIam = ends.byIam ? '; IAM itself refuses everything outside the window' : '';
  return [
    { term: 'who', text: [{ code: role.name }, `, ${trustWords(role)}`] },
    ...(role.permanent.length === 0 ? [] : [{ term: 'has at all times anyway', text: permanentWords(role.permanent) }]),
    ...policies.flatMap(policyLines),
    ...windows.map(windowLine),
    { term: 'ends early', text: [early] },
    ...(ends.lastStartMinutes === null
      ? []
      : [
          {
            term: 'last start',
            text: [`${count(ends.lastStartMinutes, 'minute')} before the end; after that nothing is opened`],
          },
        ]),
    ...(ends.endingSoonMinutes === null
      ? []
      : [{ term: 'warning', text: [`an event, ${count(ends.endingSoonMinutes, 'minute')} before the end`] }]),
    { term: 'verified', text: [`${ends.verifiedBy}${residual}${byIam}`] },
    ...(allowsEscalation ? [{ term: 'declared', text: [{ code: 'allowPrivilegeEscalation: true' }] }] : []),
    ...(acknowledged.length === 0 ? [] : [{ term: 'acknowledged', text: separated(acknowledged, ', ') }]),
  ];
}

/** `9 actions of lambda and s3; AdministratorAccess`. */
export function rightsInShort({ policies }: Access): string {
  const statements = policies.flatMap(({ statements: own }) => own ?? []).filter(({ effect }) => effect === 'Allow');
  const actions = [...new Set(statements.flatMap((statement) => statement.actions))];
  const services = [...new Set(actions.map((action) => action.split(':')[0] ?? action))].sort();
  const most = statements.some(({ exceptActions }) => exceptActions.length > 0) ? ['everything but some actions'] : [];
  const opaque = policies.filter((policy) => policy.statements === null).map(({ name }) => name);
  const named = actions.length === 0 ? [] : [`${count(actions.length, 'action')} of ${listed(services)}`];
  return clipped([...named, ...most, ...opaque].join('; '), 300);
}

function trustWords({ isDeclared, trust }: Access['role']): string {
  if (!isDeclared) {
    return 'which is declared elsewhere: who can use it is not known here';
  }
  return trust.length === 0
    ? 'which nobody can use'
    : `which can be used by ${clipped(listed(trust.map(({ words }) => words)), LONGEST_LINE)}`;
}

function permanentWords(permanent: readonly Policy[]): Inline[] {
  const statements = permanent.flatMap(({ name, statements: own }) => own?.map(({ words }) => words) ?? [name]);
  const shown = statements.slice(0, MOST_STATEMENTS).map((words) => clipped(words, LONGEST_LINE));
  return separated(shown, '; ');
}

function separated(codes: readonly string[], separator: string): Inline[] {
  return codes.flatMap((code, index) => (index === 0 ? [{ code }] : [separator, { code }]));
}

function policyLines({ name, kind, statements }: Policy): Line[] {
  if (statements === null) {
    const by = kind === 'aws' ? ', which AWS writes' : ', which is declared elsewhere';
    return [{ term: 'may', text: ['all of ', { code: name }, by] }];
  }
  const from: Inline[] = kind === 'own' ? [] : [' (from ', { code: name }, ')'];
  const shown = statements
    .slice(0, MOST_STATEMENTS)
    .map(({ words }): Inline => ({ code: clipped(words, LONGEST_LINE) }));
  const hidden = statements.length - shown.length;
  const texts = hidden === 0 ? shown : [...shown, count(hidden, 'more statement')];
  return texts.map((text) => ({ term: 'may', text: [text, ...from] }));
}
