import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { channelFact, createSender, fileFact, readingsFact, T0 } from '../../support/facts.ts';
import { startTestRecorder, type TestRecorder } from './setup.ts';

let setup: TestRecorder;
before(async () => (setup = await startTestRecorder()));
after(() => setup[Symbol.asyncDispose]());

test('a batch is committed with its acknowledgement, and sent twice changes nothing', async () => {
  const sender = createSender('node-a', 'cryostat');
  const batch = sender.batch([
    channelFact('fridge/a'),
    readingsFact('fridge/a', [
      [T0, 4.2, 'good'],
      [T0 + 10_000, 4.3, 'good'],
      [T0 + 20_000, null, 'over'],
    ]),
  ]);
  assert.deepEqual(await setup.recorder.record(batch), {
    status: 200,
    body: { acknowledged: 2, refused: [] },
  });
  const first = await setup.query('SELECT * FROM reading_utc WHERE channel = ?', ['fridge/a']);
  const changes = await setup.query('SELECT * FROM `change`');
  assert.equal((await setup.recorder.record(batch)).status, 200);
  assert.deepEqual(
    await setup.query('SELECT * FROM reading_utc WHERE channel = ?', ['fridge/a']),
    first,
  );
  assert.deepEqual(await setup.query('SELECT * FROM `change`'), changes);
  assert.equal(first.length, 3);
  const channels = await setup.query('SELECT * FROM channel WHERE name = ?', ['fridge/a']);
  assert.partialDeepStrictEqual(channels, [
    {
      unit: 'K',
      reading_count: 3,
      first_ms: T0,
      last_ms: T0 + 20_000,
      last_value: null,
      last_quality: 'over',
      last_good_ms: T0 + 10_000,
      last_good_value: 4.3,
      cadence_ms: 10_000,
    },
  ]);
});

test('a batch that begins too late is answered with the number expected; an overlap is taken in part', async () => {
  const sender = createSender('node-b', 'cryostat');
  const one = sender.batch([channelFact('b/x'), readingsFact('b/x', [[T0, 1, 'good']])]);
  const two = sender.batch([readingsFact('b/x', [[T0 + 1_000, 2, 'good']])]);
  assert.deepEqual(await setup.recorder.record(two), { status: 409, body: { expected: 1 } });
  await setup.recorder.record(one);
  const overlap = { ...two, first: 2, facts: [one.facts[1], two.facts[0]] };
  assert.deepEqual(await setup.recorder.record(overlap), {
    status: 200,
    body: { acknowledged: 3, refused: [] },
  });
  const rows = await setup.query('SELECT value FROM reading_utc WHERE channel = ? ORDER BY t_ms', [
    'b/x',
  ]);
  assert.deepEqual(
    rows.map(({ value }) => value),
    [1, 2],
  );
});

test('a bad fact is kept with its reason and acknowledged; the others go on', async () => {
  const sender = createSender('node-d', 'mixed');
  const bad = { ...fileFact(), bytes: -1, colour: 'red' };
  const result = await setup.recorder.record({
    ...sender.batch([fileFact(), fileFact(), fileFact()]),
    facts: [bad, { kind: 'nonsense' }, readingsFact('d/x', [[T0, 1, 'good']])],
  });
  assert.equal(result.status, 200);
  assert.ok('refused' in result.body);
  assert.deepEqual(
    result.body.refused.map(({ sequence }) => sequence),
    [1, 2],
  );
  assert.match(result.body.refused[0]?.reason ?? '', /bytes.*colour/s);
  const kept = await setup.query(
    "SELECT seq, fact_json FROM refused_fact WHERE agent = 'node-d' ORDER BY seq",
  );
  assert.deepEqual(JSON.parse(String(kept[0]?.['fact_json'])), bad);
  assert.equal((await setup.query("SELECT 1 FROM reading_utc WHERE channel = 'd/x'")).length, 1);
});

test('what is no batch is 400 and says what is wrong', async () => {
  const result = await setup.recorder.record({ ...createSender().batch([]), version: 2, more: 1 });
  assert.equal(result.status, 400);
  assert.match(JSON.stringify(result.body), /version.*more/s);
});
