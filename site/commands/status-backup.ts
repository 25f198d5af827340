/** The part of `flash status` that says which backup of the catalogue there is. */

import { backupDirectory, type BackupConfig } from '#telemetry/catalogue/backup/back-up.ts';
import { listBackups } from '#telemetry/catalogue/backup/list.ts';
import { backupOwner } from '#telemetry/catalogue/backup/name.ts';
import { durationForPeople } from '#telemetry/output/quantities.ts';

export interface BackupLine {
  /** Whether there is one at all. */
  readonly exists: boolean;
  readonly detail: string;
}

/** Looks into the folder of backups; a folder that cannot be read is said to be so. */
export async function backupLine(config: BackupConfig, now: number): Promise<BackupLine> {
  const directory = backupDirectory(config);
  try {
    const backups = await listBackups(directory, backupOwner(config));
    const [newest] = backups;
    if (newest === undefined) return { exists: false, detail: `none in ${directory}` };
    const age = durationForPeople(Math.max(0, now - newest.at));
    const kept = backups.length === 1 ? '1 kept' : `${backups.length} kept`;
    return { exists: true, detail: `${newest.name}, ${age} ago; ${kept} in ${directory}` };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { exists: false, detail: `${directory} cannot be read: ${reason}` };
  }
}
