import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { CAMPAIGN, channelFact, createSender, fileFact, T0 } from '../../support/facts.ts';
import { startTestRecorder, type TestRecorder } from './setup.ts';

let setup: TestRecorder;
before(async () => (setup = await startTestRecorder()));
after(() => setup[Symbol.asyncDispose]());

const HOUR = 3_600_000;
const files = (run: string, start: number) =>
  [0, 2_190, 4_380].map((dt) =>
    fileFact({ run, name: `${run}-${String(dt)}.dat`, takenAt: start + dt }),
  );

test('history may come in any order: a run is over when a later one of its node has begun', async () => {
  const sender = createSender();
  setup.setNow(T0 + 2 * HOUR + 10_000);
  await setup.recorder.record(sender.batch(files('/b', T0 + 2 * HOUR)));
  await setup.recorder.record(sender.batch([...files('/c', T0 + HOUR), ...files('/a', T0)]));
  const runs = await setup.query(
    'SELECT path, number, state, closed_by, end_ms FROM run ORDER BY path',
  );
  const end = 4_380 + 2_190;
  assert.deepEqual(runs, [
    { path: '/a', number: 2, state: 'closed', closed_by: 'next run', end_ms: T0 + end },
    { path: '/b', number: 1, state: 'open', closed_by: null, end_ms: null },
    { path: '/c', number: 3, state: 'closed', closed_by: 'next run', end_ms: T0 + HOUR + end },
  ]);
});

test('the runs of another node do not close ours', async () => {
  const other = createSender('second-daq');
  await setup.recorder.record(other.batch(files('/other', T0 + 2 * HOUR + 5_000)));
  const [run] = await setup.query("SELECT state FROM run WHERE path = '/b'");
  assert.deepEqual(run, { state: 'open' });
});

test('a number is never given again, also when its run was deleted', async () => {
  await setup.catalogue.administrator.query("DELETE FROM run WHERE path = '/other'");
  await setup.recorder.record(createSender('third').batch(files('/new', T0 + 3 * HOUR)));
  const [run] = await setup.query("SELECT number FROM run WHERE path = '/new'");
  assert.deepEqual(run, { number: 5 });
});

test('a run of history is not idle while its agent has more to tell; then it closes, once', async () => {
  const sender = createSender('fourth');
  const state = async () => (await setup.query("SELECT state FROM run WHERE path = '/d'"))[0];
  const tell = async (now: number, spoolOldestAt: number | null) => {
    setup.setNow(now);
    const heartbeat = { version: '0.1.0', startedAt: T0, collectors: [], spoolFacts: 5 };
    await setup.recorder.record(sender.batch([], { heartbeat: { ...heartbeat, spoolOldestAt } }));
    await setup.recorder.tick();
  };
  const now = T0 + 9 * HOUR;
  await tell(now, T0);
  await setup.recorder.record(sender.batch(files('/d', T0)));
  // The spool is empty between two rounds of reading history: that proves nothing yet.
  await tell(now + 1_000, null);
  assert.deepEqual(await state(), { state: 'open' });
  await tell(now + 60_000, T0 + 60_000);
  assert.deepEqual(await state(), { state: 'open' });
  await tell(now + 61_000, null);
  assert.deepEqual(await state(), { state: 'closed' });
  // One more file of that time: its end moves, it does not open again.
  await setup.recorder.record(
    sender.batch([fileFact({ run: '/d', name: 'late.dat', takenAt: T0 + 6_570 })]),
  );
  const entries = await setup.query(
    "SELECT l.title FROM log_entry l JOIN run r ON r.id = l.run_id WHERE r.path = '/d' ORDER BY l.title",
  );
  assert.deepEqual(
    entries.map(({ title }) => String(title).replace(/^Run \d+ /, '')),
    ['closed: no file for more than 15 min, 3 files', 'opened: physics'],
  );
});

test('limits of the configuration come with the channel they hang on, valid for all time', async () => {
  await setup.recorder.record(createSender('cryo').batch([channelFact('qfridge/ch7-t')]));
  const limits = await setup.query(
    `SELECT l.valid_from_ms, l.side, l.severity, l.value FROM channel_limit l
     JOIN campaign c ON c.id = l.campaign_id WHERE c.name = ?`,
    [CAMPAIGN],
  );
  assert.deepEqual(limits, [
    { valid_from_ms: 0, side: 'high', severity: 'attention', value: 0.05 },
  ]);
});
