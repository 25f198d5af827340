/** Minutes and hours are what the readings say, however these came; numbers arrive as they are, also many at once. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import * as fc from 'fast-check';

import type { ReadingTuple } from '#telemetry/facts/reading.ts';
import { createSender, readingsFact, T0 } from '../../support/facts.ts';
import { startTestRecorder, type TestRecorder } from './setup.ts';

let setup: TestRecorder;
before(async () => (setup = await startTestRecorder()));
after(() => setup[Symbol.asyncDispose]());

const sender = createSender('node-u', 'cryostat');

async function send(channel: string, values: readonly ReadingTuple[]): Promise<void> {
  const { status, body } = await setup.recorder.record(
    sender.batch([readingsFact(channel, values, 'import')]),
  );
  assert.equal(status, 200, JSON.stringify(body));
}

/** The roll-up of a channel as a plain query over its readings gives it. */
async function expected(channel: string, size: number): Promise<unknown[]> {
  const rows = await setup.query(
    `SELECT r.t_ms, r.value, r.quality FROM reading r JOIN channel c ON c.id = r.channel_id
     WHERE c.name = ? ORDER BY r.t_ms, r.n`,
    [channel],
  );
  const buckets = Map.groupBy(rows, ({ t_ms: t }) => Number(t) - (Number(t) % size));
  return [...buckets].map(([t, inside]) => {
    const good = inside
      .filter(({ quality }) => quality === 'good')
      .map(({ value }) => Number(value));
    const some = (value: number): number | null => (good.length === 0 ? null : value);
    return {
      t_ms: t,
      n: good.length,
      min_value: some(Math.min(...good)),
      max_value: some(Math.max(...good)),
      mean_value: some(round(good.reduce((sum, value) => sum + value, 0) / good.length)),
      last_value: some(good.at(-1) ?? 0),
      all_count: inside.length,
    };
  });
}

const round = (value: number): number => Number(value.toPrecision(10));

async function rolled(channel: string, table: string): Promise<unknown[]> {
  const rows = await setup.query(
    `SELECT m.t_ms, m.n, m.min_value, m.max_value, m.mean_value, m.last_value, m.all_count
     FROM ${table} m JOIN channel c ON c.id = m.channel_id WHERE c.name = ? ORDER BY m.t_ms`,
    [channel],
  );
  return rows.map((row) => {
    const { mean_value: mean } = row;
    return { ...row, mean_value: mean === null ? null : round(Number(mean)) };
  });
}

const reading = fc.tuple(
  fc.integer({ min: 0, max: 3 * 3_600 }),
  fc.oneof(fc.integer({ min: -5, max: 5 }), fc.double({ min: 1e-3, max: 300, noNaN: true })),
  fc.constantFrom('good', 'good', 'over'),
);

test('batches in any order, late ones and repeated stamps give the roll-ups of their readings', async () => {
  let trial = 0;
  const batches = fc.array(fc.array(reading, { minLength: 1, maxLength: 25 }), {
    minLength: 1,
    maxLength: 6,
  });
  await fc.assert(
    fc.asyncProperty(batches, fc.boolean(), async (given, isSorted) => {
      trial += 1;
      const channel = `roll/${String(trial)}`;
      for (const batch of given) {
        const values = batch.map(([s, value, quality]): ReadingTuple => [
          T0 + s * 1_000,
          value,
          quality,
        ]);
        await send(channel, isSorted ? values.toSorted(([a], [b]) => a - b) : values);
      }
      assert.deepEqual(await rolled(channel, 'reading_minute'), await expected(channel, 60_000));
      assert.deepEqual(await rolled(channel, 'reading_hour'), await expected(channel, 3_600_000));
    }),
    { numRuns: 12 },
  );
});

test('thousands of readings of every kind arrive exactly as they were sent', async () => {
  const values = Array.from({ length: 5_000 }, (_, i): ReadingTuple => {
    const t = T0 + i * 7_000;
    if (i % 11 === 0) return [t, null, 'missing', ''];
    if (i % 5 === 0) return [t, (i % 2 === 0 ? 1 : -1) * i, 'good'];
    if (i % 7 === 0) return [t, 2 ** 31 + i, 'good', String(2 ** 31 + i)];
    return [t, Math.sin(i) * 10 ** ((i % 40) - 20), i % 13 === 0 ? 'over' : 'good', 'raw'];
  });
  await send('exact/x', values);
  const rows = await setup.query(
    `SELECT r.t_ms, r.value, r.quality, r.raw FROM reading r JOIN channel c ON c.id = r.channel_id
     WHERE c.name = 'exact/x' ORDER BY r.t_ms`,
  );
  assert.deepEqual(
    rows.map(({ t_ms: t, value, quality, raw }) => [t, value, quality, raw]),
    values.map(([t, value, quality, raw = null]) => [t, value, quality, raw]),
  );
  await send('exact/x', values);
  const again = await setup.query(
    `SELECT COUNT(*) AS n FROM reading r JOIN channel c ON c.id = r.channel_id WHERE c.name = 'exact/x'`,
  );
  assert.equal(Number(again[0]?.['n']), values.length);
});
