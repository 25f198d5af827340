/** Names of backups: who made it, when, and why; `lnf-daq-20261126T021500Z-nightly`. */

/** Why a backup was made. */
export type BackupReason = 'nightly' | 'migration' | 'command';

export interface BackupName {
  /** The folder's name. */
  readonly name: string;
  /** When it was begun, UTC milliseconds, to the second. */
  readonly at: number;
  readonly reason: BackupReason;
}

/** What a backup is called while it is not whole: nothing that ends so is ever taken for a backup. */
export const UNFINISHED = '.partial';

const STAMP = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z-(nightly|migration|command)$/;

/** Returns whose backups they are: a folder may hold those of several nodes, each minds its own. */
export function backupOwner(config: { readonly node: string; readonly isDemo: boolean }): string {
  return config.isDemo ? `${config.node}-demo` : config.node;
}

/** Makes the name of a backup that begins now. */
export function nameBackup(owner: string, at: number, reason: BackupReason): string {
  const stamp = new Date(at).toISOString().replaceAll(/[-:]|\.\d+/g, '');
  return `${owner}-${stamp}-${reason}`;
}

/** Reads the name of a folder; null where it is not a backup of this owner. */
export function parseBackupName(owner: string, name: string): BackupName | null {
  if (!name.startsWith(`${owner}-`)) return null;
  const match = STAMP.exec(name.slice(owner.length + 1));
  if (match === null) return null;
  const [, year, month, day, hour, minute, second, reason] = match;
  const at = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(at) ? null : { name, at, reason: reason as BackupReason };
}
