/** Is it safe? Room on volumes and in quotas, copies elsewhere and on tape, and backups of the catalogue. */

import { age, difference, last, min, ratio, sum, timeLeft } from '#telemetry/alerts/words.ts';
import { DAY, HOUR } from '../alerts/spans.ts';
import { lines, notAbove, notBelow, number, only, states, yesNo } from '../definition.ts';
import type { DashboardDefinition } from '../definition.ts';
import { thresholds } from '../thresholds.ts';

/** The last usage of each volume, `u`, of resource `s`, which is named `<node>/<volume>`. */
const ofVolumes = (
  what: string,
): string => `SELECT n.name AS node, SUBSTRING(s.name, LENGTH(n.name) + 2) AS volume, ${what} AS value
FROM resource s JOIN node n ON s.name LIKE CONCAT(n.name, '/%') JOIN resource_usage u ON u.resource_id = s.id
WHERE s.unit = 'By' AND u.at_ms = (SELECT MAX(v.at_ms) FROM resource_usage v WHERE v.resource_id = s.id)`;

const ofQuotas = (
  what: string,
): string => `SELECT SUBSTRING_INDEX(s.name, '/', 1) AS place, SUBSTRING_INDEX(s.name, '/', -1) AS resource, ${what} AS value
FROM resource s JOIN resource_usage u ON u.resource_id = s.id JOIN quota_now q ON q.resource = s.name
WHERE s.unit = 'By' AND q.standing = 'assigned' AND q.bound = 'limited'
  AND u.at_ms = (SELECT MAX(v.at_ms) FROM resource_usage v WHERE v.resource_id = s.id)
GROUP BY s.id, u.used`;

const used = last('flash_storage_used_bytes');
const fill = ratio(used, last('flash_storage_size_bytes'));
const fullLimits = [
  notAbove(thresholds.volumeAttention),
  notAbove(thresholds.volumeFull, 'critical'),
];
const RESERVE = {
  none: 'The size of a volume has the reserve in it that only root may use; the catalogue keeps what may be written.',
};

const volumes = [
  number({
    title: 'Volumes: how full',
    question: 'How full is each volume?',
    isShare: true,
    values: only('{node}: {volume}', fill, RESERVE),
    limits: fullLimits,
    width: 8,
    procedure: 'procedures/start-of-shift',
  }),
  number({
    title: 'Volumes: time left',
    question: 'When is a volume full, at the growth of the last 6 h?',
    values: only(
      '{node}: {volume}',
      timeLeft(last('flash_storage_free_bytes'), 'flash_storage_used_bytes', 6 * HOUR),
      {
        none: 'It is a forecast: the slope of a line through what was seen; the catalogue holds points of each minute.',
      },
    ),
    limits: [notBelow(thresholds.fullInAWeek), notBelow(thresholds.fullInTwoDays, 'critical')],
    width: 8,
  }),
  states({
    title: 'Volumes answer',
    question: 'Does each volume answer?',
    values: only('{node}: {volume}', last('flash_storage_probe_up'), {
      sql: ofVolumes('u.used IS NOT NULL'),
    }),
    states: yesNo('answers', 'does not answer'),
    width: 8,
  }),
  lines({
    title: 'Volumes: used',
    question: 'How does what is used grow?',
    values: only('{node}: {volume}', used, { sql: ofVolumes('u.used') }),
    width: 12,
  }),
  lines({
    title: 'Volumes: free',
    question: 'How much can still be written?',
    values: only('{node}: {volume}', last('flash_storage_free_bytes'), {
      sql: ofVolumes('u.capacity - u.used'),
    }),
    width: 12,
  }),
];

const assigned = min(
  ['node', 'place', 'resource'],
  last('flash_storage_quota_bytes', { standing: 'assigned' }),
);

const quotas = [
  number({
    title: 'Quotas: how full',
    question: 'How much of each quota is used?',
    isShare: true,
    values: only('{place}: {resource}', ratio(last('flash_storage_quota_used_bytes'), assigned), {
      sql: ofQuotas('u.used / MIN(q.value)'),
    }),
    limits: fullLimits,
    width: 12,
  }),
  lines({
    title: 'Quotas: left',
    question: 'How much of each quota is left?',
    values: only(
      '{place}: {resource}',
      difference(assigned, last('flash_storage_quota_used_bytes')),
      { sql: ofQuotas('MIN(q.value) - u.used') },
    ),
    width: 12,
  }),
];

const copies = [
  lines({
    title: 'Copies by place',
    question: 'How many files are at each place, and what was proved of them?',
    values: only('{location}: {state}', last('flash_storage_copies'), {
      none: 'The place is asked as a whole; the catalogue holds copies of files that it knows.',
    }),
    width: 12,
  }),
  lines({
    title: 'Bytes by place',
    question: 'How much is at each place?',
    values: only('{location}', sum(['location'], last('flash_storage_copies_bytes')), {
      sql: `SELECT location, SUM(bytes) AS value FROM replica
WHERE state IN ('present', 'differs') AND seen_by IS NOT NULL GROUP BY location`,
    }),
    width: 12,
  }),
  number({
    title: 'Oldest file with one copy',
    question: 'How far behind are the second copies?',
    values: only('one copy', age('flash_copies_oldest_single_timestamp_seconds'), {
      sql: `SELECT (:at - MIN(f.taken_ms)) / 1000 AS value FROM file f JOIN run r ON r.id = f.run_id
WHERE r.origin = 'live' AND f.taken_ms > :at - 2592000000
  AND (SELECT COUNT(*) FROM replica p WHERE p.file_id = f.id AND p.state = 'present') < 2`,
    }),
    limits: [notAbove(thresholds.secondCopyLate)],
    width: 8,
  }),
  number({
    title: 'Oldest file not on tape',
    question: 'How far behind is the tape?',
    values: only('not on tape', age('flash_copies_oldest_unarchived_timestamp_seconds'), {
      sql: `SELECT (:at - MIN(f.taken_ms)) / 1000 AS value FROM file f JOIN run r ON r.id = f.run_id
WHERE r.origin = 'live' AND f.taken_ms > :at - 2592000000
  AND NOT EXISTS (SELECT 1 FROM replica p WHERE p.file_id = f.id AND p.state = 'present' AND p.locality IN ('tape', 'both'))`,
    }),
    limits: [notAbove(thresholds.tapeCopyLate)],
    width: 8,
  }),
  states({
    title: 'Places answer',
    question: 'Does each place of copies answer?',
    values: only('{location}', last('flash_storage_copies_up'), {
      none: 'That a place did not answer is no fact: what it holds is not known then.',
    }),
    states: yesNo('answers', 'does not answer', 'warning'),
    width: 8,
  }),
];

/** The record of backups lies beside the tables, as JSON. */
const ofBackups = (what: string): string =>
  `SELECT ${what} AS value FROM meta WHERE name = 'backup'`;

const backups = [
  number({
    title: 'Last good backup',
    question: 'How old is the state that could be restored?',
    values: only('backup', age('flash_backup_last_success_timestamp_seconds'), {
      sql: ofBackups(`(:at - JSON_VALUE(value, '$.last_good.snapshot_ms')) / 1000`),
    }),
    limits: [notAbove(thresholds.backupStale), notAbove(thresholds.backupAlarm, 'critical')],
    width: 8,
  }),
  states({
    title: 'Backups succeed',
    question: 'Did the last try give a backup?',
    values: only('backup', last('flash_backup_success'), {
      sql: ofBackups(`JSON_EXTRACT(value, '$.last_try.failed') = 'null'`),
    }),
    states: yesNo('made', 'failed', 'warning'),
    width: 8,
  }),
  lines({
    title: 'Size of the backup',
    question: 'How large is a backup?',
    values: only('backup', last('flash_backup_size_bytes'), {
      sql: ofBackups(`JSON_VALUE(value, '$.last_good.bytes')`),
    }),
    width: 8,
  }),
];

export const safe: DashboardDefinition = {
  name: 'safe',
  title: 'Is it safe?',
  summary: 'Whether there is room, and what is known of copies elsewhere, of tape and of backups.',
  topics: ['safety'],
  variables: ['node'],
  spanMs: 2 * DAY,
  rows: [
    { title: 'Volumes', panels: volumes },
    { title: 'Quotas', panels: quotas },
    { title: 'Copies', panels: copies },
    { title: 'The catalogue’s backup', panels: backups },
  ],
};
