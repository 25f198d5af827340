import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import type { Fact } from '#telemetry/facts/index.ts';
import type { ReadingTuple } from '#telemetry/facts/reading.ts';
import { createSender, fileFact, readingsFact, T0 } from '../../support/facts.ts';
import { startTestRecorder, type TestRecorder } from './setup.ts';

let setup: TestRecorder;
before(async () => (setup = await startTestRecorder()));
after(() => setup[Symbol.asyncDispose]());

const sender = createSender('node-a', 'cryostat');
const send = async (facts: readonly Fact[]) => {
  const { status } = await setup.recorder.record(sender.batch(facts));
  assert.equal(status, 200);
};

const MINUTE = T0 - (T0 % 60_000);
const good: readonly ReadingTuple[] = [
  [MINUTE + 1_000, 0.01, 'good'],
  [MINUTE + 11_000, 20.1005, 'good'],
];
const worse: readonly ReadingTuple[] = [[MINUTE + 11_000, 20.1005, 'under']];

/** All that the catalogue says of a channel, without its name. */
async function stateOf(channel: string) {
  const [row] = await setup.query(
    `SELECT id, reading_count, first_ms, last_ms, last_value, last_quality, last_good_ms, last_good_value
     FROM channel WHERE name = ?`,
    [channel],
  );
  const { id, ...rest } = row ?? {};
  const of = async (table: string, columns: string) =>
    await setup.query(`SELECT ${columns} FROM ${table} WHERE channel_id = ? ORDER BY t_ms`, [id]);
  const rolled = 't_ms, n, min_value, max_value, mean_value, last_value, all_count';
  return {
    channel: rest,
    readings: await of('reading', 't_ms, n, value, quality'),
    minutes: await of('reading_minute', rolled),
    hours: await of('reading_hour', rolled),
  };
}

test('the order in which a reading and its correction arrive does not matter', async () => {
  await send([readingsFact('o/a', good)]);
  await send([readingsFact('o/a', worse)]);
  await send([readingsFact('o/b', worse)]);
  await send([readingsFact('o/b', good)]);
  await send([readingsFact('o/c', good), readingsFact('o/c', worse)]);
  const a = await stateOf('o/a');
  assert.deepEqual(await stateOf('o/b'), a);
  assert.deepEqual(await stateOf('o/c'), a);
  assert.partialDeepStrictEqual(a, {
    channel: {
      reading_count: 2,
      last_ms: MINUTE + 11_000,
      last_quality: 'under',
      last_good_ms: MINUTE + 1_000,
      last_good_value: 0.01,
    },
    minutes: [{ n: 1, max_value: 0.01, last_value: 0.01, all_count: 2 }],
    hours: [{ n: 1, mean_value: 0.01, all_count: 2 }],
  });
});

test('a correction is a change of its span; the old batch sent again is none', async () => {
  const last = async () => (await setup.query('SELECT MAX(seq) AS seq FROM `change`'))[0]?.['seq'];
  await send([readingsFact('s/a', good)]);
  const before = await last();
  await send([readingsFact('s/a', worse)]);
  const rows = await setup.query(
    "SELECT subject, from_ms, to_ms, added FROM `change` WHERE seq > ? AND subject = 'channel'",
    [before],
  );
  const t = MINUTE + 11_000;
  assert.deepEqual(rows, [{ subject: 'channel', from_ms: t, to_ms: t, added: 0 }]);
  const state = await stateOf('s/a');
  const after = await last();
  await send([readingsFact('s/a', good)]);
  await send([readingsFact('s/a', worse)]);
  assert.deepEqual(await stateOf('s/a'), state);
  assert.equal(await last(), after);
});

test('a channel without a good reading left says so', async () => {
  await send([readingsFact('n/a', [[T0, 102.005, 'good']])]);
  await send([readingsFact('n/a', [[T0, 102.005, 'over']])]);
  assert.partialDeepStrictEqual(await stateOf('n/a'), {
    channel: { last_quality: 'over', last_good_ms: null, last_good_value: null },
    minutes: [{ n: 0, max_value: null, all_count: 1 }],
  });
});

test('run statistics and temperatures of files follow a correction', async () => {
  const run = '/daq/corrected';
  const at = (ms: number) => T0 + 600_000 + ms;
  const file = (ms: number) => fileFact({ run, name: `f${String(ms)}.dat`, takenAt: at(ms) });
  await send([
    readingsFact('qfridge/ch6-t', [
      [at(1_000), 0.0111, 'good'],
      [at(11_000), 20, 'good'],
      [at(21_000), 0.0112, 'good'],
    ]),
    file(2_000),
    file(12_000),
    file(22_000),
  ]);
  await send([readingsFact('qfridge/ch6-t', [[at(11_000), 20, 'under']])]);
  const files = await setup.query(
    'SELECT t_mc_k FROM file f JOIN run r ON r.id = f.run_id WHERE r.path = ? ORDER BY taken_ms',
    [run],
  );
  assert.deepEqual(
    files.map((row) => row['t_mc_k']),
    [0.0111, 0.0111, 0.0112],
  );
  const [statistics] = await setup.query(
    'SELECT n, max_value FROM run_channel s JOIN run r ON r.id = s.run_id WHERE r.path = ?',
    [run],
  );
  assert.partialDeepStrictEqual(statistics, { max_value: 0.0112 });
  // Where nothing good remains within reach, a file has no temperature rather than a wrong one.
  await send([readingsFact('qfridge/ch6-t', [[at(1_000), 0.0111, 'off']])]);
  const [first] = await setup.query(
    'SELECT t_mc_k FROM file f JOIN run r ON r.id = f.run_id WHERE r.path = ? ORDER BY taken_ms',
    [run],
  );
  assert.equal(first?.['t_mc_k'], null);
});
