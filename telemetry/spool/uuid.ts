/** The number of a spool. */

import type { DatabaseSync } from 'node:sqlite';

/** A UUID of version 4 (RFC 9562, section 5.4) from SQLite's generator, which the system seeds: Node's `crypto` would cost the agent 2 MiB. */
export function newUuid(database: DatabaseSync): string {
  const row = database.prepare('SELECT lower(hex(randomblob(16))) AS hex').get();
  const hex = String(row?.['hex']);
  const variant = ((Number.parseInt(hex.slice(16, 18), 16) & 0x3f) | 0x80).toString(16);
  const parts = [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`];
  return [...parts, `${variant}${hex.slice(18, 20)}`, hex.slice(20)].join('-');
}

/** That of the file; a new one is given to a file that has none. */
export function readUuid(database: DatabaseSync): string {
  const found = database.prepare("SELECT value FROM meta WHERE key = 'uuid'").get()?.['value'];
  if (typeof found === 'string') return found;
  const uuid = newUuid(database);
  database.prepare("INSERT INTO meta (key, value) VALUES ('uuid', ?)").run(uuid);
  return uuid;
}
