/**
 * Nothing that is temporary for one identity may be standing access for another.
 *
 * For the role of the access itself that is an error anyway, since its windows would protect nothing.
 */
import type { Limit } from './limit';

export function permanentAttachment(): Limit {
  return {
    rule: 'permanent-attachment',
    sentences: ['no policy of an access is attached to anybody for good'],
    breaches: ({ accesses, attachments }) =>
      accesses.flatMap((access) =>
        access.policies.flatMap(({ key, names }) =>
          attachments
            .filter(({ policy }) => policy === key)
            .map(({ holder }) => ({
              at: access,
              what: `${names[0]} is attached to ${holder} for good`,
              why: 'whoever uses that has at all times what is temporary here',
              mend: 'detach it there, or give that identity a policy of its own with what it needs',
            })),
        ),
      ),
  };
}
