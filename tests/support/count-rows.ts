/** A publisher that notes how many rows the server handed out for each of its publications. */

import type { ReadConnection } from '#telemetry/catalogue/read/connection.ts';
import { consistentReads } from '#telemetry/catalogue/read/consistent.ts';
import { silentLog } from '#telemetry/effects.ts';
import { createPublisher, type Publisher } from '#site/snapshot/publisher.ts';
import type { Published } from './published.ts';

/** Returns a publisher over a catalogue of a test, and the list to which it adds the rows of each of its reads. */
export async function countingPublisher(
  site: Published,
  directory: string,
): Promise<{ readonly publisher: Publisher; readonly rows: readonly number[] }> {
  const read = consistentReads(site.catalogue.pools.publisher);
  const rows: number[] = [];
  const publisher = await createPublisher({
    directory,
    effects: { clock: { now: () => site.now, monotonic: () => site.now }, log: silentLog },
    demoNote: null,
    leastPauseMs: 0,
    readConsistently: (use) =>
      read(async (connection) => {
        const before = await rowsRead(connection);
        const result = await use(connection);
        rows.push((await rowsRead(connection)) - before);
        return result;
      }),
  });
  return { publisher, rows };
}

/** Rows that the server handed out in this session; those of the answer itself are among them. */
async function rowsRead(connection: ReadConnection): Promise<number> {
  const rows = await connection.query<{ Variable_name: string; Value: string }>(
    "SHOW SESSION STATUS LIKE 'Handler_read%'",
  );
  return rows.reduce((sum, { Value }) => sum + Number(Value), 0);
}
