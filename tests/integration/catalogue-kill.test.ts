import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import type { Batch } from '#telemetry/facts/batch.ts';
import type { ReadingTuple } from '#telemetry/facts/reading.ts';
import { createRecorder, type Recorder } from '#telemetry/recorder/recorder.ts';
import { startTestCatalogue, type TestCatalogue } from '../support/catalogue.ts';
import { createSender, fileFact, readingsFact, T0 } from '../support/facts.ts';
import { waitUntil } from '../support/wait-until.ts';

let catalogue: TestCatalogue;
let recorder: Recorder;

before(async () => {
  catalogue = await startTestCatalogue();
  recorder = createRecorder({ pool: catalogue.pools.recorder });
});
after(async () => {
  await recorder.close();
  await catalogue[Symbol.asyncDispose]();
});

const PER_BATCH = 200;
const BATCHES = 12;

/** What one agent reads and finds: readings of its channel, files of its run. */
function makeBatches(agent: string): readonly Batch[] {
  const sender = createSender(agent, 'all');
  return Array.from({ length: BATCHES }, (_, b) => {
    const values = Array.from({ length: PER_BATCH }, (_, i): ReadingTuple => {
      const k = b * PER_BATCH + i;
      return [T0 + k * 1_000, Math.sin(k), 'good'];
    });
    const files = Array.from({ length: 20 }, (_, i) => {
      const name = `${agent}_${String(b * 20 + i)}.dat`;
      return fileFact({ run: `/daq/${agent}`, name, takenAt: T0 + (b * 20 + i) * 2_190 });
    });
    // A second fact with readings that were sent before: they must not come twice.
    return sender.batch([
      readingsFact(`${agent}/x`, values),
      readingsFact(`${agent}/x`, values.slice(0, 10)),
      ...files,
    ]);
  });
}

/** Delivers as an agent does: again after 503, until acknowledged; sometimes once more after that. */
async function deliver(batches: readonly Batch[]): Promise<number> {
  let retries = 0;
  for (const [index, batch] of batches.entries()) {
    const send = async (): Promise<boolean> => {
      const { status, body } = await recorder.record(batch);
      assert.ok(status === 200 || status === 503, `${String(status)} ${JSON.stringify(body)}`);
      if (status === 503) retries += 1;
      return status === 200;
    };
    await waitUntil(`batch ${String(index)} of ${batch.agent}`, send);
    if (index % 3 === 0) await waitUntil('the same batch again', send);
  }
  return retries;
}

test('a server killed while two agents deliver loses and doubles nothing', async () => {
  const agents = ['one', 'two'];
  const sent = agents.map(makeBatches);
  const delivering = Promise.all(sent.map(deliver));
  for (let kill = 0; kill < 3; kill += 1) {
    const pid = catalogue.catalogue.serverPid();
    assert.ok(pid !== null);
    // In the middle of the work: some more batches are in by now.
    await waitUntil('a few more batches', async () => {
      const rows = await catalogue.pools.publisher
        .query<{ n: number }[]>('SELECT COALESCE(SUM(acknowledged), 0) AS n FROM delivery')
        .catch(() => [{ n: 0 }]);
      return (rows[0]?.n ?? 0) > kill * 3 * 22;
    });
    process.kill(pid, 'SIGKILL');
    await waitUntil('the server again', () => catalogue.catalogue.serverPid() !== pid);
  }
  const retries = await delivering;
  assert.ok(
    retries.some((count) => count > 0),
    'no batch ever met the killed server',
  );
  for (const [index, agent] of agents.entries()) {
    const facts = (sent[index] ?? []).flatMap((batch) => batch.facts);
    await assertSameReadings(agent, facts);
    await assertSameFiles(agent, facts);
  }
});

type Facts = Batch['facts'];

async function assertSameReadings(agent: string, facts: Facts): Promise<void> {
  const wanted = new Set<string>();
  for (const fact of facts) {
    if (fact.kind !== 'readings') continue;
    for (const [t, value, quality] of fact.values)
      wanted.add(JSON.stringify([t, 0, value, quality]));
  }
  const rows = await catalogue.pools.publisher.query<Record<string, unknown>[]>(
    'SELECT t_ms, n, value, quality FROM reading_utc WHERE channel = ?',
    [`${agent}/x`],
  );
  const found = rows.map(({ t_ms, n, value, quality }) =>
    JSON.stringify([t_ms, n, value, quality]),
  );
  assert.deepEqual(found.sort(), [...wanted].sort());
  const [channel] = await catalogue.pools.publisher.query<Record<string, unknown>[]>(
    `SELECT c.reading_count, (SELECT SUM(all_count) FROM reading_minute m WHERE m.channel_id = c.id) AS minutes,
       (SELECT SUM(all_count) FROM reading_hour h WHERE h.channel_id = c.id) AS hours
     FROM channel c WHERE c.name = ?`,
    [`${agent}/x`],
  );
  assert.deepEqual(
    { ...channel },
    { reading_count: found.length, minutes: found.length, hours: found.length },
  );
}

async function assertSameFiles(agent: string, facts: Facts): Promise<void> {
  const wanted = facts.flatMap((fact) => (fact.kind === 'file' ? [[fact.name, fact.takenAt]] : []));
  const rows = await catalogue.pools.publisher.query<Record<string, unknown>[]>(
    'SELECT f.name, f.taken_ms FROM file f JOIN run r ON r.id = f.run_id WHERE r.path = ?',
    [`/daq/${agent}`],
  );
  const found = rows.map(({ name, taken_ms }) => JSON.stringify([name, taken_ms]));
  assert.deepEqual(found.sort(), wanted.map((file) => JSON.stringify(file)).sort());
  const [run] = await catalogue.pools.publisher.query<Record<string, unknown>[]>(
    'SELECT file_count, sized_count, bytes_sum FROM run WHERE path = ?',
    [`/daq/${agent}`],
  );
  const count = found.length;
  assert.deepEqual(
    { ...run },
    { file_count: count, sized_count: count, bytes_sum: count * 340_000 },
  );
}
