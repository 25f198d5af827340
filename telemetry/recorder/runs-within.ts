/** The runs that were taken in an interval of time. */

import type { Connection } from 'mariadb';

/** Returns the ids of the runs that an interval touches, UTC ms; imported ones have no time of data taking. */
export async function runsWithin(
  connection: Connection,
  from: number,
  to: number,
): Promise<readonly number[]> {
  const rows = await connection.query<{ id: number }[]>(
    `SELECT id FROM run WHERE end_ms > ? AND start_ms < ? AND origin = 'live'
     UNION ALL SELECT id FROM run WHERE state = 'open' AND end_ms IS NULL AND start_ms < ? AND origin = 'live'`,
    [from, to, to],
  );
  return rows.map(({ id }) => id);
}
