/** What is published is what `/openapi.json` says: every file has one description, and its JSON Schema takes it. */

import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import * as z from 'zod';

import { describedAssets } from '#site/description/assets.ts';
import { describeData, pathPattern } from '#site/description/open-api.ts';
import { createPublisher } from '#site/snapshot/publisher.ts';
import { consistentReads } from '#telemetry/catalogue/read/consistent.ts';
import { silentLog } from '#telemetry/effects.ts';
import { newUlid } from '#telemetry/ulid.ts';
import { createRecorder } from '#telemetry/recorder/recorder.ts';
import { startTestCatalogue } from '../support/catalogue.ts';
import { PIXEL } from '../support/pixel.ts';
import { runPython, withoutPython } from '../support/python.ts';
import {
  channelFact,
  createSender,
  fileFact,
  jobFact,
  readingsFact,
  sweepFact,
  T0,
} from '../support/facts.ts';

const DAY = 86_400_000;
const root = mkdtempSync(join(tmpdir(), 'flash-described-'));
const api = describeData();
let paths: readonly string[] = [];

before(async () => {
  await using source = await startTestCatalogue();
  const recorder = createRecorder({
    pool: source.pools.recorder,
    clock: { now: () => T0 + 3 * DAY, monotonic: () => 0 },
  });
  const files = Array.from({ length: 6_000 }, (_, n) =>
    fileFact({ name: `quax_${String(n)}.dat`, takenAt: T0 + n * 2_190 }),
  );
  const batch = createSender().batch([
    channelFact('qfridge/ch6-t', { label: 'Mixing chamber' }),
    readingsFact('qfridge/ch6-t', [
      [T0, 0.011, 'good'],
      [T0 + 60_000, null, 'over', 'T. OVER'],
      [T0 + DAY, 0.012, 'good'],
    ]),
    fileFact({ name: 'S11_22p3deg.txt', takenAt: T0 }),
    sweepFact({ name: 'S11_22p3deg.txt', takenAt: T0 }),
    jobFact(),
    {
      kind: 'entry',
      origin: `elog:Shift/${newUlid(T0)}`,
      author: 'Ada Neri',
      at: T0,
      title: 'Helium is low',
      body: 'Ordered 500 l',
      tags: ['cryo'],
      attributes: [['Type', 'Problem']],
      replyTo: null,
      restricted: false,
      attachments: [{ name: 'level.png', content: PIXEL }],
    },
    ...files,
  ]);
  assert.equal((await recorder.record(batch)).status, 200);
  await recorder.tick();
  await recorder.close();
  await source.pools.recorder.query(
    `INSERT INTO alarm (alert, subject, raised_ms, labels_json, severity, since_ms, over_ms, cleared_ms, summary)
     VALUES ('NoNewFile', 'campaign=a', ?, '{}', 'warning', ?, ?, ?, 'No file came.')`,
    [T0, T0, T0 + 60_000, T0 + 60_000],
  );
  await source.pools.recorder.query(
    `INSERT INTO shift (id, person, role, from_ms, to_ms, by_whom, created_ms)
     VALUES ('01K00000000000000000000000', 'Ada Neri', NULL, ?, NULL, 'Ada Neri', ?)`,
    [T0, T0],
  );
  const publisher = await createPublisher({
    directory: root,
    effects: { clock: { now: () => T0 + 3 * DAY, monotonic: () => 0 }, log: silentLog },
    demoNote: null,
    isPlain: true,
    readConsistently: consistentReads(source.pools.publisher),
  });
  await publisher.publish();
  paths = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
    (path) =>
      statSync(join(root, path)).isFile() &&
      /\.(json|parquet|png|webp)$/.test(path) &&
      !/(^|\/)\./.test(path),
  );
});
after(() => rmSync(root, { recursive: true, force: true }));

const describedAs = (path: string) =>
  describedAssets.find((asset) => pathPattern(asset.path).test(path));

/** A reader made of the JSON Schema alone, as another program would make it. */
function readerOf(name: string) {
  return z.fromJSONSchema(api.components.schemas[name] as Parameters<typeof z.fromJSONSchema>[0]);
}

test('every published file is described and is as its schema says', () => {
  assert.ok(paths.length >= 12, `only ${String(paths.length)} files were published`);
  const seen = new Set<string>();
  for (const path of paths) {
    const asset = describedAs(path);
    assert.ok(asset, `${path} is not described`);
    seen.add(asset.name);
    if (asset.type !== undefined) continue;
    if (asset.schema === null) {
      assert.equal(readFileSync(join(root, path)).subarray(0, 4).toString(), 'PAR1', path);
      continue;
    }
    const { error } = readerOf(asset.name).safeParse(
      JSON.parse(readFileSync(join(root, path), 'utf8')),
    );
    assert.equal(error?.message, undefined, `${path} as ${asset.name}`);
  }
  const missing = describedAssets.filter(({ name }) => !seen.has(name)).map(({ name }) => name);
  assert.deepEqual(missing, []);
});

test('a value of another type is refused, a key that is not known is not', () => {
  const text = readFileSync(join(root, 'snapshot.json'), 'utf8');
  const manifest = JSON.parse(text) as Record<string, unknown>;
  const reader = readerOf('Manifest');
  assert.ok(reader.safeParse({ ...manifest, later: 1 }).success);
  assert.ok(!reader.safeParse({ ...manifest, position: 'twelve' }).success);
  const { position: _, ...without } = manifest;
  assert.ok(!reader.safeParse(without).success);
});

test('the description is whole: every reference leads somewhere, every brace is a parameter', () => {
  const text = JSON.stringify(api);
  for (const [, name = ''] of text.matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
    assert.ok(api.components.schemas[name], name);
  }
  const ids = describedAssets.map(({ name }) => name);
  assert.equal(new Set(ids).size, ids.length);
  assert.deepEqual(Object.keys(api.paths).length, describedAssets.length);
});

test(
  'published Parquet opens as one data set, with units and UTC times',
  { skip: withoutPython },
  async () => {
    const lines = await runPython(
      `
import glob, json
import duckdb, polars as pl, pyarrow.dataset as ds
files = ds.dataset("files", format="parquet")
print(files.count_rows(), [str(files.schema.field(n).type) for n in ("file", "taken_at", "bytes")])
columns = json.loads(files.schema.metadata[b"flash.columns"])
print(columns["bytes"]["unit"], columns["t_cav_k"]["unit"])
duckdb.sql("SET TimeZone = 'UTC'")
print(*duckdb.sql("SELECT count(*), min(taken_at) FROM 'files/*/*.parquet' WHERE run_number = 1").fetchall()[0])
raw = pl.scan_parquet(glob.glob("series/*/raw-*.parquet")).collect()
print(raw.height, raw.schema["t"], raw["t"].min().isoformat())
`,
      root,
    );
    assert.deepEqual(lines, [
      "6001 ['string', 'timestamp[ms, tz=UTC]', 'int64']",
      'By K',
      '6001 2026-11-20 10:00:00+00:00',
      "3 Datetime(time_unit='ms', time_zone='UTC') 2026-11-20T10:00:00+00:00",
    ]);
  },
);
