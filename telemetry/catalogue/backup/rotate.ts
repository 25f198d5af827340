/** Which backups stay: the newest of each of the last days and weeks that have one. */

import type { BackupName } from './name.ts';

export interface Rotation {
  /** Days, of those with a backup, whose newest one is kept. */
  readonly daily: number;
  /** Weeks, of those with a backup, whose newest one is kept. */
  readonly weekly: number;
  /** Where a day begins: an IANA zone. */
  readonly timeZone: string;
}

const DAY_MS = 86_400_000;

/** Returns the backups that may go. The newest stays always, and so does the newest that was made before a migration. */
export function chooseOutdated(
  backups: readonly BackupName[],
  { daily, weekly, timeZone }: Rotation,
): readonly BackupName[] {
  const newestFirst = backups.toSorted((a, b) => b.at - a.at);
  const day = new Intl.DateTimeFormat('en-CA', { timeZone });
  const dayOf = ({ at }: BackupName): string => day.format(at);
  const kept = new Set([
    ...firstOfEach(newestFirst, dayOf, daily),
    ...firstOfEach(newestFirst, (backup) => weekOf(dayOf(backup)), weekly),
    ...newestFirst.slice(0, 1),
    ...newestFirst.filter(({ reason }) => reason === 'migration').slice(0, 1),
  ]);
  return newestFirst.filter((backup) => !kept.has(backup));
}

function firstOfEach(
  backups: readonly BackupName[],
  keyOf: (backup: BackupName) => string,
  atMost: number,
): readonly BackupName[] {
  const first = new Map<string, BackupName>();
  for (const backup of backups) {
    const key = keyOf(backup);
    if (!first.has(key)) first.set(key, backup);
  }
  return [...first.values()].slice(0, atMost);
}

/** The Monday of a day's week. */
function weekOf(day: string): string {
  const start = Date.parse(`${day}T00:00:00Z`);
  const sinceMonday = (new Date(start).getUTCDay() + 6) % 7;
  return new Date(start - sinceMonday * DAY_MS).toISOString().slice(0, 10);
}
