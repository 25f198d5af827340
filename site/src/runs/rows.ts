/** The runs of a campaign as rows, from the snapshot's columns. */

import { isoTime } from '../text/times.ts';
import type { RunColumns, Runs } from '#site/snapshot/schema/runs.ts';

type Cell<Key extends keyof RunColumns> = RunColumns[Key][number];

export type RunRow = {
  readonly [Key in Exclude<keyof RunColumns, 'part' | 'row'>]: Cell<Key>;
};

const KEYS = [
  'number',
  'revision',
  'title',
  'tags',
  'kind',
  'state',
  'origin',
  'site',
  'start',
  'end',
  'steps',
  'f0Min',
  'f0Max',
  'qL',
  'beta',
  'regime',
  'fieldT',
  'tCavK',
  'tMcK',
  'files',
  'sized',
  'bytes',
  'quality',
  'copiesPresent',
  'copiesRemoved',
  'copiesVerified',
  'copiesArchived',
] as const satisfies readonly (keyof RunRow)[];

const made = new WeakMap<RunColumns, readonly RunRow[]>();

/** Returns one row a run, in the order of the columns: largest number first; made once for an index. */
export function runRows({ columns }: Pick<Runs, 'columns'>): readonly RunRow[] {
  const known = made.get(columns);
  if (known !== undefined) return known;
  const rows = columns.number.map(
    (_, i) => Object.fromEntries(KEYS.map((key) => [key, columns[key][i]])) as RunRow,
  );
  made.set(columns, rows);
  return rows;
}

/** Length in ms; a run that is open is as long as it is at `at`; null: not known, as of a list that was copied. */
export function lengthMs({ start, end, state, origin }: RunRow, at: number): number | null {
  if (start === null || origin === 'import') return null;
  if (end !== null) return end - start;
  return state === 'open' ? at - start : null;
}

/** `2026-11` of a run's start; null: not known. */
export function monthOf({ start }: RunRow): string | null {
  return start === null ? null : (isoTime(start)?.slice(0, 7) ?? null);
}
