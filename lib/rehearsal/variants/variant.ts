/**
 * Other versions of an app, derived from the template of the one that is there.
 *
 * The rehearsal plays deployments that change, move or remove an access at any moment. Each variant is what `cdk synth`
 * writes for the changed app, but for the hashes in logical ids.
 */
import type { Random } from '../seeded-random';
import type { Template } from '../../assembly/template';
import { partsOf, type TemplateAccess } from './accesses';
import type { Change, Changed } from './change';
import { changePurpose } from './change-purpose';
import { changeWindow } from './change-window';
import { dropPolicy } from './drop-policy';
import { moveAccess } from './move-access';
import { removeAccess } from './remove-access';
import { replacePolicy, replaceRole } from './replace';
import { retainAndRemove } from './retain-and-remove';

export type VariantKind =
  | 'remove-access'
  | 'move-access'
  | 'change-window'
  | 'change-purpose'
  | 'replace-policy'
  | 'replace-role'
  | 'retain-and-remove'
  | 'drop-policy';

const CHANGES: Readonly<Record<VariantKind, Change>> = {
  'remove-access': removeAccess,
  'move-access': moveAccess,
  'change-window': changeWindow,
  'change-purpose': changePurpose,
  'replace-policy': replacePolicy,
  'replace-role': replaceRole,
  'retain-and-remove': retainAndRemove,
  'drop-policy': dropPolicy,
};

export const VARIANT_KINDS = Object.keys(CHANGES) as readonly VariantKind[];

/** One deployment, or two where `first` says what comes before. */
export interface Variant extends Changed {
  readonly kind: VariantKind;
}

/** A variant of a kind, by chance; undefined where the template does not allow it. */
export function variant(
  template: Template,
  kind: VariantKind,
  access: TemplateAccess,
  random: Random,
): Variant | undefined {
  const parts = partsOf(template, access);
  const changed = parts === undefined ? undefined : CHANGES[kind]({ template, access, parts, random });
  return changed === undefined ? undefined : { kind, ...changed };
}
