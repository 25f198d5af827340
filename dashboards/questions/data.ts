/** Is data flowing? Files come, are read, and reach the catalogue. */

import { age, increase, last } from '#telemetry/alerts/words.ts';
import { HOUR, MINUTE } from '../alerts/spans.ts';
import { lines, notAbove, number, only, states, yesNo } from '../definition.ts';
import type { DashboardDefinition } from '../definition.ts';
import { thresholds } from '../thresholds.ts';
import { spool } from './spool.ts';
import { ofOpenRuns } from './sql.ts';

const OF_THE_AGENT = { none: 'The agent tells it of itself; it is no fact, and not recorded.' };

const now = [
  number({
    title: 'Since the last file',
    question: 'How long ago was the newest file of the open run taken?',
    values: only('{campaign}', age('flash_run_last_file_timestamp_seconds'), {
      sql: ofOpenRuns('(:at - r.last_file_ms) / 1000'),
    }),
    limits: [notAbove(thresholds.fileSilence)],
    width: 6,
    procedure: 'procedures/start-of-shift',
  }),
  number({
    title: 'Data rate',
    question: 'How many bytes are completed a second?',
    values: only('{node}', last('flash_daq_bytes_per_second'), {
      sql: `SELECT device AS node, last_good_value AS value FROM channel
WHERE name = CONCAT(device, '/daq/rate') AND last_good_ms >= :at - stale_after_ms`,
    }),
    width: 6,
  }),
  number({
    title: 'Time between files',
    question: 'Do files come at the usual interval?',
    values: only('{campaign}', last('flash_run_cadence_seconds'), {
      sql: ofOpenRuns('r.cadence_ms / 1000'),
    }),
    width: 6,
  }),
  number({
    title: 'Size of a file',
    question: 'Are files as large as they should be?',
    values: only('{campaign}', last('flash_daq_file_size_bytes'), {
      sql: `SELECT DISTINCT c.name AS campaign, MEDIAN(f.bytes) OVER (PARTITION BY c.id) AS value
FROM run r JOIN campaign c ON c.id = r.campaign_id JOIN file f ON f.run_id = r.id
WHERE r.origin = 'live' AND f.taken_ms > r.last_file_ms - 60000 AND f.bytes IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM sweep s WHERE s.file_id = f.id)
  AND r.id = (SELECT n.id FROM run n WHERE n.campaign_id = c.id ORDER BY n.last_file_ms DESC LIMIT 1)`,
    }),
    width: 6,
  }),
];

const files = [
  lines({
    title: 'Data rate',
    question: 'Does the rate hold?',
    values: only('{node}', last('flash_daq_bytes_per_second'), {
      sql: `SELECT device AS node, last_good_value AS value FROM channel
WHERE name = CONCAT(device, '/daq/rate') AND last_good_ms >= :at - stale_after_ms`,
    }),
    width: 12,
    procedure: 'procedures/start-of-shift',
  }),
  lines({
    title: 'Files in 5 min',
    question: 'How many files came within the last 5 min?',
    values: only('{campaign}', increase('flash_daq_files_total', 5 * MINUTE), {
      sql: `SELECT c.name AS campaign, COUNT(*) AS value
FROM file f JOIN run r ON r.id = f.run_id JOIN campaign c ON c.id = r.campaign_id
WHERE r.origin = 'live' AND f.seen_ms > GREATEST(:at - 300000, :since) AND f.seen_ms <= :at
GROUP BY c.id`,
    }),
    width: 12,
  }),
  lines({
    title: 'Odd files in an hour',
    question: 'Is there something odd about files, and what?',
    values: only('{node}: {reason}', increase('flash_daq_odd_files_total', HOUR), OF_THE_AGENT),
    width: 12,
  }),
  lines({
    title: 'Odd sizes in an hour',
    question: 'Do files differ in size from their neighbours?',
    values: only('{campaign}', increase('flash_daq_odd_size_files_total', HOUR), {
      none: 'The agent compares each file with its neighbours; the catalogue holds the counter itself.',
    }),
    limits: [notAbove(thresholds.oddFiles)],
    width: 12,
  }),
];

const reading = [
  lines({
    title: 'Not read yet',
    question: 'Are reading and checksums keeping up?',
    values: only('{node}', last('flash_daq_checksum_backlog_bytes'), {
      none: 'The catalogue holds only files that were read.',
    }),
    limits: [notAbove(thresholds.unreadBytes)],
    width: 8,
  }),
  lines({
    title: 'Files that wait and files being written',
    question: 'How many files are on their way?',
    values: [
      {
        legend: '{node}: complete, not read',
        value: last('flash_daq_backlog_files'),
        catalogue: { none: 'The catalogue holds only files that were read.' },
      },
      {
        legend: '{node}: being written',
        value: last('flash_daq_open_files'),
        catalogue: { none: 'The catalogue holds only files that are complete.' },
      },
    ],
    width: 8,
  }),
  lines({
    title: 'Watched directories',
    question: 'Can the agent look into every directory of the data acquisition?',
    values: only('{node}: {state}', last('flash_daq_roots'), OF_THE_AGENT),
    width: 8,
  }),
];

const delivery = [
  states({
    title: 'The recorder answers',
    question: 'Do facts reach the hub?',
    values: only('{node}', last('flash_agent_recorder_up'), {
      sql: 'SELECT name AS node, heartbeat_ms >= :at - 30000 AS value FROM node',
    }),
    states: yesNo('answers', 'does not answer'),
    width: 8,
  }),
  spool,
  lines({
    title: 'Facts recorded in 5 min',
    question: 'What does the hub take in?',
    values: only('{kind}', increase('flash_recorder_facts_total', 5 * MINUTE), {
      none: 'A fact that was delivered twice is counted twice and recorded once.',
    }),
    width: 8,
  }),
];

export const data: DashboardDefinition = {
  name: 'data',
  title: 'Is data flowing?',
  summary:
    'Whether files come at their interval and in their size, are read, and reach the catalogue.',
  topics: ['data'],
  variables: ['node'],
  spanMs: 6 * HOUR,
  rows: [
    { title: 'Now', panels: now },
    { title: 'Files', panels: files },
    { title: 'Reading', panels: reading },
    { title: 'Delivery', panels: delivery },
  ],
};
