/** What goes wrong with a catalogue or a disk: the published state follows what is explained, and stays where it is not. */

import assert from 'node:assert/strict';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { acceptShrinkage } from '#telemetry/recorder/accept-shrinkage.ts';
import { overviewSchema } from '#site/snapshot/parse/overview.ts';
import { nowSchema } from '#site/snapshot/parse/now.ts';
import { tailSchema } from '#site/snapshot/parse/tail.ts';
import { readAsset, readManifest } from '#site/snapshot/reader.ts';
import type { AssetReference } from '#site/snapshot/schema/asset.ts';
import type { Manifest } from '#site/snapshot/schema/manifest.ts';
import { rawDaysOf } from '#site/snapshot/schema/series.ts';
import { damaged } from '#site/snapshot/scrub.ts';
import { createAssetStore } from '#site/snapshot/store.ts';
import { Tree } from '#site/snapshot/tree.ts';
import { mountSmallDisk } from '../support/small-disk.ts';
import { SLUG, startPublished, T0, type Published } from '../support/published.ts';

let site: Published;
/** Two runs of each test, of 30 and 20 files, and a directory of its own. */
let [a, b] = [1, 2];
let directory = '';

before(async () => {
  site = await startPublished();
});

beforeEach(async () => {
  [a, b] = [a + 2, b + 2];
  directory = join(site.catalogue.home, `snapshot-${a}`);
  site.messages.length = 0;
  site.now += 60_000;
  await site.addRun(a, 30);
  await site.addRun(b, 20);
});

after(async () => {
  await site[Symbol.asyncDispose]();
});

const opened = () => site.snapshot(directory);
const started = () => site.publisher(directory);

const clock = { now: () => site.now, monotonic: () => site.now };

test('files deleted by hand are found by the comparison, refused, and published once accepted', async () => {
  const publisher = await started();
  const first = await publisher.publish();
  await publisher.compare();
  await site.sql('DELETE FROM file WHERE run_id = ? LIMIT 4', [a]);
  await assert.rejects(publisher.compare(), /4 rows of file in run-2026.11-quax/);
  site.now += 10_000;
  await assert.rejects(publisher.publish(), /4 rows of file/);
  assert.equal((await opened()).manifest.id, first?.id);
  const accepted = await acceptShrinkage(site.catalogue.pools.recorder, clock, 'ada');
  assert.deepEqual(accepted, { runs: 1, files: 4 });
  await publisher.publish();
  const snapshot = await opened();
  assert.equal((await snapshot.run(SLUG, a))?.files.name.length, 26);
  assert.equal(snapshot.manifest.rows['file'], (first?.rows['file'] ?? 0) - 4);
  const [month] = (await snapshot.log()).months;
  const { heads } = await snapshot.logHeads(month!);
  assert.equal(heads.at(-1)?.author, 'ada');
  assert.match(
    (await snapshot.logBodies(month!)).bodies[heads.at(-1)!.id] ?? '',
    /4 files of 1 runs/,
  );
});

test('a run that lost files between two publications is refused at once', async () => {
  const publisher = await started();
  await publisher.publish();
  await site.sql('DELETE FROM file WHERE run_id = ? LIMIT 4', [a]);
  await site.sql('UPDATE run SET file_count = 26, revision = revision + 1 WHERE id = ?', [a]);
  await site.change('run', a);
  site.now += 70_000;
  await assert.rejects(publisher.publish(), /4 rows of file in run-2026.11-quax/);
  // The refusal outlives a restart, since what is published has not changed.
  await assert.rejects((await started()).publish(), /4 rows of file/);
});

test('a run merged into another and a campaign renamed are followed, and said', async () => {
  const publisher = await started();
  await publisher.publish();
  await site.sql("UPDATE file SET run_id = ?, name = CONCAT('b_', name) WHERE run_id = ?", [a, b]);
  await site.sql('UPDATE run SET file_count = 50, revision = revision + 1 WHERE id = ?', [a]);
  await site.sql('DELETE FROM run WHERE id = ?', [b]);
  await site.change('run', a);
  await site.sql("UPDATE campaign SET name = 'Run_2026.11-FLASH' WHERE id = 1");
  await site.change('campaign', 1);
  site.now += 70_000;
  await publisher.publish();
  const snapshot = await opened();
  assert.equal(await snapshot.run(SLUG, b), null);
  assert.equal((await snapshot.run(SLUG, a))?.fileCount, 50);
  assert.equal((await snapshot.runs(SLUG))?.name, 'Run_2026.11-FLASH');
  assert.match(site.messages.join('\n'), /1 runs went, as the catalogue records/);
});

test('rows without a parent are refused with their table', async () => {
  const publisher = await started();
  await publisher.publish();
  await site.sql('INSERT INTO reading_hour VALUES (77, 0, 1, 1, 1, 1, 1, 1)');
  await assert.rejects(publisher.compare(), /table reading_hour: it has rows of 1 channels/);
  await site.sql('DELETE FROM reading_hour WHERE channel_id = 77');
  await publisher.compare();
});

test('an impossible time stops nothing: it is said, and stands in the run as it was', async () => {
  await site.sql(
    "INSERT INTO file (run_id, name, taken_ms) VALUES (?, 'when.dat', 9000000000000000)",
    [a],
  );
  await site.sql(
    "INSERT INTO log_entry (id, origin, author_kind, author, event_ms, created_ms, title) VALUES ('9', '9', 'human', 'ada', 9000000000000000, 1, 'When?')",
  );
  await site.sql('UPDATE run SET file_count = 31, revision = revision + 1 WHERE id = ?', [a]);
  await (await started()).publish();
  const snapshot = await opened();
  assert.equal((await snapshot.run(SLUG, a))?.files.name.at(-1), 'when.dat');
  assert.match(site.messages.join('\n'), /1 files have an impossible time/);
  assert.match(site.messages.join('\n'), /log_entry.event_ms holds a time before 1970 or after/);
  assert.ok((await snapshot.log()).months.some(({ month }) => month === 'unknown'));
});

test('what is restricted is in no asset, also where it was not before', async () => {
  const insert = `INSERT INTO log_entry (id, origin, author_kind, author, event_ms, created_ms, title, body, restricted)
    VALUES (?, ?, 'human', 'ada', ?, 1, ?, 'a body', ?)`;
  await site.sql(insert, ['1', '1', T0, 'Open words', 0]);
  await site.sql(insert, ['2', '2', T0, 'Secret words', 1]);
  const publisher = await started();
  await publisher.publish();
  const titles = async (): Promise<readonly string[]> => {
    const snapshot = await opened();
    const { months } = await snapshot.log();
    const heads = await Promise.all(months.map((month) => snapshot.logHeads(month)));
    return heads.flatMap((month) => month.heads.map(({ title }) => title));
  };
  assert.deepEqual(
    (await titles()).filter((title) => title.endsWith(' words')),
    ['Open words'],
  );
  await site.sql("UPDATE log_entry SET restricted = 1 WHERE id = '1'");
  await site.change('log', 0, T0, T0);
  site.now += 70_000;
  await publisher.publish();
  assert.ok(!(await titles()).some((title) => title.endsWith(' words')));
});

/** What `now` and `tail` lead to. */
async function liveParts({
  now,
  tail,
  overview,
}: Manifest['assets']): Promise<readonly AssetReference[]> {
  const { declared, lately } = await readAsset(directory, now, nowSchema);
  const { earlier } = await readAsset(directory, tail, tailSchema);
  const { storage, jobs } = await readAsset(directory, overview, overviewSchema);
  return [declared, lately, storage, jobs, ...earlier];
}

test('every asset has its hash in the tree, and damage is found and mended', async () => {
  await site.sql(
    `INSERT INTO channel (id, name, device, quantity, unit, cadence_ms, reading_count, first_ms, last_ms, last_value, last_quality)
     VALUES (1, 'fridge/ch6-t', 'fridge', 'temperature', 'K', 10000, 1, ?, ?, 0.01, 'good')`,
    [T0, T0],
  );
  await site.sql(
    "INSERT INTO reading (channel_id, t_ms, value, quality) VALUES (1, ?, 0.01, 'good')",
    [T0],
  );
  for (const [table, width] of [
    ['reading_minute', 60_000],
    ['reading_hour', 3_600_000],
  ] as const)
    await site.sql(`INSERT INTO ${table} VALUES (1, ?, 1, 0.01, 0.01, 0.01, 0.01, 1)`, [
      Math.floor(T0 / width) * width,
    ]);
  await site.change('channel', 1, T0, T0);
  site.now = T0 + 20 * 86_400_000;
  const publisher = await started();
  const manifest = await publisher.publish();
  const all = async () => {
    const tree = new Tree(createAssetStore({ directory }), (await opened()).manifest.assets.tree);
    const { assets: top } = (await opened()).manifest;
    const found = [...Object.values(top), ...(await liveParts(top)), ...(await tree.lists())];
    for (const group of await tree.groups())
      for (const leaf of await tree.leaves(group))
        found.push(...(await tree.assets({ group, leaf })));
    return found;
  };
  const assets = await all();
  // What is still written to has only its gzip form.
  const forms = (await readdir(directory, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && /\.(json(\.gz)?|parquet)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1));
  const files = [...new Set(forms.map((path) => path.replace(/\.gz$/, '')))];
  const named = new Set(['snapshot.json', ...assets.map(({ path }) => path)]);
  assert.deepEqual(
    files.filter((path) => !named.has(path)),
    [],
  );
  assert.deepEqual(await damaged(directory, assets), []);
  const series = await (await opened()).series('fridge/ch6-t');
  assert.equal(rawDaysOf(series!, 0, site.now).length, 1);

  publisher.start();
  const isHarmed = /^((run|files|series|runs|log)\/|tail|channels|lately)/;
  const harmed = forms.filter((path) => isHarmed.test(path));
  for (const path of harmed) await writeFile(join(directory, path), '{"harmed":1}');
  for (let i = 0; i < 400; i += 1) {
    site.now += 11_000;
    publisher.nudge();
    await new Promise((resolve) => setTimeout(resolve, 15));
    // Harmed lists cannot be read either, until they are mended.
    const there = await all().catch(() => null);
    if (there === null || (await readManifest(directory))?.id === manifest?.id) continue;
    if ((await damaged(directory, there)).length === 0) break;
  }
  await publisher.stop();
  assert.deepEqual(await damaged(directory, await all()), []);
  assert.match(site.messages.join('\n'), /is damaged; it is published anew/);
  assert.equal((await (await opened()).run(SLUG, a))?.files.name.length, 30);
});

test('a full disk leaves the old state whole and says how much is missing', async (t) => {
  const disk = mountSmallDisk(t, 2);
  if (disk === null) return;
  const publisher = await site.publisher(disk);
  const first = await publisher.publish();
  const filler = join(disk, 'filler');
  await writeFile(filler, Buffer.alloc(4_000_000)).catch(() => undefined);
  await site.addRun(900, 3_000);
  site.now += 10_000;
  await assert.rejects(
    publisher.publish(),
    /the disk is full: \d+ bytes are to be written, \d+ are free, \d+ are missing/,
  );
  const kept = await site.snapshot(disk);
  assert.equal(kept.manifest.id, first?.id);
  assert.equal((await kept.run(SLUG, b))?.files.name.length, 20);
  assert.equal(
    (await readFile(join(disk, 'snapshot.json'), 'utf8')).includes(first?.id ?? ''),
    true,
  );
  await rm(filler);
  await publisher.publish();
  assert.equal((await (await site.snapshot(disk)).run(SLUG, 900))?.files.name.length, 3_000);
});
