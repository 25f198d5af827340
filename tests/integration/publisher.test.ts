import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Connection } from 'mariadb';
import { openCatalogue, type Catalogue } from '#telemetry/catalogue/open.ts';
import { consistentReads } from '#telemetry/catalogue/read/consistent.ts';
import { configSchema } from '#telemetry/config/schema.ts';
import { silentLog } from '#telemetry/effects.ts';
import { createPublisher, type Publisher } from '#site/snapshot/publisher.ts';
import { openSnapshot, type Snapshot } from '#site/snapshot/reader.ts';
import { tilesOf, type TileReference } from '#site/snapshot/schema/series.ts';

const T0 = Date.parse('2026-11-20T10:00:00Z');
let home = '';
let catalogue: Catalogue;
let admin: Connection;
let now = T0 + 600_000;

const config = configSchema.parse({
  node: 'daq',
  campaigns: [
    {
      name: 'Run_2026.11-QUAX',
      slug: 'run-2026.11-quax',
      key_channels: [{ channel: 'fridge/ch6-t', role: 't_mc', label: 'Mixing chamber' }],
    },
  ],
});

before(async () => {
  home = await mkdtemp(join(tmpdir(), 'flash-publisher-'));
  const clock = { now: () => T0, monotonic: () => 0 };
  catalogue = await openCatalogue({
    config: { ...config, homeDirectory: home, isDemo: true },
    mode: 'hold',
    clock,
  });
  admin = await catalogue.openAdministrator();
  await admin.query(
    `INSERT INTO channel (id, name, device, quantity, unit, cadence_ms, reading_count, first_ms, last_ms,
      last_value, last_quality, last_good_ms, last_good_value)
    VALUES (1, 'fridge/ch6-t', 'fridge', 'temperature', 'K', 10000, 3, ?, ?, 0.012, 'good', ?, 0.012)`,
    [T0, T0 + 590_000, T0 + 590_000],
  );
  await insertReadings([
    [T0, 0.011],
    [T0 + 60_000, 0.013],
    [T0 + 590_000, 0.012],
  ]);
  await insertRun(1, T0, 3);
  await change('run', 1, T0, T0);
  await change('channel', 1, T0, T0 + 590_000);
});

after(async () => {
  await admin.end();
  await catalogue.close();
  await rm(home, { recursive: true, force: true });
});

async function insertRun(number: number, start: number, files: number): Promise<void> {
  await admin.query(
    `INSERT INTO run (id, campaign_id, number, path, kind, origin, start_ms, end_ms, state, closed_by, file_count, sized_count,
       bytes_sum, first_file_ms, last_file_ms, cadence_ms)
     VALUES (?, 1, ?, ?, 'physics', 'live', ?, ?, 'closed', 'idle', ?, ?, ?, ?, ?, 2190)`,
    [
      number,
      number,
      `/data/run ${number}`,
      start,
      start + 300_000,
      files,
      files,
      files * 340_000,
      start,
      start + 290_000,
    ],
  );
  for (let i = 0; i < files; i++) {
    await admin.query(
      'INSERT INTO file (run_id, name, taken_ms, taken_source, bytes) VALUES (?, ?, ?, ?, 340000)',
      [number, `data_${i}.dat`, start + i * 2_190, 'header'],
    );
  }
}

async function insertReadings(readings: readonly (readonly [number, number])[]): Promise<void> {
  for (const [t, value] of readings) {
    await admin.query(
      `INSERT INTO reading (channel_id, t_ms, n, value, quality) VALUES (1, ?, 0, ?, 'good')`,
      [t, value],
    );
    for (const [table, width] of [
      ['reading_minute', 60_000],
      ['reading_hour', 3_600_000],
    ] as const) {
      const bucket = Math.floor(t / width) * width;
      await admin.query(
        `INSERT INTO ${table} VALUES (1, ?, 1, ?, ?, ?, ?, 1) ON DUPLICATE KEY UPDATE n = n + 1, all_count = all_count + 1,
           min_value = LEAST(min_value, VALUES(min_value)), max_value = GREATEST(max_value, VALUES(max_value))`,
        [bucket, value, value, value, value],
      );
    }
  }
}

const change = (subject: string, id: number, from: number, to: number): Promise<unknown> =>
  admin.query(
    'INSERT INTO `change` (at_ms, subject, subject_id, from_ms, to_ms) VALUES (?, ?, ?, ?, ?)',
    [now, subject, id, from, to],
  );

const publisherOf = (directory: string): Promise<Publisher> =>
  createPublisher({
    directory,
    effects: { clock: { now: () => now, monotonic: () => now }, log: silentLog },
    demoNote: 'a test',
    readConsistently: consistentReads(catalogue.pools.publisher),
  });

async function opened(directory: string): Promise<Snapshot> {
  const snapshot = await openSnapshot(directory);
  assert.ok(snapshot !== null);
  return snapshot;
}

async function minuteTiles(snapshot: Snapshot): Promise<readonly TileReference[]> {
  const series = await snapshot.series('fridge/ch6-t');
  return series === null ? [] : tilesOf(series, 60_000, 0, T0 + 10 * 86_400_000);
}

test('a run, its files and its series come out as they went in, gaps as gaps', async () => {
  const directory = join(home, 'one');
  await (await publisherOf(directory)).publish();
  const snapshot = await opened(directory);
  const run = await snapshot.run('run-2026.11-quax', 1);
  assert.deepEqual(run?.files.name, ['data_0.dat', 'data_1.dat', 'data_2.dat']);
  assert.deepEqual(run?.files.dt, [0, 2_190, 4_380]);
  assert.deepEqual(run?.fileSpans, [{ from: T0, to: T0 + 6_570 }]);
  const series = run?.series[0];
  assert.equal(series?.max[0], 0.011);
  assert.equal(series?.max.filter((value) => value === null).length, (series?.max.length ?? 0) - 2);
  const tiles = await minuteTiles(snapshot);
  assert.equal(tiles.length, 1);
  const [tile] = tiles;
  assert.ok(tile !== undefined);
  assert.deepEqual((await snapshot.tile(tile)).max, [0.011, 0.013, 0.012]);
  assert.equal(snapshot.tail.readings['fridge/ch6-t']?.t.at(-1), T0 + 590_000);
  assert.equal(snapshot.now.channels[0]?.staleAfterMs, 30_000);
});

test('nothing new is not published, but the heartbeat goes on', async () => {
  const publisher = await publisherOf(join(home, 'beat'));
  const first = await publisher.publish();
  assert.equal(await publisher.publish(), first);
  now += 10_000;
  const second = await publisher.publish();
  assert.equal(second?.previous, first?.id);
  assert.equal(second?.position, first?.position);
});

test('what did not change is not written again, also after a restart of the publisher', async () => {
  const directory = join(home, 'again');
  await (await publisherOf(directory)).publish();
  const before_ = await opened(directory);
  const files = await readdir(directory, { recursive: true });
  await insertRun(2, T0 + 400_000, 1);
  await change('run', 2, T0, T0);
  await (await publisherOf(directory)).publish();
  const snapshot = await opened(directory);
  const runs = await snapshot.runs('run-2026.11-quax');
  assert.deepEqual(runs?.columns.number, [2, 1]);
  const revision = (await before_.runs('run-2026.11-quax'))?.columns.revision[0];
  assert.deepEqual(runs?.columns.revision[1], revision);
  assert.deepEqual(snapshot.manifest.assets.series, before_.manifest.assets.series);
  const added = (await readdir(directory, { recursive: true })).filter(
    (path) => !files.includes(path) && path.startsWith('run/'),
  );
  assert.deepEqual(
    added.filter((path) => path.endsWith('.json')),
    ['run/run-2026.11-quax/2.r1.json'],
  );
});

test('what waited for its minute when the publisher ended is taken up by the next one', async () => {
  const directory = join(home, 'waits');
  await (await publisherOf(directory)).publish();
  const yesterday = T0 - 86_400_000;
  await insertReadings([[yesterday, 0.02]]);
  await admin.query('INSERT INTO file (run_id, name, taken_ms) VALUES (1, ?, ?)', ['late.dat', T0]);
  await admin.query('UPDATE run SET file_count = 4, revision = revision + 1 WHERE id = 1');
  await change('channel', 1, yesterday, yesterday);
  await change('run', 1, T0, T0);
  const publisher = await publisherOf(directory);
  await publisher.publish();
  await insertReadings([[yesterday + 60_000, 0.02]]);
  await change('channel', 1, yesterday + 60_000, yesterday + 60_000);
  await admin.query('UPDATE run SET revision = revision + 1 WHERE id = 1');
  await change('run', 1, T0, T0);
  // The second publication of one process leaves both for later; then it ends.
  await publisher.publish();
  await (await publisherOf(directory)).publish();
  const snapshot = await opened(directory);
  const tiles = await minuteTiles(snapshot);
  const old = tiles.find(({ start }) => start <= yesterday && yesterday < start + 14_400_000);
  assert.ok(old !== undefined);
  assert.deepEqual((await snapshot.tile(old)).i.length, 2);
  assert.equal((await snapshot.run('run-2026.11-quax', 1))?.revision, 3);
});

test('a stamp of 1970 costs two tiles, not fifty years of them', async () => {
  const directory = join(home, 'clock');
  await insertReadings([[1_000, 0.5]]);
  await admin.query('UPDATE channel SET first_ms = 1000');
  const began = performance.now();
  await (await publisherOf(directory)).publish();
  const tiles = await minuteTiles(await opened(directory));
  assert.deepEqual(tiles.map(({ start }) => start)[0], 0);
  assert.ok(tiles.length <= 4);
  assert.ok(performance.now() - began < 5_000);
});

test('a run deleted by hand is gone from the next snapshot', async () => {
  const directory = join(home, 'again');
  const publisher = await publisherOf(directory);
  await publisher.publish();
  await admin.query('DELETE FROM file WHERE run_id = 2');
  await admin.query('DELETE FROM run WHERE id = 2');
  now += 10_000;
  await publisher.publish();
  assert.equal(await (await opened(directory)).run('run-2026.11-quax', 2), null);
});

test('a publisher that missed changes which are gone publishes everything anew', async () => {
  const directory = join(home, 'away');
  await (await publisherOf(directory)).publish();
  const old = (await opened(directory)).manifest;
  now += 3 * 86_400_000;
  await insertReadings([[T0 + 30_000, 0.5]]);
  // The row of the reading is among those that were removed; the newest one always stays.
  await change('channel', 1, T0 + 30_000, T0 + 30_000);
  await change('job', 0, now, now);
  const [row] = await admin.query<{ newest: number }[]>('SELECT MAX(seq) AS newest FROM `change`');
  await admin.query('DELETE FROM `change` WHERE seq < ?', [row?.newest]);
  await publisherOf(directory).then((publisher) => publisher.publish());
  const snapshot = await opened(directory);
  assert.ok(snapshot.manifest.position > old.position);
  const [tile] = await minuteTiles(snapshot);
  assert.ok(tile !== undefined);
  assert.equal((await snapshot.tile(tile)).max[0], 0.5);
});

test('jobs are as old as the last complete answer of a scheduler; without one nothing is said', async () => {
  const directory = join(home, 'jobs');
  const publisher = await publisherOf(directory);
  await publisher.publish();
  assert.equal((await opened(directory)).now.jobs, null);
  await admin.query("INSERT INTO job_queue VALUES ('htcondor', 'schedd', ?, 0)", [now - 60_000]);
  now += 10_000;
  await publisher.publish();
  const { jobs } = (await opened(directory)).now;
  assert.partialDeepStrictEqual(jobs, { seenAt: now - 70_000, byState: {} });
});

test('a snapshot cut off before its manifest still reads as the one before', async () => {
  const directory = join(home, 'cut');
  await (await publisherOf(directory)).publish();
  const { id } = (await opened(directory)).manifest;
  now += 10_000;
  const publisher = await createPublisher({
    directory,
    effects: { clock: { now: () => now, monotonic: () => now }, log: silentLog },
    demoNote: null,
    readConsistently: async (use) =>
      await consistentReads(catalogue.pools.publisher)(
        async (connection) =>
          await use({
            query: async (sql, parameters) => {
              if (sql.includes('COUNT(*) AS channel')) throw new Error('cut off');
              return await connection.query(sql, parameters);
            },
          }),
      ),
  });
  await assert.rejects(publisher.publish(), /cut off/);
  assert.equal((await opened(directory)).manifest.id, id);
});
