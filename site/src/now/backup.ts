/** Whether the catalogue could be had again: how old the last good backup is, and whether a copy of it lies elsewhere. */

import type { BackupNow } from '#site/snapshot/schema/backup.ts';
import { showText } from '#telemetry/units.ts';
import { clockMinuteOrDay, span } from '../text/times.ts';
import type { State } from './state.ts';
import { BACKUP_ALARM_MS, BACKUP_STALE_MS } from './thresholds.ts';

export interface BackupState {
  readonly state: State;
  /** `backed up 02:15`, `backup stale: the last one is of 22 Nov 02:15`, `never backed up`. */
  readonly word: string;
  /** What else there is to say: size, time it took, the copy elsewhere, why it failed. */
  readonly lines: readonly string[];
}

/** Judges the backups at a time. */
export function judgeBackup(backup: BackupNow, at: number): BackupState {
  const copy = copyOf(backup, at);
  const { last, failure } = backup;
  if (last === null) return { ...withoutAny(backup, at), lines: failureLines(backup, at) };
  const old = at - last;
  const when = clockMinuteOrDay(last, at);
  const lines = [...failureLines(backup, at), made(backup), copy.line];
  if (old > BACKUP_ALARM_MS) {
    return { state: 'alarm', word: `no backup for ${span(old)}`, lines };
  }
  if (failure !== null && failure.at > last) {
    return { state: 'attention', word: `backup failed; the last good one is of ${when}`, lines };
  }
  if (old > BACKUP_STALE_MS) {
    const isWanted = backup.nightly !== null;
    const word = `backup stale: the last one is of ${when}`;
    return { state: isWanted ? 'stale' : 'unchecked', word, lines };
  }
  return { state: copy.state, word: `backed up ${when}`, lines };
}

function withoutAny(
  { nightly, madeAt, failure }: BackupNow,
  at: number,
): Pick<BackupState, 'state' | 'word'> {
  if (failure !== null) return { state: 'attention', word: 'backup failed; there is none' };
  if (nightly === null) return { state: 'none', word: 'no backup: none is configured' };
  const isYoung = madeAt === null || at - madeAt < BACKUP_STALE_MS;
  if (!isYoung) return { state: 'attention', word: 'never backed up' };
  return { state: 'unchecked', word: `not backed up yet; every night at ${hourOf(nightly)}` };
}

function hourOf({ hour, timeZone }: NonNullable<BackupNow['nightly']>): string {
  return `${String(hour).padStart(2, '0')}:00 ${timeZone}`;
}

function failureLines({ failure }: BackupNow, at: number): readonly string[] {
  return failure === null ? [] : [`tried ${clockMinuteOrDay(failure.at, at)}: ${failure.reason}`];
}

function made({ bytes, durationMs }: BackupNow): string {
  const size = bytes === null ? 'size not known' : showText(bytes, 'By');
  return durationMs === null ? size : `${size} in ${span(durationMs)}`;
}

function copyOf(
  { copy, last }: BackupNow,
  at: number,
): { readonly state: State; readonly line: string } {
  if (copy === null) return { state: 'unchecked', line: 'no copy elsewhere is configured' };
  if (copy.failed !== null) {
    const earlier =
      copy.last === null ? 'there is none' : `the last is of ${clockMinuteOrDay(copy.last, at)}`;
    return { state: 'attention', line: `copy elsewhere failed, ${earlier}: ${copy.failed}` };
  }
  if (copy.last === null) return { state: 'unchecked', line: 'not copied elsewhere yet' };
  const isOlder = last !== null && copy.last < last;
  const line = `copy elsewhere read back ${clockMinuteOrDay(copy.last, at)}`;
  return { state: isOlder ? 'unchecked' : 'good', line };
}
