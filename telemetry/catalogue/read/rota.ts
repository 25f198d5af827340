/** Who is on shift, and what people said of the quality of data. */

import type { ReadConnection } from './connection.ts';

/** A shift that nobody ended is over after so long: somebody has forgotten it. */
const LONGEST_SHIFT_MS = 31 * 86_400_000;

export interface ShiftRow {
  readonly id: string;
  readonly person: string;
  readonly role: string | null;
  readonly from: number;
  /** Null: until somebody else is. */
  readonly to: number | null;
  readonly by: string;
}

const SHIFT = 'id, person, role, from_ms AS `from`, to_ms AS `to`, by_whom AS `by`';

/** Returns the shifts that begin in `from` <= t < `to`, in their order. */
export async function readShifts(
  connection: ReadConnection,
  from: number,
  to: number,
): Promise<readonly ShiftRow[]> {
  return await connection.query<ShiftRow>(
    `SELECT ${SHIFT} FROM shift WHERE from_ms >= ? AND from_ms < ? ORDER BY from_ms, id`,
    [from, to],
  );
}

export interface ListedFlagRow {
  readonly id: string;
  readonly campaign: string | null;
  readonly run: number | null;
  readonly from: number | null;
  readonly to: number | null;
  readonly quality: 'good' | 'doubtful' | 'bad';
  readonly why: string;
  readonly by: string;
  readonly createdAt: number;
  readonly withdrawnAt: number | null;
  readonly withdrawnBy: string | null;
  readonly withdrawnWhy: string | null;
}

/** Returns the flags that were set in `from` <= t < `to`, newest first, with those that were withdrawn. */
export async function readFlags(
  connection: ReadConnection,
  from: number,
  to: number,
  most: number,
): Promise<readonly ListedFlagRow[]> {
  return await connection.query<ListedFlagRow>(
    `SELECT f.id, c.slug AS campaign, r.number AS run, f.from_ms AS \`from\`, f.to_ms AS \`to\`, f.quality, f.why,
       f.by_whom AS \`by\`, f.created_ms AS createdAt, w.at_ms AS withdrawnAt, w.by_whom AS withdrawnBy, w.why AS withdrawnWhy
     FROM quality_flag f LEFT JOIN run r ON r.id = f.run_id LEFT JOIN campaign c ON c.id = r.campaign_id
     LEFT JOIN flag_withdrawal w ON w.flag_id = f.id
     WHERE f.created_ms >= ? AND f.created_ms < ? ORDER BY f.created_ms DESC, f.id DESC LIMIT ?`,
    [from, to, most],
  );
}

/** Returns the years in which a shift begins or a flag was set, as text: `2026`. */
export async function readYearsOfRota(connection: ReadConnection): Promise<readonly string[]> {
  const years = new Set<string>();
  for (const [table, column] of [
    ['shift', 'from_ms'],
    ['quality_flag', 'created_ms'],
  ] as const) {
    const rows = await connection.query<{ first: number | null; last: number | null }>(
      `SELECT MIN(${column}) AS first, MAX(${column}) AS \`last\` FROM ${table}`,
    );
    const { first = null, last = null } = rows[0] ?? {};
    if (first === null || last === null) continue;
    const until = new Date(last).getUTCFullYear();
    for (let year = new Date(first).getUTCFullYear(); year <= until; year += 1)
      years.add(String(year).padStart(4, '0'));
  }
  return [...years];
}

/** Returns the shifts that are on at some time in `from` <= t <= `to`, in their order. */
export async function readShiftsOn(
  connection: ReadConnection,
  from: number,
  to: number,
): Promise<readonly ShiftRow[]> {
  return await connection.query<ShiftRow>(
    `SELECT ${SHIFT} FROM shift WHERE from_ms <= ? AND from_ms >= ? AND (to_ms IS NULL OR to_ms >= ?) ORDER BY from_ms, id`,
    [to, from - LONGEST_SHIFT_MS, from],
  );
}
