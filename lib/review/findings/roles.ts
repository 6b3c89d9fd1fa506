/** Who gets the access, as far as that is too many or not to be seen. */
import type { Access } from '../report';
import { ANYBODY } from '../roles';
import type { Found } from './finding';

export function roleFindings({ role }: Access): Found[] {
  if (!role.isDeclared) {
    return [
      {
        id: 'role-not-visible',
        severity: 'low',
        about: role.name,
        what: `the role ${role.name} is not declared in this app`,
        why: 'who can use it, and what else it may do at all times, cannot be reviewed here',
        mend: 'review it where it is declared',
      },
    ];
  }
  return role.trust
    .filter(({ who, words }) => who.startsWith(ANYBODY) && words === who)
    .map(({ who }) => ({
      id: 'open-trust',
      severity: 'high',
      about: who,
      what: `the role ${role.name} trusts ${who}, on no condition`,
      why: 'any account of AWS can use the role, and with it the access',
      mend: 'name who may assume the role',
    }));
}
