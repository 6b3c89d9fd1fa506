/** What the purpose of every access has to say, such as the number of a ticket. */
import { type Limit, ofEachAccess } from './limit';

export function purposePattern(pattern: string): Limit {
  const expression = new RegExp(pattern);
  return {
    rule: 'purpose-pattern',
    sentences: [`every purpose matches /${pattern}/`],
    breaches: ofEachAccess(({ told: { purpose } }) =>
      expression.test(purpose)
        ? []
        : [
            {
              what: `purpose '${purpose}' does not match /${pattern}/`,
              why: 'a reviewer has to find what the access is for in the place where the app keeps that',
              mend: 'write it so that it matches',
            },
          ],
    ),
  };
}
