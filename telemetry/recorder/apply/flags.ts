/** Takes in intervals of quality that others wrote down: one row an origin. The runs that were taken in one show it. */

import type { ApplyFacts } from '../context.ts';
import { ulidOf } from '../derive/ulid.ts';
import { runsWithin } from '../runs-within.ts';

const UPSERT = `
  INSERT INTO quality_flag (id, origin, from_ms, to_ms, quality, why, by_whom, created_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
  ON DUPLICATE KEY UPDATE from_ms = VALUES(from_ms), to_ms = VALUES(to_ms), quality = VALUES(quality), why = VALUES(why)`;

export const applyFlags: ApplyFacts<'flag'> = async ({ connection, touched, now }, facts) => {
  for (const { fact } of facts) {
    const { origin, from, to, quality, why, by } = fact;
    const { affectedRows } = await connection.query<{ affectedRows: number }>(UPSERT, [
      ulidOf(from, origin),
      origin,
      from,
      to,
      quality,
      why,
      by,
      now,
    ]);
    if (affectedRows === 0) continue;
    touched.note('flag', 0, { from, to }, affectedRows === 1 ? 1 : 0);
    for (const id of await runsWithin(connection, from, to)) touched.note('run', id);
  }
};
