/** Fills an empty catalogue with a generated experiment by the bulk load, table by table. */

import type { Connection } from 'mariadb';

import { bulkLoad } from '#telemetry/catalogue/bulk/bulk-load.ts';
import type { BulkRows } from '#telemetry/catalogue/bulk/piece.ts';
import type { Catalogue } from '#telemetry/catalogue/open.ts';
import { JOB_COLUMNS, jobRows, LOG_COLUMNS, logRows, USAGE_COLUMNS, usageRows } from './entries.ts';
import { FILE_COLUMNS, fileRow, inBatches, REPLICA_COLUMNS, replicaRows } from './files.ts';
import { fillChannel, planChannels, SETTLE_CHANNELS, spansOf } from './readings.ts';
import {
  RUN_CHANNEL_COLUMNS,
  RUN_COLUMNS,
  runChannelRows,
  runRow,
  STEP_COLUMNS,
  stepRows,
  SWEEP_COLUMNS,
  sweepRows,
} from './run-rows.ts';
import { planCampaigns, type CampaignPlan } from './runs.ts';
import type { Scale } from './scale.ts';

export interface FilledTable {
  readonly table: string;
  readonly rows: number;
  readonly seconds: number;
}

type Told = (filled: FilledTable) => void;

/** Fills the tables and tells of each; resolves with what was filled. @throws {Error} where the catalogue has runs. */
export async function fillCatalogue(
  catalogue: Catalogue,
  scale: Scale,
  told: Told = () => undefined,
): Promise<readonly FilledTable[]> {
  const connection = await catalogue.openAdministrator();
  const filled: FilledTable[] = [];
  const note = async (table: string, work: () => Promise<number>): Promise<void> => {
    const start = performance.now();
    const rows = await work();
    const one = { table, rows, seconds: (performance.now() - start) / 1_000 };
    filled.push(one);
    told(one);
  };
  try {
    await refuseFilled(connection);
    const campaigns = planCampaigns(scale);
    await fillSmall(connection, scale, campaigns);
    await fillRuns(catalogue, scale, campaigns, note);
    await note('reading', () => fillReadings(connection, scale));
    await noteChange(connection, scale);
  } finally {
    await connection.end();
  }
  return filled;
}

async function refuseFilled(connection: Connection): Promise<void> {
  const rows = await connection.query<unknown[]>('SELECT 1 FROM run LIMIT 1');
  if (rows.length > 0)
    throw new Error('the catalogue has runs already: a scale is made in an empty one');
}

async function fillSmall(
  connection: Connection,
  scale: Scale,
  campaigns: readonly CampaignPlan[],
): Promise<void> {
  await connection.batch(
    `INSERT INTO campaign (id, name, slug, title, experiment, search, planned_start_ms, planned_end_ms, last_run_number)
     VALUES (?, ?, ?, ?, 'QUAX', 'axion', ?, ?, ?)`,
    campaigns.map(({ id, name, slug, start, end, runs }) => [
      id,
      name,
      slug,
      'Generated',
      String(start),
      String(end),
      runs.length,
    ]),
  );
  await connection.batch(
    'INSERT INTO key_channel (campaign_id, position, channel, role, label) VALUES (?, ?, ?, ?, ?)',
    campaigns.flatMap(({ id }) => [
      [id, 0, 'bluefors/ch3-t', 't_cav', 'Cavity'],
      [id, 1, 'bluefors/ch6-t', 't_mc', 'Mixing chamber'],
      [id, 2, 'magnet/field', 'field', 'Field'],
    ]),
  );
  await connection.batch(
    'INSERT INTO channel (id, name, device, quantity, unit, label) VALUES (?, ?, ?, ?, ?, ?)',
    planChannels(scale).map(({ id, name, device, quantity, unit }) => [
      id,
      name,
      device,
      quantity,
      unit,
      name,
    ]),
  );
  await connection.batch(
    'INSERT INTO resource (id, name, label, role, unit) VALUES (?, ?, ?, ?, ?)',
    [
      [1, 'lnf-daq/daq', 'DAQ disk', 'daq', 'By'],
      [2, 'cnaf/cloud', 'Cloud', 'cloud', 'By'],
      [3, 'cnaf/tape', 'Tape', 'tape', 'By'],
    ],
  );
  await connection.query(
    "INSERT INTO job_queue (scheduler, instance, seen_ms, job_count) VALUES ('htcondor', 'ce01', ?, 100)",
    [String(scale.until)],
  );
  await connection.query(
    "INSERT INTO node (name, version, heartbeat_ms) VALUES ('lnf-daq', '0', ?)",
    [String(scale.until)],
  );
}

async function fillRuns(
  { administrator: settings }: Catalogue,
  scale: Scale,
  campaigns: readonly CampaignPlan[],
  note: (table: string, work: () => Promise<number>) => Promise<void>,
): Promise<void> {
  const runs = campaigns.flatMap((campaign) => campaign.runs);
  const load = (table: string, columns: readonly string[], rows: BulkRows): Promise<void> =>
    note(table, () =>
      bulkLoad({ settings, target: { table, columns, onDuplicate: 'refuse' }, rows }),
    );
  await load(
    'run',
    RUN_COLUMNS,
    runs.map((run) => [runRow(scale, run)]),
  );
  await load(
    'file',
    FILE_COLUMNS,
    inBatches(runs, (run, n) => [fileRow(scale, run, n)]),
  );
  await load(
    'replica',
    REPLICA_COLUMNS,
    inBatches(runs, (run, n) => replicaRows(scale, run, n)),
  );
  await load(
    'step',
    STEP_COLUMNS,
    runs.map((run) => stepRows(scale, run)),
  );
  await load(
    'sweep',
    SWEEP_COLUMNS,
    inBatches(runs, (run, n) => sweepRows(scale, run, n)),
  );
  await load(
    'run_channel',
    RUN_CHANNEL_COLUMNS,
    runs.map((run) => runChannelRows(scale, run)),
  );
  await load('log_entry', LOG_COLUMNS, logRows(scale, runs));
  await load('job', JOB_COLUMNS, jobRows(scale, runs));
  await load('resource_usage', USAGE_COLUMNS, usageRows(scale));
}

async function fillReadings(connection: Connection, scale: Scale): Promise<number> {
  const spans = spansOf(scale);
  for (const channel of planChannels(scale)) await fillChannel(connection, channel, spans);
  await connection.query(SETTLE_CHANNELS, [spans.rawFrom]);
  const rows = await connection.query<{ n: number }[]>(
    'SELECT SUM(reading_count) AS n FROM channel',
  );
  return rows[0]?.n ?? 0;
}

/** The catalogue has a position from here on, and a publisher that starts begins with everything. */
async function noteChange(connection: Connection, { until }: Scale): Promise<void> {
  await connection.query(
    "INSERT INTO `change` (at_ms, subject, subject_id) SELECT ?, 'campaign', id FROM campaign",
    [String(until)],
  );
}
