/** A change of one access of a template, as one deployment brings it. */
import type { Random } from '../seeded-random';
import type { Template } from '../../assembly/template';
import type { AccessParts, TemplateAccess } from './accesses';

/** What is to be changed. All chance comes from `random`. */
export interface ChangedAccess {
  readonly template: Template;
  readonly access: TemplateAccess;
  readonly parts: AccessParts;
  readonly random: Random;
}

export interface Changed {
  /** What the deployment does, for a timeline: `removes ReleaseAccess`. */
  readonly words: string;
  readonly template: Template;
  /** What has to be deployed before, where one deployment alone cannot do it. */
  readonly first?: Template;
}

/** Undefined where the template does not allow it. */
export type Change = (changed: ChangedAccess) => Changed | undefined;

/** One of a list, by chance. */
export function pick<T>(random: Random, from: readonly T[]): T | undefined {
  return from[Math.floor(random() * from.length)];
}
