/** What is known of backups, for the Now page; folders are left out, since a snapshot may be public. */

import { readBackupRecord, readMadeAt } from '#telemetry/catalogue/backup/record.ts';
import type { ReadConnection } from '#telemetry/catalogue/read/connection.ts';
import type { BackupNow } from './schema/backup.ts';

/** Reads the record of backups. */
export async function buildBackup(connection: ReadConnection): Promise<BackupNow> {
  const { nightly, last_good: good, last_try: last, copy } = await readBackupRecord(connection);
  return {
    nightly: nightly === null ? null : { hour: nightly.hour, timeZone: nightly.time_zone },
    madeAt: await readMadeAt(connection),
    last: good?.snapshot_ms ?? null,
    bytes: good?.bytes ?? null,
    durationMs: good?.duration_ms ?? null,
    failure: last?.failed == null ? null : { at: last.at_ms, reason: withoutPath(last.failed) },
    copy:
      copy === null
        ? null
        : {
            last: copy.last_good_ms,
            failed: copy.failed === null ? null : withoutPath(copy.failed),
          },
  };
}

/** The reason at the end of an error's sentence: "its disk is too full: …" of "cannot …: /mnt/b: its disk is too full: …". */
export function withoutPath(sentence: string): string {
  return sentence
    .replace(/^cannot [^:]+: .*?: (?=[a-z0-9])/, '')
    .replaceAll(/(?:\/[\w.-]+){2,}/g, '…');
}
