/** How loud a record is in the log. */
import type { Happening } from './world';

export const LEVEL: Readonly<Record<Happening, 'info' | 'warn' | 'error'>> = {
  attached: 'info',
  opened: 'info',
  refused: 'warn',
  'open-failed': 'error',
  drift: 'warn',
  detached: 'info',
  verified: 'info',
  'drift-removed': 'info',
  residual: 'warn',
  'ending-soon': 'info',
  'close-failed': 'error',
  leased: 'info',
  held: 'info',
  unmatched: 'info',
};
