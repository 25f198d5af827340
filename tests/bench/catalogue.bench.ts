/** How fast the recorder takes in files, beside the bare `LOAD DATA LOCAL INFILE` of the same rows into the same table. */

import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Connection } from 'mariadb';

import { createRecorder } from '#telemetry/recorder/recorder.ts';
import { startTestCatalogue, type TestCatalogue } from '../support/catalogue.ts';
import { createSender, fileFact, T0 } from '../support/facts.ts';
import { compareInterleaved, figure, type Measure } from './figure.ts';

const ROWS = 200_000;
const ROUNDS = 3;
/** Facts a batch, as an import sends them. */
const PER_BATCH = 20_000;

const facts = Array.from({ length: ROWS }, (_, i) =>
  fileFact({
    origin: 'import',
    name: `quax_${String(i).padStart(8, '0')}.dat`,
    bytes: 34_000_000 + (i % 7),
    adler32: (i * 2_654_435_761).toString(16).slice(-8).padStart(8, '0'),
    takenAt: T0 + i * 2_190,
    tunerDeg: 22.3,
    listed: { tCavK: 0.03 + (i % 10) / 1e5, tMcK: null, cavityHz: 8.832145e9, bit: null },
  }),
);

/** 200 000 file rows: whole import (checked, in transactions, with everything derived) against the bare load. */
const importRate: Measure = async () => {
  await using catalogue = await startTestCatalogue();
  const compared = await compareInterleaved({
    ours: () => recordRate(catalogue),
    theirs: () => loadRate(catalogue),
    rounds: ROUNDS,
  });
  return [
    figure({
      name: 'catalogue.import_rows_per_second',
      value: compared.ours,
      unit: 'rows/s',
      against: `LOAD DATA LOCAL INFILE of the same ${String(ROWS)} file rows: ${String(Math.round(compared.theirs))} rows/s`,
      ratio: compared.ratio,
      atLeast: 0.3,
    }),
  ];
};

const measures: readonly Measure[] = [importRate];
export default measures;

async function recordRate({ administrator, pools }: TestCatalogue): Promise<number> {
  await empty(administrator);
  const recorder = createRecorder({ pool: pools.recorder });
  const sender = createSender('bench', 'import');
  const start = performance.now();
  for (let i = 0; i < ROWS; i += PER_BATCH) {
    const { status, body } = await recorder.record(sender.batch(facts.slice(i, i + PER_BATCH)));
    if (status !== 200) throw new Error(JSON.stringify(body));
  }
  return perSecond(start);
}

async function loadRate({ administrator, catalogue, home }: TestCatalogue): Promise<number> {
  await empty(administrator);
  await administrator.query("INSERT INTO campaign (name, slug) VALUES ('c', 'c')");
  await administrator.query(
    "INSERT INTO run (campaign_id, number, path, origin, state) SELECT id, 1, '/r', 'import', 'closed' FROM campaign",
  );
  const [run] = await administrator.query<{ id: number }[]>('SELECT id FROM run');
  const path = join(home, 'rows.tsv');
  writeFileSync(path, facts.map((fact) => line(run?.id ?? 0, fact)).join(''));
  const connection = await catalogue.openAdministrator({ permitLocalInfile: true });
  const start = performance.now();
  await connection.query(
    `LOAD DATA LOCAL INFILE '${path}' INTO TABLE file (run_id, name, taken_ms, taken_source, bytes, adler32, tuner_deg, t_cav_k, cavity_hz)`,
  );
  const rate = perSecond(start);
  await connection.end();
  rmSync(path);
  return rate;
}

function line(runId: number, fact: (typeof facts)[number]): string {
  const { name, takenAt, takenAtSource, bytes, adler32, tunerDeg, listed } = fact;
  const cells = [
    runId,
    name,
    takenAt,
    takenAtSource,
    bytes,
    adler32,
    tunerDeg,
    listed?.tCavK,
    listed?.cavityHz,
  ];
  return `${cells.map(String).join('\t')}\n`;
}

async function empty(connection: Connection): Promise<void> {
  for (const table of ['run', 'campaign', 'delivery'])
    await connection.query(`DELETE FROM ${table}`);
  await connection.query('ALTER TABLE file AUTO_INCREMENT = 1');
}

function perSecond(start: number): number {
  return ROWS / ((performance.now() - start) / 1_000);
}
