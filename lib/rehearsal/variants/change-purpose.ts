/** Says the purpose of an access in other words, which changes no access. */
import { between } from '../seeded-random';
import { declaredIn } from './accesses';
import type { Change } from './change';
import { withDeclaration } from './declaration-edit';
import { textIn } from './template-edit';

const REVISION = / \(revision \d+\)$/;

export const changePurpose: Change = ({ template, access, random }) => {
  const before = textIn(declaredIn(template, access)['purpose']);
  const purpose = `${before.replace(REVISION, '')} (revision ${between(random, 2, 999)})`;
  return purpose === before
    ? undefined
    : {
        words: `says the purpose of ${access.id} in other words`,
        template: withDeclaration(template, access.id, (declared) => ({ ...declared, purpose })),
      };
};
