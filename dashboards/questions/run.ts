/** One run: what it was, how cold, where the cavity was, what was written in the log; most of it from the catalogue. */

import { last } from '#telemetry/alerts/words.ts';
import { HOUR } from '../alerts/spans.ts';
import { lines, only } from '../definition.ts';
import type { CurvePanel, DashboardDefinition, TableColumn, TablePanel } from '../definition.ts';
import { lastGood } from './sql.ts';

/** The run that was chosen, `r` of campaign `c`. */
const OF_RUN = `FROM run r JOIN campaign c ON c.id = r.campaign_id AND CONCAT(c.slug, '/', r.number) = $run`;

const RUN_COLUMNS: readonly TableColumn[] = [
  { name: 'run', heading: 'Run', unit: '1', format: 'run' },
  { name: 'kind', heading: 'Kind', unit: '1', format: 'text' },
  { name: 'title', heading: 'Title', unit: '1', format: 'text' },
  { name: 'state', heading: 'State', unit: '1', format: 'text' },
  { name: 'start_ms', heading: 'Start', unit: 'ms', format: 'time' },
  { name: 'end_ms', heading: 'Last file', unit: 'ms', format: 'time' },
  { name: 'files', heading: 'Files', unit: '{file}', format: 'text' },
  { name: 'bytes', heading: 'Size', unit: 'By', format: 'text' },
];

const RUN_SELECT = `SELECT CONCAT(c.slug, '/', r.number) AS run, r.kind, COALESCE(r.title, r.path) AS title, r.state, r.start_ms,
  COALESCE(r.end_ms, r.last_file_ms) AS end_ms, r.file_count AS files, r.bytes_sum AS bytes`;

function table(spec: Omit<TablePanel, 'form' | 'procedure'>): TablePanel {
  return { ...spec, form: 'table', procedure: null };
}

function curves(spec: Omit<CurvePanel, 'form' | 'procedure'>): CurvePanel {
  return { ...spec, form: 'curves', procedure: null };
}

/** Minutes of the campaign's key channels of some roles, while the run was. */
const keyChannels = (
  roles: string,
): string => `SELECT m.t_ms AS t, k.label AS name, m.mean_value AS value
${OF_RUN} JOIN key_channel k ON k.campaign_id = c.id AND k.role IN (${roles})
JOIN channel h ON h.name = k.channel JOIN reading_minute m ON m.channel_id = h.id
WHERE m.t_ms >= r.start_ms - 60000 AND m.t_ms <= COALESCE(r.end_ms, r.last_file_ms) AND m.n > 0`;

const sweeps = (
  name: string,
  what: string,
): string => `SELECT s.taken_ms AS t, '${name}' AS name, ${what} AS value
${OF_RUN} JOIN sweep s ON s.run_id = r.id WHERE ${what} IS NOT NULL AND s.refused IS NULL`;

const theRun = [
  table({
    title: 'The run',
    question: 'What was this run?',
    sql: `${RUN_SELECT} ${OF_RUN}`,
    columns: RUN_COLUMNS,
    width: 24,
  }),
  curves({
    title: 'Data rate',
    question: 'Did data come without pause?',
    sql: `SELECT f.taken_ms DIV 60000 * 60000 AS t, 'rate' AS name, SUM(f.bytes) / 60 AS value
${OF_RUN} JOIN file f ON f.run_id = r.id WHERE f.taken_ms IS NOT NULL GROUP BY f.taken_ms DIV 60000`,
    unit: 'By/s',
    width: 24,
  }),
];

const conditions = [
  curves({
    title: 'Cavity and mixing chamber',
    question: 'Was it cold?',
    sql: keyChannels(`'t_cav', 't_mc'`),
    unit: 'K',
    width: 12,
  }),
  curves({
    title: 'Field',
    question: 'Was the field on?',
    sql: keyChannels(`'field'`),
    unit: 'T',
    width: 12,
  }),
];

const cavity = [
  curves({
    title: 'Resonance',
    question: 'Where was the cavity?',
    sql: sweeps('f0', 's.f0_hz'),
    unit: 'Hz',
    width: 8,
  }),
  curves({
    title: 'Q_L',
    question: 'Was its quality as usual?',
    sql: sweeps('Q_L', 's.q_l'),
    unit: '1',
    width: 8,
  }),
  curves({
    title: 'β',
    question: 'Was it coupled as it should be?',
    sql: sweeps('β', 'COALESCE(s.beta, s.beta_under)'),
    unit: '1',
    width: 8,
  }),
  table({
    title: 'Steps',
    question: 'What was each position of the tuner?',
    sql: `SELECT p.n, p.start_ms, p.live_ms / 1000 AS live, p.tuner_deg, p.f0_hz, p.q_l, p.beta, p.field_t
${OF_RUN} JOIN step p ON p.run_id = r.id ORDER BY p.n`,
    columns: [
      { name: 'n', heading: 'Step', unit: '1', format: 'text' },
      { name: 'start_ms', heading: 'Start', unit: 'ms', format: 'time' },
      { name: 'live', heading: 'Live time', unit: 's', format: 'text' },
      { name: 'tuner_deg', heading: 'Tuner', unit: 'deg', format: 'text' },
      { name: 'f0_hz', heading: 'f0', unit: 'Hz', format: 'text' },
      { name: 'q_l', heading: 'Q_L', unit: '1', format: 'text' },
      { name: 'beta', heading: 'β', unit: '1', format: 'text' },
      { name: 'field_t', heading: 'Field', unit: 'T', format: 'text' },
    ],
    width: 24,
  }),
];

const meanwhile = [
  lines({
    title: 'Temperatures',
    question: 'How cold were all stages, in the span chosen above?',
    values: only('{channel}', last('flash_cryostat_temperature_kelvin'), {
      sql: lastGood('temperature'),
    }),
    scale: 'log',
    width: 12,
  }),
  lines({
    title: 'Not read yet',
    question: 'Was the agent keeping up?',
    values: only('{node}', last('flash_daq_checksum_backlog_bytes'), {
      none: 'The catalogue holds only files that were read.',
    }),
    width: 12,
  }),
];

const words = [
  table({
    title: 'Log',
    question: 'What was written about it?',
    sql: `SELECT l.event_ms, l.author, l.title ${OF_RUN} JOIN log_entry l ON l.run_id = r.id
WHERE l.restricted = 0 ORDER BY l.event_ms`,
    columns: [
      { name: 'event_ms', heading: 'When', unit: 'ms', format: 'time' },
      { name: 'author', heading: 'Who', unit: '1', format: 'text' },
      { name: 'title', heading: 'What', unit: '1', format: 'text' },
    ],
    width: 12,
  }),
  table({
    title: 'Copies',
    question: 'Where are its files?',
    sql: `SELECT p.location, p.state, COUNT(*) AS files, SUM(p.bytes) AS bytes, SUM(p.verified_ms IS NOT NULL) AS verified
${OF_RUN} JOIN file f ON f.run_id = r.id JOIN replica p ON p.file_id = f.id GROUP BY p.location, p.state`,
    columns: [
      { name: 'location', heading: 'Place', unit: '1', format: 'text' },
      { name: 'state', heading: 'State', unit: '1', format: 'text' },
      { name: 'files', heading: 'Files', unit: '{file}', format: 'text' },
      { name: 'bytes', heading: 'Size', unit: 'By', format: 'text' },
      { name: 'verified', heading: 'Verified', unit: '{file}', format: 'text' },
    ],
    width: 12,
  }),
  table({
    title: 'Other runs',
    question: 'Which runs are there? A click chooses one, with its time.',
    sql: `${RUN_SELECT} FROM run r JOIN campaign c ON c.id = r.campaign_id
WHERE r.start_ms IS NOT NULL ORDER BY r.start_ms DESC LIMIT 100`,
    columns: RUN_COLUMNS,
    width: 24,
  }),
];

export const run: DashboardDefinition = {
  name: 'run',
  title: 'One run',
  summary: 'What a run was: its rate, cold, field and resonance, its steps, log and copies.',
  topics: ['data', 'cryogenics', 'magnet', 'resonance'],
  variables: ['run', 'node', 'channel'],
  spanMs: 12 * HOUR,
  rows: [
    { title: 'The run', panels: theRun },
    { title: 'Cold and field', panels: conditions },
    { title: 'The cavity', panels: cavity },
    { title: 'Meanwhile', panels: meanwhile },
    { title: 'Log, copies, other runs', panels: words },
  ],
};
