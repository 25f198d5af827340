/** The thresholds by which Now judges, by the names its view uses; their reasons stand in `dashboards/thresholds.ts`. */

import { thresholds } from '#dashboards/thresholds.ts';

export const S11_LIMIT_MS = thresholds.sweepAge.value;
export const FILE_LIMIT_CADENCES = thresholds.fileCadences.value;
export const FILE_LIMIT_MIN_MS = thresholds.filePauseAtLeast.value;
export const FILE_SILENCE_MS = thresholds.fileSilence.value;
export const AGENT_SILENT_MS = thresholds.agentSilent.value;
export const FIELD_ON_T = thresholds.fieldOn.value;
export const UNKNOWN_CADENCE_STALE_MS = thresholds.unknownCadence.value;
export const DISK_ATTENTION_DAYS = thresholds.diskAttention.value;
export const DISK_ALARM_DAYS = thresholds.diskAlarm.value;
export const JOBS_STALE_MS = thresholds.jobsStale.value;
export const BACKUP_STALE_MS = thresholds.backupStale.value;
export const BACKUP_ALARM_MS = thresholds.backupAlarm.value;
export const VOLUME_STALE_MS = thresholds.volumeStale.value;
