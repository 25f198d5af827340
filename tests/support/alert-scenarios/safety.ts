/** Scenarios of volumes, quotas, copies and backups. */

import { always, flip, scenario, standsStill, type Course, type Scenario } from './scenario.ts';

/** Starts at `bytes` and grows in the trouble, so many bytes a second. */
const grows =
  (bytes: number, perSecond: number): Course =>
  ({ t, from, to }) =>
    bytes + Math.max(0, Math.min(t, to) - from) * perSecond;

const volume = 'node="daq",volume="daq"';

/** 8 TB with 4 TB free. */
const filling = (perSecond: number): Scenario =>
  scenario({
    series: {
      [`flash_storage_used_bytes{${volume}}`]: grows(4e12, perSecond),
      [`flash_storage_free_bytes{${volume}}`]: grows(4e12, -perSecond),
      [`flash_storage_size_bytes{${volume}}`]: always(8e12),
    },
    quiet: 370,
    holdsAfter: [5, 365],
    clearsAfter: 365,
    stepS: 120,
  });

const quota = 'node="daq",place="cnaf",resource="volumes"';

/** 130 TB with 30 TB left; two sources say so, one of them more. */
const using = (perSecond: number): Scenario =>
  scenario({
    series: {
      [`flash_storage_quota_bytes{${quota},standing="assigned",source="allocation"}`]:
        always(130e12),
      [`flash_storage_quota_bytes{${quota},standing="assigned",source="cloud"}`]: always(260e12),
      [`flash_storage_quota_used_bytes{${quota}}`]: grows(100e12, perSecond),
    },
    quiet: 1_450,
    holdsAfter: [60, 1_445],
    clearsAfter: 1_445,
    stepS: 240,
  });

/** In the trouble a file of that age, in minutes, still waits; without it none does. */
const waits =
  (minutes: number): Course =>
  ({ isBad, t }) =>
    isBad ? t - minutes * 60 : t;

export const safetyScenarios: Readonly<Record<string, Scenario>> = {
  VolumeFullThisWeek: filling(9e6),
  VolumeFullInTwoDays: filling(30e6),
  VolumeFull: scenario({
    series: {
      [`flash_storage_used_bytes{${volume}}`]: flip(7e12, 7.9e12),
      [`flash_storage_size_bytes{${volume}}`]: always(8e12),
    },
  }),
  VolumeAway: scenario({ series: { [`flash_storage_probe_up{${volume}}`]: flip(1, 0) } }),
  QuotaFullThisWeek: using(60e6),
  QuotaFullInTwoDays: using(200e6),
  SecondCopyLate: scenario({
    series: { flash_copies_oldest_single_timestamp_seconds: waits(121) },
  }),
  TapeCopyLate: scenario({
    series: { flash_copies_oldest_unarchived_timestamp_seconds: waits(48 * 60 + 1) },
    stepS: 60,
  }),
  CopyUnverified: scenario({
    series: {
      'flash_storage_copies_oldest_unverified_seconds{node="daq",location="tape"}': flip(
        3_600,
        605_000,
      ),
    },
    stepS: 60,
  }),
  CopyLost: scenario({
    series: { 'flash_storage_copies{node="daq",location="tape",state="lost"}': flip(0, 2) },
  }),
  CopyPlaceAway: scenario({
    series: { 'flash_storage_copies_up{node="daq",location="tape"}': flip(1, 0) },
    stepS: 60,
  }),
  BackupOld: scenario({
    series: { flash_backup_last_success_timestamp_seconds: standsStill },
    holdsAfter: [36 * 60, 36 * 60 + 4],
    stepS: 120,
  }),
  NeverBackedUp: scenario({
    series: {
      // Made with the beginning of the trouble; gone with the first backup.
      flash_backup_first_awaited_timestamp_seconds: ({ isBad, from }) => (isBad ? from : null),
    },
    holdsAfter: [36 * 60, 36 * 60 + 4],
    stepS: 120,
  }),
  BackupFailed: scenario({ series: { flash_backup_success: flip(1, 0) } }),
  BackupCopyFailed: scenario({ series: { flash_backup_copy_success: flip(1, 0) } }),
};
