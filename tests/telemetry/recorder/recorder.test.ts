import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { writeTransaction } from '#telemetry/recorder/transaction.ts';
import {
  channelFact,
  createSender,
  fileFact,
  readingsFact,
  sweepFact,
  T0,
} from '../../support/facts.ts';
import { waitUntil } from '../../support/wait-until.ts';
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
    body: { acknowledged: 2, refused: [], added: 3 },
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

test('a batch that begins too late is answered with the number expected; an overlap with what was lost is taken in part', async () => {
  const sender = createSender('node-b', 'cryostat');
  const one = sender.batch([channelFact('b/x'), readingsFact('b/x', [[T0, 1, 'good']])]);
  const two = sender.batch([readingsFact('b/x', [[T0 + 1_000, 2, 'good']])]);
  assert.deepEqual(await setup.recorder.record(two), { status: 409, body: { expected: 1 } });
  await setup.recorder.record(one);
  const overlap = { ...two, first: 1, facts: [...one.facts, ...two.facts] };
  assert.deepEqual(await setup.recorder.record(overlap), {
    status: 200,
    body: { acknowledged: 3, refused: [], added: 1 },
  });
  const rows = await setup.query('SELECT value FROM reading_utc WHERE channel = ? ORDER BY t_ms', [
    'b/x',
  ]);
  assert.deepEqual(
    rows.map(({ value }) => value),
    [1, 2],
  );
});

test('other facts under numbers that are taken are not taken for a repetition', async () => {
  const sender = createSender('node-h', 'cryostat');
  const fact = (n: number) => readingsFact('h/x', [[T0 + n * 1_000, n, 'good']]);
  await setup.recorder.record(sender.batch([fact(1), fact(2)]));
  const last = sender.batch([fact(3), fact(4)]);
  await setup.recorder.record(last);
  const other = { status: 409, body: { expected: 5 } };
  const older = { ...last, facts: [fact(13), fact(14)] };
  assert.deepEqual(await setup.recorder.record(older), other);
  const longer = { ...last, last: 5, facts: [fact(3), fact(14), fact(15)] };
  assert.deepEqual(await setup.recorder.record(longer), other);
  const shorter = { ...last, last: 3, facts: [fact(13)] };
  assert.deepEqual(await setup.recorder.record(shorter), other);
  const shifted = { ...last, first: 2, last: 5, facts: [fact(12), fact(13), fact(4), fact(15)] };
  assert.deepEqual(await setup.recorder.record(shifted), other);
  const again = { ...last, last: 5, facts: [fact(3), fact(4), fact(5)] };
  assert.equal((await setup.recorder.record(again)).status, 200);
  assert.equal((await setup.recorder.record(again)).status, 200);
  const rows = await setup.query("SELECT value FROM reading_utc WHERE channel = 'h/x'");
  assert.deepEqual(
    rows.map(({ value }) => Number(value)).sort((a, b) => a - b),
    [1, 2, 3, 4, 5],
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

test('a value that only the database refuses costs that fact alone', async () => {
  const sender = createSender('node-e', 'daq');
  const run = '/daq/node-e';
  const result = await setup.recorder.record(
    sender.batch([
      fileFact({ run, name: 'S11_a.txt' }),
      // The schema lets it through, the column (INT UNSIGNED) does not.
      sweepFact({ run, name: 'S11_a.txt', points: 1e12 }),
      fileFact({ run, name: 'b.dat', takenAt: T0 + 2_000 }),
    ]),
  );
  assert.equal(result.status, 200);
  assert.ok('refused' in result.body);
  assert.deepEqual(
    result.body.refused.map(({ sequence }) => sequence),
    [2],
  );
  assert.match(result.body.refused[0]?.reason ?? '', /the database refuses it: .*points/);
  const [row] = await setup.query('SELECT file_count, revision FROM run WHERE path = ?', [run]);
  assert.deepEqual(row, { file_count: 2, revision: 2 });
});

test('many failed writes use up no connections', async () => {
  const { recorder: pool } = setup.catalogue.pools;
  for (let i = 0; i < 12; i += 1) {
    await assert.rejects(
      writeTransaction(pool, () => Promise.reject(new Error('on purpose'))),
      { message: 'on purpose' },
    );
  }
  const sender = createSender('node-f', 'x');
  const { status } = await setup.recorder.record(sender.batch([channelFact('f/x')]));
  assert.equal(status, 200);
});

test('while the server is away a batch is answered 503, and taken in when it is back', async () => {
  const sender = createSender('node-g', 'x');
  const batch = sender.batch([readingsFact('g/x', [[T0, 1, 'good']])]);
  const pid = setup.catalogue.catalogue.serverPid();
  assert.ok(pid !== null);
  process.kill(pid, 'SIGKILL');
  assert.equal((await setup.recorder.record(batch)).status, 503);
  await waitUntil('the batch to be taken in', async () => {
    const { status } = await setup.recorder.record(batch);
    assert.ok(status === 200 || status === 503);
    return status === 200;
  });
});
