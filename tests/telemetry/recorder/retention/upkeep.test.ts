/** Readings go by whole partitions when their time is over; hours stay, counts follow, and whoever publishes is told. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { holdStructure } from '#telemetry/catalogue/structure-lock.ts';
import { readPartitions } from '#telemetry/catalogue/partitions/read-partitions.ts';
import type { ReadingTuple } from '#telemetry/facts/reading.ts';
import { silentLog } from '#telemetry/effects.ts';
import { keepReadings } from '#telemetry/recorder/retention/upkeep.ts';
import { createSender, readingsFact } from '../../../support/facts.ts';
import { startTestRecorder, type Row, type TestRecorder } from '../setup.ts';

let setup: TestRecorder;
before(async () => (setup = await startTestRecorder()));
after(() => setup[Symbol.asyncDispose]());

const sender = createSender('node-r', 'cryostat');
const at = (text: string): number => Date.parse(`${text}Z`);

async function send(
  channel: string,
  values: readonly ReadingTuple[],
  origin: 'live' | 'import' = 'live',
): Promise<void> {
  const { status, body } = await setup.recorder.record(
    sender.batch([readingsFact(channel, values, origin)]),
  );
  assert.equal(status, 200, JSON.stringify(body));
}

/** Readings every ten seconds from a time. */
function series(from: number, count: number): ReadingTuple[] {
  return Array.from({ length: count }, (_, n) => [from + n * 10_000, 4 + n / 1000, 'good']);
}

async function upkeep(now: string, keep: { raw_days?: number; minute_days?: number }) {
  const clock = { now: () => at(now), monotonic: () => 0 };
  const open = () => setup.catalogue.catalogue.openAdministrator();
  return await keepReadings({ open, keep, effects: { clock, log: silentLog } });
}

const count = async (table: string, channel: string): Promise<number> => {
  const rows = await setup.query(
    `SELECT COUNT(*) AS n FROM ${table} r JOIN channel c ON c.id = r.channel_id WHERE c.name = ?`,
    [channel],
  );
  return Number(rows[0]?.['n']);
};
const channelRow = async (name: string) =>
  (await setup.query('SELECT id, reading_count AS n FROM channel WHERE name = ?', [name]))[0];
/** Means rounded: over all at once and over one minute they differ in the last digit. */
const minutes = async (channel: string): Promise<Row[]> => {
  const rows = await setup.query(
    `SELECT m.* FROM reading_minute m JOIN channel c ON c.id = m.channel_id WHERE c.name = ? ORDER BY t_ms`,
    [channel],
  );
  return rows.map((row) => ({ ...row, mean_value: Number(row['mean_value']).toPrecision(10) }));
};

test('what is over goes, what is not stays, minutes and hours stay, the count follows', async () => {
  await send('r/a', series(at('2026-03-10T10:00:00'), 720));
  await send('r/a', series(at('2026-06-10T10:00:00'), 30));
  const before = await minutes('r/a');
  const { id } = (await channelRow('r/a')) ?? {};
  const dropped = await upkeep('2026-06-20T00:00:00', { raw_days: 30 });
  assert.equal(
    dropped.reduce((sum, { rows }) => sum + rows, 0),
    720,
  );
  assert.equal(await count('reading', 'r/a'), 30);
  assert.equal((await channelRow('r/a'))?.['n'], 30);
  assert.deepEqual(await minutes('r/a'), before);
  assert.equal(await count('reading_hour', 'r/a'), 3);
  const changes = await setup.query(
    "SELECT removed FROM `change` WHERE subject = 'channel' AND subject_id = ? AND removed > 0",
    [id],
  );
  assert.deepEqual(changes, [{ removed: 720 }]);
  const notes = await setup.query(
    'SELECT row_count AS n FROM retention WHERE row_count > 0 AND done_ms IS NOT NULL',
  );
  assert.deepEqual(notes, [{ n: 720 }]);
  assert.deepEqual(await upkeep('2026-06-20T00:00:00', { raw_days: 30 }), []);
});

test('late readings of a time that was dropped: a bucket that is fuller stays, a new one is made', async () => {
  const before = await minutes('r/a');
  // The first five minutes come once more, half of the sixth too, and a minute that never was.
  await send('r/a', series(at('2026-03-10T10:00:00'), 33));
  await send('r/a', series(at('2026-03-10T09:30:00'), 3));
  await send('r/a', series(at('2026-03-10T09:30:30'), 3));
  const made = (await minutes('r/a')).filter((row) => row['t_ms'] === at('2026-03-10T09:30:00'));
  assert.deepEqual(
    made.map((row) => [row['n'], row['all_count']]),
    [[6, 6]],
  );
  assert.deepEqual(
    (await minutes('r/a')).filter((row) => row['t_ms'] !== at('2026-03-10T09:30:00')),
    before,
  );
  const [hour] = await setup.query(
    "SELECT all_count AS n FROM reading_hour h JOIN channel c ON c.id = h.channel_id WHERE c.name = 'r/a' AND t_ms = ?",
    [at('2026-03-10T09:00:00')],
  );
  assert.equal(hour?.['n'], 6);
  // They lie in the oldest partition that is left, and go with it, counted as what they are.
  assert.equal((await channelRow('r/a'))?.['n'], 30 + 39);
  await upkeep('2026-09-20T00:00:00', { raw_days: 30 });
  assert.equal(await count('reading', 'r/a'), 0);
  assert.equal((await channelRow('r/a'))?.['n'], 0);
});

test('imported readings are kept from their import on', async () => {
  setup.setNow(at('2026-10-01T12:00:00'));
  await send('r/b', series(at('2019-05-05T00:00:00'), 60), 'import');
  await upkeep('2026-10-20T00:00:00', { raw_days: 30, minute_days: 60 });
  assert.equal(await count('reading', 'r/b'), 60);
  await upkeep('2027-03-01T00:00:00', { raw_days: 30, minute_days: 60 });
  assert.equal(await count('reading', 'r/b'), 0);
  assert.equal(await count('reading_minute', 'r/b'), 0);
  assert.equal(await count('reading_hour', 'r/b'), 1);
});

test('a hub that ended between the note and the drop finishes at its next start', async () => {
  await send('r/c', series(at('2027-02-10T00:00:00'), 6));
  const { administrator } = setup.catalogue;
  const partitions = await readPartitions(administrator, 'reading');
  const it = partitions.find(({ to }) => to !== null && to > at('2027-02-10T00:00:00'));
  await administrator.query(
    "INSERT INTO retention (table_name, partition_name, from_ms, to_ms, row_count, at_ms) VALUES ('reading', ?, ?, ?, 6, 0)",
    [it?.name, it?.from, it?.to],
  );
  await upkeep('2027-03-01T00:00:00', { raw_days: 365 });
  assert.equal(await count('reading', 'r/c'), 0);
  const open = await setup.query('SELECT * FROM retention WHERE done_ms IS NULL');
  assert.deepEqual(open, []);
});

test('readings that come late, between a crash and the resumed drop, are counted as gone', async () => {
  await upkeep('2027-06-20T00:00:00', {});
  await upkeep('2027-05-05T00:00:00', { raw_days: 30 });
  await send('r/late', series(at('2027-04-10T00:00:00'), 60));
  const reader = await setup.catalogue.catalogue.openAdministrator();
  await reader.query('START TRANSACTION WITH CONSISTENT SNAPSHOT');
  await reader.query('SELECT 1 FROM reading LIMIT 1');
  // What a crash leaves: the note is committed, the partition is still there.
  await assert.rejects(upkeep('2027-06-20T00:00:00', { raw_days: 30 }), { errno: 1205 });
  await reader.end();
  assert.equal((await channelRow('r/late'))?.['n'], 0);
  await send('r/late', series(at('2027-04-11T00:00:00'), 7));
  assert.equal((await channelRow('r/late'))?.['n'], 7);
  await upkeep('2027-06-20T00:00:00', { raw_days: 30 });
  assert.equal(await count('reading', 'r/late'), 0);
  assert.equal((await channelRow('r/late'))?.['n'], 0);
  const [note] = await setup.query('SELECT row_count AS n FROM retention ORDER BY id DESC LIMIT 1');
  assert.equal(note?.['n'], 67);
  assert.deepEqual(await setup.query('SELECT * FROM retention_channel'), []);
});

test('partitions are made ahead; what lay beyond them finds its place, and what lies far ahead is caught', async () => {
  await send('r/d', series(at('2027-08-15T00:00:00'), 6));
  await send('r/d', series(at('2099-01-01T00:00:00'), 6));
  await upkeep('2027-08-20T00:00:00', {});
  const partitions = await readPartitions(setup.catalogue.administrator, 'reading');
  const last = partitions.at(-1);
  assert.deepEqual([last?.name, last?.to], ['later', null]);
  assert.equal(last?.from, at('2027-10-01T00:00:00'));
  const [row] = await setup.catalogue.administrator.query<{ n: number }[]>(
    'SELECT COUNT(*) AS n FROM reading PARTITION (p20270801)',
  );
  assert.equal(row?.n, 6);
  assert.equal(await count('reading', 'r/d'), 12);
});

test('a reader in a long transaction is waited for a little, and what was noted is dropped later', async () => {
  await send('r/e', series(at('2027-09-15T00:00:00'), 6));
  const reader = await setup.catalogue.catalogue.openAdministrator();
  await reader.query('START TRANSACTION WITH CONSISTENT SNAPSHOT');
  await reader.query('SELECT 1 FROM reading LIMIT 1');
  await assert.rejects(upkeep('2027-12-20T00:00:00', { raw_days: 30 }), { errno: 1205 });
  await send('r/e', series(at('2027-12-15T00:00:00'), 6));
  await reader.end();
  await upkeep('2027-12-20T00:00:00', { raw_days: 30 });
  assert.equal(await count('reading', 'r/e'), 6);
  assert.equal((await channelRow('r/e'))?.['n'], 6);
});

test('during a long backup nothing waits: readings go on, partitions are made and dropped when it has ended', async () => {
  const backup = await setup.catalogue.catalogue.openAdministrator();
  await holdStructure(backup, { operation: 'back up', seconds: 0 }, async () => {
    await backup.query('START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY');
    await backup.query('SELECT 1 FROM reading LIMIT 1');
    const began = performance.now();
    assert.deepEqual(await upkeep('2028-02-20T00:00:00', { raw_days: 30 }), []);
    // Of a time for which no partition was made yet, and of one that has its own.
    await send('r/backup', series(at('2028-03-20T00:00:00'), 6));
    await send('r/backup', series(at('2027-12-24T00:00:00'), 6));
    assert.ok(performance.now() - began < 3_000, 'nobody waits for a backup');
    await backup.query('ROLLBACK');
  });
  await backup.end();
  const names = async () =>
    (await readPartitions(setup.catalogue.administrator, 'reading')).map(({ name }) => name);
  assert.ok(!(await names()).includes('p20280320'));
  await upkeep('2028-02-20T00:00:00', { raw_days: 30 });
  assert.ok((await names()).includes('p20280320'), String(await names()));
  assert.equal(await count('reading', 'r/backup'), 6);
});
