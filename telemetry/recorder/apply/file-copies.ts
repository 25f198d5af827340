/** The copy that a file was found by becomes its first replica: present, on disk, unverified. */

import type { ApplyContext } from '../context.ts';
import { insertRows, type Cell } from '../insert-rows.ts';
import type { RunRow } from '../runs.ts';
import { findFileIds } from './file-ids.ts';
import type { FileFacts } from './files.ts';

/** Only makes a replica: whatever a replica fact said of it since then stands, above all what its storage answered. */
const INSERT = `
  INSERT INTO replica (file_id, location, uri, state, locality, bytes, adler32, sha256, seen_ms)
  VALUES (?, ?, ?, 'present', 'disk', ?, ?, ?, ?)
  ON DUPLICATE KEY UPDATE uri = COALESCE(uri, VALUES(uri)),
    bytes = IF(seen_by IS NULL, COALESCE(VALUES(bytes), bytes), bytes),
    sha256 = CASE WHEN seen_by IS NOT NULL THEN sha256
      WHEN COALESCE(VALUES(adler32) <> adler32, FALSE) THEN VALUES(sha256)
      ELSE COALESCE(VALUES(sha256), sha256) END,
    adler32 = IF(seen_by IS NULL, COALESCE(VALUES(adler32), adler32), adler32)`;

/** Adds the replicas of files that name a copy. */
export async function addFirstCopies(
  context: ApplyContext,
  byRun: ReadonlyMap<RunRow, FileFacts>,
  before: number,
): Promise<void> {
  const rows: Cell[][] = [];
  for (const [run, facts] of byRun) {
    const copied = facts.filter(({ fact }) => fact.copy !== null);
    if (copied.length === 0) continue;
    const names = copied.map(({ fact }) => fact.name);
    const ids = await findFileIds(context, run.id, names, before);
    for (const { fact } of copied) {
      const id = ids.get(fact.name);
      if (id === undefined || fact.copy === null) continue;
      const seen = fact.takenAt ?? context.sentAt;
      const sums = [fact.adler32, fact.sha256 ?? null];
      rows.push([id, fact.copy.location, fact.copy.uri, fact.bytes, ...sums, seen]);
    }
  }
  await insertRows(context.connection, INSERT, rows);
}
