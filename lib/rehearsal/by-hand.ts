/** Who stands in the record for a person who changes an attachment. */
export const BY_HAND = 'by hand';
