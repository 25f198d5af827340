/** How fast millions of file rows come in by the bulk load, beside the bare `LOAD DATA LOCAL INFILE` of the same rows. */

import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { bulkLoad } from '#telemetry/catalogue/bulk/bulk-load.ts';
import { formatRow } from '#telemetry/catalogue/bulk/piece.ts';
import { startTestCatalogue, type TestCatalogue } from '../support/catalogue.ts';
import { compareInterleaved, figure, type Measure } from './figure.ts';
import { FILE_COLUMNS, fileRow, inBatches } from './scale/files.ts';
import { planCampaigns } from './scale/runs.ts';
import { scaleOf } from './scale/scale.ts';

/** A tenth of a year: 240 000 files of 300 runs. */
const scale = scaleOf({ years: 0.1, channels: 1 });
const campaigns = planCampaigns(scale);
const runs = campaigns.flatMap((campaign) => campaign.runs);
const ROWS = runs.reduce((sum, { files }) => sum + files, 0);
const ROUNDS = 3;

const rows = () => inBatches(runs, (run, n) => [fileRow(scale, run, n)]);

/** Rows into text, pieces, staging, checks and the strict insert against the bare load of text that is there already. */
const bulkRate: Measure = async () => {
  await using catalogue = await startTestCatalogue();
  await makeRuns(catalogue);
  const compared = await compareInterleaved({
    ours: () => timed(catalogue, () => bulk(catalogue)),
    theirs: () => bare(catalogue),
    rounds: ROUNDS,
  });
  return [
    figure({
      name: 'bulk.file_rows_per_second',
      value: compared.ours,
      unit: 'rows/s',
      against: `bare LOAD DATA LOCAL INFILE of the same ${String(ROWS)} file rows into the same table: ${String(Math.round(compared.theirs))} rows/s`,
      ratio: compared.ratio,
      atLeast: 0.6,
    }),
  ];
};

const measures: readonly Measure[] = [bulkRate];
export default measures;

async function makeRuns({ administrator }: TestCatalogue): Promise<void> {
  await administrator.batch(
    'INSERT INTO campaign (id, name, slug) VALUES (?, ?, ?)',
    campaigns.map(({ id, name, slug }) => [id, name, slug]),
  );
  await administrator.batch(
    "INSERT INTO run (id, campaign_id, number, path, origin, state) VALUES (?, ?, ?, ?, 'live', 'closed')",
    runs.map(({ id, campaignId, number, path }) => [id, campaignId, number, path]),
  );
}

async function bulk({ catalogue }: TestCatalogue): Promise<void> {
  const target = { table: 'file', columns: FILE_COLUMNS, onDuplicate: [] } as const;
  await bulkLoad({ settings: catalogue.administrator, target, rows: rows() });
}

async function bare(catalogue: TestCatalogue): Promise<number> {
  const path = join(catalogue.home, 'rows.tsv');
  const lines: string[] = [];
  for (const batch of rows()) for (const row of batch) lines.push(formatRow(row));
  writeFileSync(path, lines.join(''));
  const connection = await catalogue.catalogue.openAdministrator({ permitLocalInfile: true });
  try {
    return await timed(catalogue, async () => {
      await connection.query(
        `LOAD DATA LOCAL INFILE '${path}' INTO TABLE file (${FILE_COLUMNS.join(', ')})`,
      );
    });
  } finally {
    await connection.end();
    rmSync(path);
  }
}

/** Empties the table, then returns rows a second of the work; all rows must be there. */
async function timed({ administrator }: TestCatalogue, work: () => Promise<void>): Promise<number> {
  await administrator.query('DELETE FROM file');
  const start = performance.now();
  await work();
  const seconds = (performance.now() - start) / 1_000;
  const [row] = await administrator.query<{ n: number }[]>('SELECT COUNT(*) AS n FROM file');
  if (row?.n !== ROWS) throw new Error(`${String(row?.n)} of ${String(ROWS)} rows are there`);
  return ROWS / seconds;
}
