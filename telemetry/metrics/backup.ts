/** Metrics of backups: how old the last good one is, what it was, and whether there is a copy elsewhere. */

import { definerOf } from './define.ts';

const defineMetric = definerOf('hub');

export const backupLastSuccess = defineMetric({
  name: 'flash.backup.last_success.time',
  exposition: 'flash_backup_last_success_timestamp_seconds',
  kind: 'gauge',
  unit: 's',
  help: 'The moment whose state the last good backup holds, UTC seconds since 1970; absent where there never was one.',
  range: [0, 5e9],
  recordMs: 600_000,
  recordAs: 'age',
});

export const backupFirstAwaited = defineMetric({
  name: 'flash.backup.first.awaited.time',
  exposition: 'flash_backup_first_awaited_timestamp_seconds',
  kind: 'gauge',
  unit: 's',
  help: 'When the catalogue was made that has no good backup yet, UTC seconds since 1970; absent once there is one.',
  range: [0, 5e9],
});

export const backupSuccess = defineMetric({
  name: 'flash.backup.success',
  exposition: 'flash_backup_success',
  kind: 'gauge',
  unit: '1',
  help: 'Whether the last try gave a backup; absent before the first.',
  range: [0, 1],
  recordMs: 600_000,
});

export const backupSize = defineMetric({
  name: 'flash.backup.size',
  exposition: 'flash_backup_size_bytes',
  kind: 'gauge',
  unit: 'By',
  help: 'What the last good backup takes on the disk.',
  range: [0, 1e15],
  recordMs: 600_000,
});

export const backupRows = defineMetric({
  name: 'flash.backup.rows',
  exposition: 'flash_backup_rows',
  kind: 'gauge',
  unit: '{row}',
  help: 'Rows in the last good backup.',
  range: [0, 1e13],
});

export const backupDuration = defineMetric({
  name: 'flash.backup.duration',
  exposition: 'flash_backup_duration_seconds',
  kind: 'gauge',
  unit: 's',
  help: 'How long the last good backup took to make, without its copy.',
  range: [0, 172_800],
});

export const backupNightly = defineMetric({
  name: 'flash.backup.nightly',
  exposition: 'flash_backup_nightly_enabled',
  kind: 'gauge',
  unit: '1',
  help: 'Whether the hub makes a backup every night.',
  range: [0, 1],
});

export const backupCopySuccess = defineMetric({
  name: 'flash.backup.copy.success',
  exposition: 'flash_backup_copy_success',
  kind: 'gauge',
  unit: '1',
  help: 'Whether the last try to copy a backup elsewhere was read back whole; absent where no second place is configured.',
  range: [0, 1],
});

export const backupCopyLastSuccess = defineMetric({
  name: 'flash.backup.copy.last_success.time',
  exposition: 'flash_backup_copy_last_success_timestamp_seconds',
  kind: 'gauge',
  unit: 's',
  help: 'When a backup was last copied elsewhere and read back whole, UTC seconds since 1970.',
  range: [0, 5e9],
});

/** Every metric of backups. */
export const backupMetrics = [
  backupLastSuccess,
  backupFirstAwaited,
  backupSuccess,
  backupSize,
  backupRows,
  backupDuration,
  backupNightly,
  backupCopySuccess,
  backupCopyLastSuccess,
] as const;
