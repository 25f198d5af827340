/** What is known of backups, as metrics; what never was has no series. */

import type { BackupRecord } from '#telemetry/catalogue/backup/record.ts';
import {
  backupCopyLastSuccess,
  backupCopySuccess,
  backupDuration,
  backupFirstAwaited,
  backupLastSuccess,
  backupNightly,
  backupRows,
  backupSize,
  backupSuccess,
} from '#telemetry/metrics/backup.ts';
import type { MetricDefinition, Observation } from '#telemetry/metrics/definition.ts';

/**
 * Returns the observations of a record.
 *
 * @param madeAt when the catalogue was made, UTC ms: since then its first backup is awaited, where there shall be any; null: not known
 */
export function observeBackups(
  { nightly, last_good: good, last_try: last, copy }: BackupRecord,
  madeAt: number | null,
): readonly Observation[] {
  const values: readonly (readonly [MetricDefinition, number | null])[] = [
    [backupNightly, Number(nightly !== null)],
    [backupLastSuccess, good === null ? null : good.snapshot_ms / 1_000],
    [
      backupFirstAwaited,
      nightly === null || good !== null || madeAt === null ? null : madeAt / 1_000,
    ],
    [backupSize, good?.bytes ?? null],
    [backupRows, good?.rows ?? null],
    [backupDuration, good === null ? null : good.duration_ms / 1_000],
    [backupSuccess, last === null ? null : Number(last.failed === null)],
    [backupCopySuccess, copySuccess(copy)],
    [backupCopyLastSuccess, copy?.last_good_ms == null ? null : copy.last_good_ms / 1_000],
  ];
  return values.flatMap(([metric, value]) =>
    value === null ? [] : [{ metric, labels: {}, value }],
  );
}

/** Null: nothing was copied yet, or nothing shall be. */
function copySuccess(copy: BackupRecord['copy']): number | null {
  if (copy === null) return null;
  return copy.failed !== null ? 0 : copy.last_good_ms === null ? null : 1;
}
