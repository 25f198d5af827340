/** Writes how good an interval of a run, or of time, is. */

import type { ActOf, ActResult } from '../../logbook/act.ts';
import type { ApplyContext } from '../context.ts';
import { findNamedRun } from './find.ts';

const INSERT = `
  INSERT INTO quality_flag (id, origin, run_id, from_ms, to_ms, quality, why, by_whom, created_ms)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`;

/** Adds a flag; one of a whole run is the run's quality from then on. */
export async function addFlag(
  { connection, touched }: ApplyContext,
  act: ActOf<'flag.add'>,
): Promise<ActResult> {
  const known = await connection.query<unknown[]>('SELECT id FROM quality_flag WHERE id = ?', [
    act.id,
  ]);
  if (known.length > 0) return { id: act.id, isNew: false };
  const run = await findNamedRun(connection, act.run);
  await connection.query(INSERT, [
    act.id,
    `flag:${act.id}`,
    run?.id ?? null,
    act.from,
    act.to,
    act.quality,
    act.why,
    act.by,
    act.at,
  ]);
  if (run !== null) {
    if (act.from === null && act.to === null)
      await connection.query('UPDATE run SET quality = ? WHERE id = ?', [act.quality, run.id]);
    touched.note('run', run.id);
  }
  touched.note('flag', 0, { from: act.from ?? act.at, to: act.to ?? act.at }, 1);
  return { id: act.id, isNew: true };
}
