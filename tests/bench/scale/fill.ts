/** Fills an empty catalogue with a generated experiment by the bulk load, table by table. */

import type { Connection } from 'mariadb';

import { bulkLoad } from '#telemetry/catalogue/bulk/bulk-load.ts';
import type { BulkRows } from '#telemetry/catalogue/bulk/piece.ts';
import type { Catalogue } from '#telemetry/catalogue/open.ts';
import { JOB_COLUMNS, jobRows, LOG_COLUMNS, logRows, USAGE_COLUMNS, usageRows } from './entries.ts';
import { FILE_COLUMNS, fileRow, inBatches, REPLICA_COLUMNS, replicaRows } from './files.ts';
import { fillChannel, planChannels, spansOf } from './readings.ts';
import {
  IMPORT_COLUMNS,
  importRows,
  RUN_CHANNEL_COLUMNS,
  RUN_COLUMNS,
  runChannelRows,
  runRow,
  STEP_COLUMNS,
  stepRows,
  SWEEP_COLUMNS,
  sweepRows,
} from './run-rows.ts';
import { planCampaigns, type CampaignPlan, type RunPlan } from './runs.ts';
import type { Scale } from './scale.ts';

export interface FilledTable {
  readonly table: string;
  readonly rows: number;
  readonly seconds: number;
}

export interface FillOptions {
  readonly catalogue: Catalogue;
  readonly scale: Scale;
  /** Told when a part is in: a table of one campaign, or all readings. */
  readonly onFilled?: (filled: FilledTable) => void;
  /** Awaited between parts of a minute or so, for whoever shares the machine. */
  readonly pause?: () => Promise<void>;
}

/** Fills the tables; resolves with rows and seconds of each. @throws {Error} where the catalogue has runs. */
export async function fillCatalogue(options: FillOptions): Promise<readonly FilledTable[]> {
  const { catalogue, scale, pause, onFilled } = options;
  const connection = await catalogue.openAdministrator();
  const totals = new Map<string, FilledTable>();
  const note: Note = async (table, work) => {
    await pause?.();
    const start = performance.now();
    const rows = await work();
    const filled = { table, rows, seconds: (performance.now() - start) / 1_000 };
    onFilled?.(filled);
    const { rows: before = 0, seconds = 0 } = totals.get(table) ?? {};
    totals.set(table, { table, rows: before + rows, seconds: seconds + filled.seconds });
  };
  try {
    await refuseFilled(connection);
    const campaigns = planCampaigns(scale);
    await fillSmall(connection, scale, campaigns);
    const runs = campaigns.flatMap((campaign) => campaign.runs);
    const parts = scale.thin === 1 ? campaigns.map((campaign) => campaign.runs) : [runs];
    for (const part of parts) await fillRuns(catalogue, scale, part, note);
    await fillEntries(catalogue, scale, runs, note);
    await fillReadings(connection, scale, note);
    await noteChange(connection, scale);
  } finally {
    await connection.end();
  }
  return [...totals.values()];
}

type Note = (table: string, work: () => Promise<number>) => Promise<void>;

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

function loader({ administrator: settings }: Catalogue, note: Note) {
  return async (table: string, columns: readonly string[], rows: BulkRows): Promise<void> => {
    const target = { table, columns, onDuplicate: 'refuse' } as const;
    await note(table, () => bulkLoad({ settings, target, rows }));
  };
}

async function fillRuns(
  catalogue: Catalogue,
  scale: Scale,
  runs: readonly RunPlan[],
  note: Note,
): Promise<void> {
  const load = loader(catalogue, note);
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
    'import_row',
    IMPORT_COLUMNS,
    inBatches(runs, (run, n) => importRows(scale, run, n)),
  );
  await load(
    'run_channel',
    RUN_CHANNEL_COLUMNS,
    runs.map((run) => runChannelRows(scale, run)),
  );
}

async function fillEntries(
  catalogue: Catalogue,
  scale: Scale,
  runs: readonly RunPlan[],
  note: Note,
): Promise<void> {
  const load = loader(catalogue, note);
  await load('log_entry', LOG_COLUMNS, logRows(scale, runs));
  await load('job', JOB_COLUMNS, jobRows(scale, runs));
  await load('resource_usage', USAGE_COLUMNS, usageRows(scale));
}

/** Channels that are filled before others may have the machine. */
const CHANNELS_AT_ONCE = 10;

async function fillReadings(connection: Connection, scale: Scale, note: Note): Promise<void> {
  const spans = spansOf(scale);
  const channels = planChannels(scale);
  for (let first = 0; first < channels.length; first += CHANNELS_AT_ONCE) {
    await note('reading', async () => {
      let rows = 0;
      for (const channel of channels.slice(first, first + CHANNELS_AT_ONCE)) {
        rows += await fillChannel(connection, channel, spans);
      }
      return rows;
    });
  }
}

/** The catalogue has a position from here on, and a publisher that starts begins with everything. */
async function noteChange(connection: Connection, { until }: Scale): Promise<void> {
  await connection.query(
    "INSERT INTO `change` (at_ms, subject, subject_id) SELECT ?, 'campaign', id FROM campaign",
    [String(until)],
  );
}
