/** The copy that a file was found by becomes its first replica: present, on disk, unverified; one that was removed is present again. */

import type { ApplyContext } from '../context.ts';
import { insertRows, type Cell } from '../insert-rows.ts';
import type { RunRow } from '../runs.ts';
import { findFileIds } from './file-ids.ts';
import type { FileFacts } from './files.ts';

/** Read on its disk after it was told to be gone: another copy, of which nothing is known but what was read. */
const IS_BACK = `state IN ('removed', 'lost') AND VALUES(seen_ms) > COALESCE(gone_ms, seen_ms)`;
const IS_LATER = 'VALUES(seen_ms) >= seen_ms';

/**
 * Whatever a replica fact said since the file was read stands, above all what its storage answered. MariaDB evaluates from
 * left to right: `state` comes last; `seen_ms` moves only with what it stands for, so that a file read again changes nothing.
 */
const INSERT = `
  INSERT INTO replica (file_id, location, uri, state, locality, bytes, adler32, sha256, seen_ms)
  VALUES (?, ?, ?, 'present', 'disk', ?, ?, ?, ?)
  ON DUPLICATE KEY UPDATE
    seen_by = IF(${IS_BACK}, NULL, seen_by),
    seen_ms = IF(${IS_BACK} OR (seen_by IS NULL AND ${IS_LATER} AND NOT adler32 <=> VALUES(adler32)), VALUES(seen_ms), seen_ms),
    uri = IF(${IS_BACK}, VALUES(uri), COALESCE(uri, VALUES(uri))),
    bytes = CASE WHEN ${IS_BACK} THEN VALUES(bytes) WHEN seen_by IS NOT NULL THEN bytes
      WHEN ${IS_LATER} THEN COALESCE(VALUES(bytes), bytes) ELSE COALESCE(bytes, VALUES(bytes)) END,
    sha256 = CASE WHEN ${IS_BACK} THEN VALUES(sha256) WHEN seen_by IS NOT NULL OR NOT ${IS_LATER} THEN sha256
      WHEN COALESCE(VALUES(adler32) <> adler32, FALSE) THEN VALUES(sha256) ELSE COALESCE(VALUES(sha256), sha256) END,
    adler32 = CASE WHEN ${IS_BACK} THEN VALUES(adler32) WHEN seen_by IS NOT NULL THEN adler32
      WHEN ${IS_LATER} THEN COALESCE(VALUES(adler32), adler32) ELSE COALESCE(adler32, VALUES(adler32)) END,
    locality = IF(${IS_BACK}, 'disk', locality),
    why = IF(${IS_BACK}, NULL, why),
    state = IF(${IS_BACK}, 'present', state)`;

/** Adds the replicas of files that name a copy. */
export async function addFirstCopies(
  context: ApplyContext,
  byRun: ReadonlyMap<RunRow, FileFacts>,
  before: number,
): Promise<void> {
  for (const [run, facts] of byRun) {
    const copied = facts.filter(({ fact }) => fact.copy !== null);
    if (copied.length === 0) continue;
    const names = copied.map(({ fact }) => fact.name);
    const ids = await findFileIds(context, run.id, names, before);
    const rows: Cell[][] = [];
    for (const { fact } of copied) {
      const id = ids.get(fact.name);
      if (id === undefined || fact.copy === null) continue;
      const seen = fact.seenAt ?? fact.takenAt ?? context.sentAt;
      const sums = [fact.adler32, fact.sha256 ?? null];
      rows.push([id, fact.copy.location, fact.copy.uri, fact.bytes, ...sums, seen]);
    }
    if ((await insertRows(context.connection, INSERT, rows)) > 0)
      context.touched.note('run', run.id);
  }
}
