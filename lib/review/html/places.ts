/** Where a change or a finding belongs, as a link to the access that it is about. */
import type { Access } from '../report';
import { type Markup, markup } from './markup';

interface Place {
  readonly stack: string;
  readonly access: string | null;
}

export type LinkTo = (place: Place) => Markup;

export function linksTo(accesses: readonly Access[]): LinkTo {
  const several = new Set(accesses.map(({ stack }) => stack)).size > 1;
  const indexes = new Map(accesses.map(({ stack, id }, index) => [`${stack} ${id}`, index]));
  return ({ stack, access }) => {
    if (access === null) {
      return markup`the controller of <b>${stack}</b>`;
    }
    const index = indexes.get(`${stack} ${access}`);
    const name = index === undefined ? markup`<b>${access}</b>` : markup`<a href="#access-${index + 1}">${access}</a>`;
    return several ? markup`${name} in ${stack}` : name;
  };
}
