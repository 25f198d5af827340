/** Real files the whole way into a real catalogue, twice: the second import adds nothing. */

import assert from 'node:assert/strict';
import { join } from 'node:path';
import test from 'node:test';
import type { Connection } from 'mariadb';
import { command as importCryostat } from '#agents/commands/import-cryostat.ts';
import { command as importHtcondor } from '#agents/commands/import-htcondor.ts';
import { command as importRunlog } from '#agents/commands/import-runlog.ts';
import type { RecorderDoor } from '#telemetry/command.ts';
import { createRecorder } from '#telemetry/recorder/recorder.ts';
import { readingSet } from '../agents/collectors/cryostat-harness.ts';
import { startTestCatalogue } from '../support/catalogue.ts';
import { openImportBench } from '../support/import-commands.ts';
import { needsSharedData, sharedData } from '../support/shared-data.ts';

const RUNLOG = 'runlog/flash/runlog.csv';
const JOBS = ['htcondor/gratia_history', 'htcondor/lsst_ctrl_bps'];
const FRIDGE = 'cryo/bluefors_ucsb/samples/blackfridge';

function doorTo(pool: Parameters<typeof createRecorder>[0]['pool']): RecorderDoor {
  const recorder = createRecorder({ pool });
  return {
    async deliver(batch) {
      const { status, body } = await recorder.record(batch);
      assert.ok(status === 200, JSON.stringify(body));
      assert.deepEqual(body.refused, []);
      return { refused: body.refused, added: body.added ?? null };
    },
    close: async () => await Promise.resolve(),
  };
}

async function count(connection: Connection, table: string): Promise<number> {
  const rows: { n: number }[] = await connection.query(`SELECT COUNT(*) AS n FROM ${table}`);
  return Number(rows[0]?.n);
}

test('the run catalogue, imported twice, is 21 rows', needsSharedData(RUNLOG), async () => {
  await using catalogue = await startTestCatalogue();
  using bench = openImportBench();
  for (let time = 0; time < 2; time += 1) {
    await bench.run(importRunlog, [sharedData(RUNLOG)], {}, doorTo(catalogue.pools.recorder));
    const { administrator } = catalogue;
    assert.deepEqual(
      [
        await count(administrator, 'file'),
        await count(administrator, 'import_row'),
        await count(administrator, "replica WHERE state = 'present' AND verified_ms IS NULL"),
        await count(administrator, "run WHERE kind = 'calibration'"),
      ],
      [21, 21, 42, 1],
    );
  }
});

test('a cryostat, imported twice, is each reading once', needsSharedData(FRIDGE), async () => {
  await using catalogue = await startTestCatalogue();
  using bench = openImportBench();
  const path = sharedData(join(FRIDGE, '26-06-20'));
  for (let time = 0; time < 2; time += 1) {
    const { facts } = await bench.run(
      importCryostat,
      [path],
      { zone: 'America/Los_Angeles' },
      doorTo(catalogue.pools.recorder),
    );
    const rows: { name: string; t_ms: number; value: number; quality: string }[] =
      await catalogue.administrator.query(
        'SELECT c.name, r.t_ms, r.value, r.quality FROM reading r JOIN channel c ON c.id = r.channel_id',
      );
    const kept = rows.map((row) => `${row.name} ${row.t_ms} ${row.value} ${row.quality}`);
    assert.deepEqual(new Set(kept), readingSet(facts));
    assert.equal(kept.length, new Set(kept).size);
  }
});

test(
  'histories and logs of HTCondor, imported twice, are each job once',
  needsSharedData(...JOBS),
  async () => {
    await using catalogue = await startTestCatalogue();
    using bench = openImportBench();
    const seen: unknown[] = [];
    for (let time = 0; time < 2; time += 1) {
      const paths = JOBS.map(sharedData);
      const door = doorTo(catalogue.pools.recorder);
      const { facts } = await bench.run(importHtcondor, paths, { zone: 'UTC' }, door);
      const jobs = facts.flatMap((fact) => (fact.kind === 'job' ? [fact] : []));
      const keys = new Set(
        jobs.map((job) => `${job.instance} ${job.id} ${String(job.submittedAt)}`),
      );
      assert.equal(await count(catalogue.administrator, 'job'), keys.size);
      seen.push(await catalogue.administrator.query('SELECT * FROM job ORDER BY id'));
    }
    assert.deepEqual(seen[1], seen[0]);
  },
);
