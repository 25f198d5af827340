/** Compares the catalogue's counts with its rows, once a night: rows deleted by hand and rows without a parent stop publishing. */

import { readMissingFiles, readOrphans } from '#telemetry/catalogue/read/compare.ts';
import type { ReadConnection } from '#telemetry/catalogue/read/connection.ts';
import { FlashError } from '#telemetry/errors.ts';
import { shrinkageError, type Shrinkage } from './shrinkage.ts';

const DAY = 86_400_000;
/** Two o'clock in the morning, UTC: between shifts, after the midnight rush of log files. */
const AT_MS = 2 * 3_600_000;

/** @throws {FlashError} naming table, campaign and count where rows are missing, or table and parent where one is. */
export async function compareCatalogue(connection: ReadConnection): Promise<void> {
  const [orphans] = await readOrphans(connection);
  if (orphans !== undefined) {
    const { table, parent, count } = orphans;
    throw new FlashError({
      operation: 'publish the snapshot',
      subject: `table ${table}`,
      reason: `it has rows of ${count} ${parent}s that do not exist`,
      hint: `bring the ${parent}s back, or delete the rows: SELECT DISTINCT ${parent}_id FROM ${table}`,
    });
  }
  const missing = new Map<string, Shrinkage>();
  for (const row of await readMissingFiles(connection)) {
    const count = (missing.get(row.campaign)?.count ?? 0) + row.missing;
    missing.set(row.campaign, { table: 'file', campaign: row.campaign, count });
  }
  if (missing.size > 0) throw shrinkageError([...missing.values()]);
}

/** Returns when the next comparison is due after `now`, UTC ms. */
export function nextComparison(now: number): number {
  return Math.floor((now - AT_MS) / DAY + 1) * DAY + AT_MS;
}
