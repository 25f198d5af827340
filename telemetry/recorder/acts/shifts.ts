/** Writes who is on shift. */

import type { ActOf, ActResult } from '../../logbook/act.ts';
import type { ApplyContext } from '../context.ts';

/** Adds a shift; one of the same role that has no end ends where this begins. */
export async function setShift(
  { connection, touched }: ApplyContext,
  act: ActOf<'shift.set'>,
): Promise<ActResult> {
  const known = await connection.query<unknown[]>('SELECT id FROM shift WHERE id = ?', [act.id]);
  if (known.length > 0) return { id: act.id, isNew: false };
  await connection.query(
    'UPDATE shift SET to_ms = ? WHERE to_ms IS NULL AND role <=> ? AND from_ms < ?',
    [act.from, act.role, act.from],
  );
  await connection.query(
    'INSERT INTO shift (id, person, role, from_ms, to_ms, by_whom, created_ms) VALUES (?, ?, ?, ?, ?, ?, ?)',
    [act.id, act.person, act.role, act.from, act.to, act.by, act.at],
  );
  touched.note('shift', 0, { from: act.from, to: act.to ?? act.from }, 1);
  return { id: act.id, isNew: true };
}
