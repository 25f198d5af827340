/** Writes how good an interval of a run, or of time, is; and takes back what was wrong, without removing it. */

import type { ActOf, ActResult } from '../../logbook/act.ts';
import type { ApplyContext } from '../context.ts';
import { runsWithin } from '../runs-within.ts';
import { findNamedRun } from './find.ts';
import { RefusedAct } from './refused-act.ts';

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
  } else if (act.from !== null && act.to !== null) {
    for (const id of await runsWithin(connection, act.from, act.to)) touched.note('run', id);
  }
  touched.note('flag', 0, { from: act.from ?? act.at, to: act.to ?? act.at }, 1);
  return { id: act.id, isNew: true };
}

interface HeldFlag {
  readonly run_id: number | null;
  readonly from_ms: number | null;
  readonly to_ms: number | null;
  readonly withdrawn: string | null;
}

/** A run is as good as the newest flag of the whole of it that holds says; NULL where none does. */
const REJUDGE = `
  UPDATE run SET quality = (
    SELECT q.quality FROM quality_flag q LEFT JOIN flag_withdrawal w ON w.flag_id = q.id
    WHERE q.run_id = run.id AND q.from_ms IS NULL AND q.to_ms IS NULL AND w.flag_id IS NULL
    ORDER BY q.created_ms DESC, q.id DESC LIMIT 1)
  WHERE id = ?`;

/** Withdraws a flag: it stays in the list, with who took it back and why, and no longer counts. */
export async function withdrawFlag(
  { connection, touched }: ApplyContext,
  act: ActOf<'flag.withdraw'>,
): Promise<ActResult> {
  const [flag] = await connection.query<HeldFlag[]>(
    `SELECT q.run_id, q.from_ms, q.to_ms, w.id AS withdrawn
     FROM quality_flag q LEFT JOIN flag_withdrawal w ON w.flag_id = q.id WHERE q.id = ?`,
    [act.flag],
  );
  if (flag === undefined) throw new RefusedAct(404, `there is no flag ${act.flag}`);
  if (flag.withdrawn === act.id) return { id: act.id, isNew: false };
  if (flag.withdrawn !== null)
    throw new RefusedAct(409, `the flag ${act.flag} was withdrawn before`);
  await connection.query(
    'INSERT INTO flag_withdrawal (flag_id, id, at_ms, by_whom, why) VALUES (?, ?, ?, ?, ?)',
    [act.flag, act.id, act.at, act.by, act.why],
  );
  if (flag.run_id !== null) {
    if (flag.from_ms === null && flag.to_ms === null)
      await connection.query(REJUDGE, [flag.run_id]);
    touched.note('run', flag.run_id);
  } else if (flag.from_ms !== null && flag.to_ms !== null) {
    for (const id of await runsWithin(connection, flag.from_ms, flag.to_ms))
      touched.note('run', id);
  }
  touched.note('flag', 0, { from: flag.from_ms ?? act.at, to: flag.to_ms ?? act.at });
  return { id: act.id, isNew: true };
}
