/** Alerts about custody: second copies, tape, verification, and backups of the catalogue. */

import { alertsOf } from '#telemetry/alerts/definition.ts';
import { above, age, atLeast, equal, last } from '#telemetry/alerts/words.ts';
import { thresholds } from '../thresholds.ts';
import { HOUR, MINUTE } from './spans.ts';

export const copyAlerts = alertsOf('safety', [
  {
    name: 'SecondCopyLate',
    severity: 'warning',
    when: above(age('flash_copies_oldest_single_timestamp_seconds'), thresholds.secondCopyLate),
    forMs: 5 * MINUTE,
    summary:
      'A file of {value} ago has still only one copy; the cloud should have it within {limit}.',
    needs: ['copies'],
    owner: 'data manager',
  },
  {
    name: 'TapeCopyLate',
    severity: 'warning',
    when: above(age('flash_copies_oldest_unarchived_timestamp_seconds'), thresholds.tapeCopyLate),
    forMs: 30 * MINUTE,
    summary: 'A file of {value} ago is still not on tape; it should be within {limit}.',
    needs: ['copies', 'tape'],
    owner: 'data manager',
  },
  {
    name: 'CopyUnverified',
    severity: 'warning',
    when: above(last('flash_storage_copies_oldest_unverified_seconds'), thresholds.unverifiedAge),
    forMs: HOUR,
    summary:
      'At {location} a file has waited for {value} for its checksum to be asked; the limit is {limit}.',
    parents: [{ alert: 'CopyPlaceAway', equal: ['location'] }],
    needs: ['copies'],
    owner: 'data manager',
  },
  {
    name: 'CopyLost',
    severity: 'critical',
    when: atLeast(last('flash_storage_copies', { state: 'lost' }), thresholds.lostCopies),
    forMs: 5 * MINUTE,
    summary: 'At {location} the storage says that {value} are lost.',
    isLatched: true,
    needs: ['copies'],
    owner: 'data manager',
  },
  {
    name: 'CopyPlaceAway',
    severity: 'warning',
    when: equal(last('flash_storage_copies_up'), thresholds.isNot),
    forMs: HOUR,
    summary: 'The place of copies {location} has not answered {node} for an hour.',
    parents: [{ alert: 'AgentSilent', equal: ['node'] }],
    needs: ['copies'],
    owner: 'data manager',
  },
  {
    name: 'BackupOld',
    severity: 'warning',
    when: above(age('flash_backup_last_success_timestamp_seconds'), thresholds.backupStale),
    forMs: 10 * MINUTE,
    summary: 'The last good backup of the catalogue is {value} old; the limit is {limit}.',
    needs: ['backup'],
    owner: 'whoever runs the machines',
  },
  {
    name: 'NeverBackedUp',
    severity: 'warning',
    when: above(age('flash_backup_first_awaited_timestamp_seconds'), thresholds.backupStale),
    forMs: 10 * MINUTE,
    summary:
      'The catalogue was made {value} ago and was never backed up; the first one is awaited within {limit}.',
    needs: ['backup'],
    owner: 'whoever runs the machines',
  },
  {
    name: 'BackupFailed',
    severity: 'warning',
    when: equal(last('flash_backup_success'), thresholds.isNot),
    forMs: 10 * MINUTE,
    summary: 'The last try to back up the catalogue failed.',
    parents: [
      { alert: 'BackupOld', equal: [] },
      { alert: 'NeverBackedUp', equal: [] },
    ],
    needs: ['backup'],
    owner: 'whoever runs the machines',
  },
  {
    name: 'BackupCopyFailed',
    severity: 'warning',
    when: equal(last('flash_backup_copy_success'), thresholds.isNot),
    forMs: 10 * MINUTE,
    summary: 'The last backup was not copied to the second place, or could not be read back there.',
    parents: [{ alert: 'BackupFailed', equal: [] }],
    needs: ['second backup'],
    owner: 'whoever runs the machines',
  },
]);
