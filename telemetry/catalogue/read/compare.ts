/** The nightly comparison: what the catalogue's own counts say against the rows that are there. */

import type { ReadConnection } from './connection.ts';

export interface MissingFiles {
  readonly campaign: string;
  readonly run: number;
  /** Files that the run's row counts and that are not there. */
  readonly missing: number;
}

/** Returns the runs with fewer files than their own row counts: somebody deleted some by hand. Reads the whole index of files. */
export async function readMissingFiles(
  connection: ReadConnection,
): Promise<readonly MissingFiles[]> {
  return await connection.query<MissingFiles>(
    `SELECT c.slug AS campaign, r.number AS run, r.file_count - COALESCE(f.n, 0) AS missing
     FROM run r JOIN campaign c ON c.id = r.campaign_id
     LEFT JOIN (SELECT run_id, COUNT(*) AS n FROM file GROUP BY run_id) f ON f.run_id = r.id
     WHERE r.file_count > COALESCE(f.n, 0) ORDER BY c.slug, r.number`,
  );
}

export interface Orphans {
  readonly table: string;
  readonly parent: string;
  readonly count: number;
}

/** Tables whose parent a foreign key may not watch over: partitioned ones, and all where keys were switched off. */
const PARENTS = [
  { table: 'file', key: 'run_id', parent: 'run' },
  { table: 'run', key: 'campaign_id', parent: 'campaign' },
  { table: 'step', key: 'run_id', parent: 'run' },
  { table: 'sweep', key: 'run_id', parent: 'run' },
  { table: 'reading', key: 'channel_id', parent: 'channel' },
  { table: 'reading_minute', key: 'channel_id', parent: 'channel' },
  { table: 'reading_hour', key: 'channel_id', parent: 'channel' },
] as const;

/** Returns the parents that rows name and that are not there: how many of them, by table. */
export async function readOrphans(connection: ReadConnection): Promise<readonly Orphans[]> {
  const found: Orphans[] = [];
  for (const { table, key, parent } of PARENTS) {
    // DISTINCT over the first column of a key reads one entry a parent, not one a row.
    const rows = await connection.query<{ count: number }>(
      `SELECT COUNT(*) AS count FROM (SELECT DISTINCT ${key} AS id FROM ${table}) named
       LEFT JOIN ${parent} p ON p.id = named.id WHERE p.id IS NULL`,
    );
    const count = rows[0]?.count ?? 0;
    if (count > 0) found.push({ table, parent, count });
  }
  return found;
}
