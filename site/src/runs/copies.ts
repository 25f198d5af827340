/** What is known of a run's copies, in words; verified and archived only where facts say so of every file. */

import { formatCount } from '#telemetry/units.ts';
import type { State } from '../now/state.ts';
import type { RunRow } from './rows.ts';

export interface Copies {
  readonly state: State;
  readonly words: string;
}

type Counts = Pick<
  RunRow,
  'files' | 'copiesPresent' | 'copiesRemoved' | 'copiesVerified' | 'copiesArchived'
>;

/** Returns what the copies of a run are: `present` (a ring: nobody has checked them), `removed`, `6 of 21 present`. */
export function copiesOf(run: Counts): Copies {
  const { files, copiesPresent, copiesRemoved, copiesVerified, copiesArchived } = run;
  if (files === 0) return { state: 'none', words: '' };
  if (copiesPresent === 0) {
    return copiesRemoved > 0
      ? { state: 'none', words: 'removed' }
      : { state: 'none', words: 'no copy known' };
  }
  if (copiesVerified >= files) {
    const words = copiesArchived >= files ? 'verified and archived' : 'verified';
    return { state: 'good', words };
  }
  const count =
    copiesPresent >= files ? '' : `${formatCount(copiesPresent)} of ${formatCount(files)} `;
  const checked = copiesVerified > 0 ? `, ${formatCount(copiesVerified)} verified` : '';
  return { state: 'unchecked', words: `${count}present${checked}` };
}

/** The same in one word or two, for filters: counts of files would make a word of its own for every run. */
export function copiesWord(run: Counts): string | null {
  const { files, copiesPresent } = run;
  if (files === 0) return null;
  if (copiesPresent > 0 && copiesPresent < files) return 'partly present';
  if (copiesPresent >= files && run.copiesVerified > 0 && run.copiesVerified < files)
    return 'partly verified';
  return copiesOf(run).words;
}
