/** Changes under the heads that a reviewer looks for, what widens access first. */
import type { Change } from './report';

export interface ChangeGroup {
  readonly head: string;
  readonly changes: readonly { readonly change: Change; readonly mark: string | undefined }[];
}

const HEADS: readonly (readonly [direction: Change['direction'], head: string])[] = [
  ['wider', 'More access'],
  ['neutral', 'Other changes of access'],
  ['narrower', 'Less access'],
];

const CONTROL_MARKS = { wider: 'less control', neutral: 'other', narrower: 'more control' };

export function changeGroups(changes: readonly Change[]): ChangeGroup[] {
  const access = HEADS.map(([direction, head]) => ({
    head,
    changes: changes
      .filter((change) => change.about === 'access' && change.direction === direction)
      .map((change) => ({ change, mark: undefined })),
  }));
  const controls = changes
    .filter(({ about }) => about === 'controls')
    .map((change) => ({ change, mark: CONTROL_MARKS[change.direction] }));
  return [...access, { head: 'Controls changed', changes: controls }];
}
