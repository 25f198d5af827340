/** Records what every process sends to a server, by the server's own log. */

import type { Connection } from 'mariadb';

import { readsRows, withoutValues } from './statements.ts';

/** Runs `work`, and returns the statements that read rows, one of each kind, as they were sent. */
export async function recordStatements(
  administrator: Connection,
  work: () => Promise<void>,
): Promise<ReadonlyMap<string, string>> {
  await administrator.query("SET GLOBAL log_output = 'TABLE'");
  await administrator.query('TRUNCATE TABLE mysql.general_log');
  await administrator.query('SET GLOBAL general_log = ON');
  try {
    await work();
  } finally {
    await administrator.query('SET GLOBAL general_log = OFF');
  }
  const rows = await administrator.query<{ sql: string | Buffer }[]>(
    "SELECT argument AS `sql` FROM mysql.general_log WHERE command_type IN ('Query', 'Prepare', 'Execute') ORDER BY event_time",
  );
  const found = new Map<string, string>();
  for (const { sql } of rows) {
    const text = String(sql).trim();
    if (!readsRows(text)) continue;
    const kind = withoutValues(text);
    // With its values where there are any: "?" alone says little to an optimiser.
    if (!found.has(kind) || found.get(kind)?.includes('?') === true) found.set(kind, text);
  }
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}
