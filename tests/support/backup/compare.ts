/** Whether two catalogues hold the same: every table by its rows' checksum, and everything that is published of them. */

import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Connection, Pool } from 'mariadb';

import { createPublisher } from '#site/snapshot/publisher.ts';
import { consistentReads } from '#telemetry/catalogue/read/consistent.ts';
import { silentLog } from '#telemetry/effects.ts';

/** Rows and checksum of each table. */
export async function fingerprint(
  connection: Connection,
): Promise<Readonly<Record<string, { readonly rows: number; readonly checksum: number }>>> {
  const tables = await connection.query<{ name: string }[]>(
    `SELECT TABLE_NAME AS name FROM information_schema.TABLES
     WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE = 'BASE TABLE' ORDER BY 1`,
  );
  const found: Record<string, { rows: number; checksum: number }> = {};
  for (const { name } of tables) {
    const [count] = await connection.query<{ n: number }[]>(
      `SELECT COUNT(*) AS n FROM \`${name}\``,
    );
    const [sum] = await connection.query<{ Checksum: number }[]>(`CHECKSUM TABLE \`${name}\``);
    found[name] = { rows: count?.n ?? 0, checksum: sum?.Checksum ?? 0 };
  }
  return found;
}

/** Publishes a catalogue at a time that is given, and returns the SHA-256 of each asset by its path. */
export async function publishedHashes(
  pool: Pool,
  now: number,
): Promise<Readonly<Record<string, string>>> {
  const directory = mkdtempSync(join(tmpdir(), 'flash-published-'));
  try {
    const publisher = await createPublisher({
      directory,
      effects: { clock: { now: () => now, monotonic: () => 0 }, log: silentLog },
      demoNote: null,
      readConsistently: consistentReads(pool),
    });
    await publisher.publish();
    const paths = readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter(
      // The manifest has an id of its own; it names everything else by hash.
      (path) => statSync(join(directory, path)).isFile() && !path.startsWith('snapshot.json'),
    );
    const hash = (path: string): string =>
      createHash('sha256')
        .update(readFileSync(join(directory, path)))
        .digest('hex');
    return Object.fromEntries(paths.toSorted().map((path) => [path, hash(path)]));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
