import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { createSender, readingsFact, T0 } from '../../support/facts.ts';
import { startTestRecorder, type TestRecorder } from './setup.ts';

let setup: TestRecorder;
before(async () => (setup = await startTestRecorder()));
after(() => setup[Symbol.asyncDispose]());

test('the same stamp with another value is the next n; roll-ups follow, late readings too', async () => {
  const sender = createSender('node-c', 'cryostat');
  const minute = T0 - (T0 % 60_000);
  const send = (values: Parameters<typeof readingsFact>[1]) =>
    setup.recorder.record(sender.batch([readingsFact('c/x', values)]));
  await send([
    [minute + 1_000, 1, 'good'],
    [minute + 1_000, 1, 'good'],
    [minute + 1_000, 2, 'good'],
    [minute + 61_000, 10, 'good'],
  ]);
  await send([
    [minute + 30_000, 6, 'good'],
    [minute + 40_000, 102, 'over'],
    [minute + 1_000, 2, 'good'],
  ]);
  const rows = await setup.query(
    'SELECT t_ms, n, value FROM reading_utc WHERE channel = ? ORDER BY t_ms, n',
    ['c/x'],
  );
  assert.deepEqual(
    rows.map(({ t_ms, n, value }) => [Number(t_ms) - minute, n, value]),
    [
      [1_000, 0, 1],
      [1_000, 1, 2],
      [30_000, 0, 6],
      [40_000, 0, 102],
      [61_000, 0, 10],
    ],
  );
  const minutes = await setup.query(
    `SELECT m.* FROM reading_minute m JOIN channel c ON c.id = m.channel_id WHERE c.name = 'c/x' ORDER BY t_ms`,
  );
  assert.partialDeepStrictEqual(minutes, [
    { t_ms: minute, n: 3, min_value: 1, max_value: 6, mean_value: 3, last_value: 6, all_count: 4 },
    { t_ms: minute + 60_000, n: 1, mean_value: 10, last_value: 10, all_count: 1 },
  ]);
  const hours = await setup.query(
    `SELECT h.* FROM reading_hour h JOIN channel c ON c.id = h.channel_id WHERE c.name = 'c/x'`,
  );
  assert.partialDeepStrictEqual(hours, [
    { n: 4, min_value: 1, max_value: 10, mean_value: 19 / 4, last_value: 10, all_count: 5 },
  ]);
});

test('an agent delivers a channel that it reads live, not one of which it brings a history', async () => {
  const sender = createSender('node-h', 'cryostat');
  const send = (channel: string, t: number) =>
    setup.recorder.record(sender.batch([readingsFact(channel, [[t, 1, 'good']])]));
  const nodeOf = async (channel: string) =>
    (await setup.query('SELECT node FROM channel WHERE name = ?', [channel]))[0]?.['node'];
  await send('h/now', T0 - 60_000);
  await send('h/then', T0 - 86_400_000);
  assert.deepEqual([await nodeOf('h/now'), await nodeOf('h/then')], ['node-h', null]);
  await send('h/then', T0);
  assert.equal(await nodeOf('h/then'), 'node-h');
});

test('many channels of one batch are rolled up each by itself', async () => {
  const sender = createSender('node-r', 'cryostat');
  const minute = T0 - (T0 % 60_000);
  const names = Array.from({ length: 120 }, (_, i) => `r/${String(i).padStart(3, '0')}`);
  const values = (i: number): Parameters<typeof readingsFact>[1] => [
    // Every seventh reported a minute later than the rest.
    [minute + (i % 7 === 0 ? 61_000 : 1_000), i, 'good'],
    [minute + 62_000, i + 10, i % 5 === 0 ? 'over' : 'good'],
  ];
  await setup.recorder.record(sender.batch(names.map((name, i) => readingsFact(name, values(i)))));
  for (const [table, size] of [
    ['reading_minute', 60_000],
    ['reading_hour', 3_600_000],
  ] as const) {
    const rolled = await setup.query(
      `SELECT c.name, m.t_ms, m.n, m.min_value, m.max_value, m.mean_value, m.all_count
       FROM ${table} m JOIN channel c ON c.id = m.channel_id WHERE c.device = 'r' ORDER BY c.name, m.t_ms`,
    );
    const expected = await setup.query(
      `SELECT c.name, r.t_ms - r.t_ms MOD ${String(size)} AS t_ms, SUM(r.quality = 'good') AS n,
         MIN(IF(r.quality = 'good', r.value, NULL)) AS min_value, MAX(IF(r.quality = 'good', r.value, NULL)) AS max_value,
         AVG(IF(r.quality = 'good', r.value, NULL)) AS mean_value, COUNT(*) AS all_count
       FROM reading r JOIN channel c ON c.id = r.channel_id WHERE c.device = 'r' GROUP BY 1, 2 ORDER BY 1, 2`,
    );
    assert.ok(expected.length >= 120);
    assert.deepEqual(rolled, expected);
  }
});
