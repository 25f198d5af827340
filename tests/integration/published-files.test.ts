/** All files of a campaign as Parquet: in parts that stay as they are, with offsets, cheap to read from a distance. */

import assert from 'node:assert/strict';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { parquetMetadataAsync, parquetReadObjects, type AsyncBuffer } from 'hyparquet';
import type { FilesPart } from '#site/snapshot/schema/runs.ts';
import { findFiles } from '#site/src/files/find.ts';
import { readFilesQuery } from '#site/src/files/query.ts';
import { snapshotSource, type FoundFile } from '#site/src/files/source.ts';
import { filesText } from '#site/src/files/take-out.ts';
import type { OutValue } from '#site/src/runs/take-out.ts';
import { parseCsv } from '../support/csv.ts';
import { promised } from '../support/promises.ts';
import { SLUG, startPublished, T0, type Published } from '../support/published.ts';

let site: Published;

before(async () => {
  site = await startPublished();
  await site.addRun(1, 3);
  await site.addRun(2, 150_000);
  await site.addRun(3, 60_000);
  await site.sql(
    `UPDATE file SET tuner_deg = MOD(SUBSTR(name, 6, 7), 90) / 10, software_version = CONCAT('daq, "', MOD(id, 3), '"'),
       cavity_hz = IF(MOD(id, 4) = 0, NULL, 8832000000 + MOD(id, 100) * 125000), sha256 = SHA2(id, 256) WHERE run_id = 3`,
  );
  // Another campaign, whose run is open.
  await site.sql("INSERT INTO campaign (id, name, slug) VALUES (2, 'Run_2026.12', 'run_2026.12')");
  await site.sql(
    `INSERT INTO run (id, campaign_id, number, path, kind, origin, state, start_ms, file_count, sized_count)
     VALUES (90, 2, 9, '/data/9', 'physics', 'live', 'open', ?, 3, 3)`,
    [T0],
  );
  await site.sql(
    `INSERT INTO file (run_id, name, taken_ms, taken_source, bytes, adler32, sha256)
     SELECT 90, CONCAT('other_00042_', seq, '.dat'), ? + seq, 'header', 34000000, LPAD(seq, 8, '0'), SHA2(CONCAT('open', seq), 256)
     FROM seq_1_to_3`,
    [T0],
  );
  // A file with a verified copy on tape, one whose copy was removed, one without any; of a run in a part and of an open one.
  await site.sql(
    `INSERT INTO replica (file_id, location, state, locality, seen_ms, verified_ms)
     SELECT id, 'tape', IF(name LIKE '%1.dat', 'present', 'removed'), 'tape', 1, IF(name LIKE '%1.dat', 1, NULL)
     FROM file WHERE run_id IN (1, 90) AND name NOT LIKE '%3.dat'`,
  );
  await site.change('run', 90, T0, T0);
  await (await site.publisher()).publish();
});

after(async () => {
  await site[Symbol.asyncDispose]();
});

/** A file as it is read from a web server: every slice is a request, and is counted. */
async function remote(path: string): Promise<AsyncBuffer & { bytes: number; requests: number }> {
  const full = join(site.directory, path);
  const body = await readFile(full);
  const counted = {
    byteLength: (await stat(full)).size,
    bytes: 0,
    requests: 0,
    slice(start: number, end = body.length) {
      counted.bytes += end - start;
      counted.requests += 1;
      return new Uint8Array(body.subarray(start, end)).buffer;
    },
  };
  return counted;
}

async function parts(): Promise<readonly FilesPart[]> {
  return (await (await site.snapshot()).runs(SLUG))?.parts ?? [];
}

test('a part closes with the end of a run, and the index says where each run stands', async () => {
  const runs = await (await site.snapshot()).runs(SLUG);
  assert.deepEqual(
    runs?.parts.map(({ part, rows, isClosed }) => ({ part, rows, isClosed })),
    [
      { part: 1, rows: 150_003, isClosed: true },
      { part: 2, rows: 60_000, isClosed: false },
    ],
  );
  assert.deepEqual(runs?.columns.number, [3, 2, 1]);
  assert.deepEqual(runs?.columns.part, [2, 1, 1]);
  assert.deepEqual(runs?.columns.row, [0, 3, 0]);
});

test('types, times and units are in the file, and rows are by run and name', async () => {
  const [first] = await parts();
  const file = await remote(first!.path);
  const metadata = await parquetMetadataAsync(file);
  const described = JSON.parse(
    metadata.key_value_metadata?.find(({ key }) => key === 'flash.columns')?.value ?? '{}',
  ) as Record<string, { unit: string | null; description: string }>;
  assert.equal(described['t_cav_k']?.unit, 'K');
  assert.equal(described['bytes']?.unit, 'By');
  const types = metadata.schema
    .slice(1)
    .map(({ name, type, converted_type }) => [name, converted_type ?? type]);
  assert.deepEqual(Object.fromEntries(types)['taken_at'], 'TIMESTAMP_MILLIS');
  assert.deepEqual(Object.fromEntries(types)['file'], 'UTF8');
  const rows = await parquetReadObjects({ file, rowStart: 2, rowEnd: 4 });
  assert.deepEqual(
    rows.map(({ run_number: run, file: name, taken_at: at, bytes }) => [run, name, at, bytes]),
    [
      [1n, 'data_0000003.dat', new Date(T0 + 3_600_000 + 6_570 + 8), 34_000_000n],
      [2n, 'data_0000001.dat', new Date(T0 + 7_200_000 + 2_190 + 7), 34_000_000n],
    ],
  );
});

/** Whether a file has a copy like this. */
const HAS = (what: string): string =>
  `EXISTS (SELECT 1 FROM replica p WHERE p.file_id = f.id AND ${what})`;

/** What is looked for, as the address says it and as SQL does. */
const SEARCHES: readonly (readonly [search: string, where: string])[] = [
  ['name=_00042', "f.name LIKE '%!_00042%' ESCAPE '!'"],
  ['run=1..2&name=DATA_0000003', "r.number <= 2 AND f.name LIKE '%data!_0000003%' ESCAPE '!'"],
  [
    'taken=2026-11-23T12:00Z..2026-11-23T12:05Z&name=1.',
    "f.taken_ms BETWEEN UNIX_TIMESTAMP('2026-11-23 12:00:00') * 1000 AND UNIX_TIMESTAMP('2026-11-23 12:05:00') * 1000 AND f.name LIKE '%1.%'",
  ],
  ['tuner=8.5..&name=6.dat', "f.tuner_deg >= 8.5 AND f.name LIKE '%6.dat%'"],
  ['f=8844..8844.2', 'f.cavity_hz BETWEEN 8844000000 AND 8844200000'],
  ['copies=present', HAS("state = 'present'")],
  ['copies=verified', HAS("state = 'present' AND verified_ms > 0")],
  ['copies=archived&name=1.dat', HAS("state = 'present' AND locality = 'tape'")],
  ['copies=removed', HAS("state = 'removed'")],
  [
    'copies=none&run=1..9&name=00003.dat',
    `NOT ${HAS("state = 'present'")} AND f.name LIKE '%00003.dat'`,
  ],
];

/** A file by the sum that SQL has of it, of each kind, of each campaign: also of a run that is open. */
const SUMMED: readonly (readonly [kind: 'adler32' | 'sha256', where: string])[] = [
  ['adler32', 'f.adler32 IS NOT NULL AND r.number = 3'],
  ['adler32', "f.name = 'other_00042_2.dat'"],
  ['sha256', 'f.sha256 IS NOT NULL AND r.number = 3'],
  ['sha256', "f.name = 'other_00042_3.dat'"],
];

test(promised('4.1'), async () => {
  await site.sql("SET time_zone = '+00:00'");
  const source = snapshotSource(await site.snapshot());
  const searches = [...SEARCHES];
  for (const [kind, where] of SUMMED) {
    const [file] = await site.catalogue.administrator.query<{ sum: string }[]>(
      `SELECT f.${kind} AS sum FROM file f JOIN run r ON r.id = f.run_id WHERE ${where} ORDER BY f.id LIMIT 1 OFFSET 0`,
    );
    assert.ok(file);
    searches.push([`sum=${file.sum}`, `f.${kind} = '${file.sum}'`]);
  }
  for (const [search, where] of searches) {
    const found: FoundFile[] = [];
    const query = readFilesQuery(new URLSearchParams(search), site.now);
    for await (const { files } of findFiles(source, query)) found.push(...files);
    const wanted = await rowsOf(where);
    assert.ok(wanted.length > 0, `${search} finds nothing in SQL`);
    found.sort((a, b) => a.run - b.run || (a.name < b.name ? -1 : 1));
    assert.deepEqual(JSON.parse(filesText(found, 'json')), wanted, `JSON of ${search}`);
    const [head, ...lines] = parseCsv(filesText(found, 'csv'));
    assert.deepEqual(head, Object.keys(wanted[0] ?? {}));
    assert.deepEqual(
      lines,
      wanted.map((row) => Object.values(row).map((value) => String(value ?? ''))),
      `CSV of ${search}`,
    );
  }
});

/** Everything that goes out of a file, in the order of the fields. */
async function rowsOf(where: string): Promise<readonly Record<string, OutValue>[]> {
  const rows = await site.catalogue.administrator.query<Record<string, OutValue>[]>(
    `SELECT c.name AS campaign, r.number AS run, f.name AS file, CONCAT(r.path, '/', f.name) AS path,
       CONCAT(DATE_FORMAT(FROM_UNIXTIME(f.taken_ms DIV 1000), '%Y-%m-%dT%H:%i:%s'), '.', LPAD(MOD(f.taken_ms, 1000), 3, '0'), 'Z')
         AS taken_at,
       f.bytes, f.tuner_deg, f.cavity_hz, f.adler32, f.software_version
     FROM file f JOIN run r ON r.id = f.run_id JOIN campaign c ON c.id = r.campaign_id
     WHERE ${where} ORDER BY r.number, f.name`,
  );
  return rows.map((row) => ({ ...row }));
}

test(promised('4.2'), async (t) => {
  const sizes = (await parts()).reduce((sum, { bytes, names }) => sum + bytes + names.bytes, 0);
  const read = async (search: string): Promise<number> => {
    const source = snapshotSource(await site.snapshot());
    const query = readFilesQuery(new URLSearchParams(search), site.now);
    let count = 0;
    for await (const { files } of findFiles(source, query)) count += files.length;
    assert.equal(count, 1, search);
    return source.read();
  };
  const [row] = await rowsOf("r.number = 3 AND f.name = 'data_0033333.dat'");
  const searches = {
    'a name': 'name=data_0123456',
    'a name and a run': 'run=3&name=data_0044444',
    'a checksum': `sum=${String(row?.['adler32'])}&run=3`,
    'a moment': 'taken=2026-11-20T13:00:02.1Z..2026-11-20T13:00:02.3Z',
  };
  for (const [what, search] of Object.entries(searches)) {
    const bytes = await read(search);
    t.diagnostic(`${what}: ${bytes} of ${sizes} bytes`);
    assert.ok(bytes > 0 && bytes < sizes / 5, `${what}: ${bytes} of ${sizes} bytes`);
  }
  assert.equal(await readNothing(), 0);
});

/** What no part can hold is known from the index. */
async function readNothing(): Promise<number> {
  const source = snapshotSource(await site.snapshot());
  const query = readFilesQuery(new URLSearchParams('tuner=200..'), site.now);
  for await (const { files } of findFiles(source, query)) assert.deepEqual(files, []);
  return source.read();
}

test('the newest 50 files across the campaign cost at most 15 kB', async (t) => {
  const last = (await parts()).at(-1)!;
  const file = await remote(last.path);
  const metadata = await parquetMetadataAsync(file, { initialFetchSize: 8_192 });
  const rows = await parquetReadObjects({
    file,
    metadata,
    columns: ['run_number', 'file', 'taken_at', 'bytes'],
    rowStart: last.rows - 50,
    rowEnd: last.rows,
    useOffsetIndex: true,
  });
  assert.equal(rows.length, 50);
  assert.equal(rows.at(-1)?.['file'], 'data_0060000.dat');
  t.diagnostic(`${file.bytes} bytes in ${file.requests} requests`);
  assert.ok(file.bytes <= 15_000, `${file.bytes} bytes in ${file.requests} requests`);
});

test('50 files out of the middle cost pages, not the part', async (t) => {
  const [first] = await parts();
  const file = await remote(first!.path);
  const metadata = await parquetMetadataAsync(file, { initialFetchSize: 8_192 });
  const [rowStart, rowEnd] = [80_000, 80_050];
  const options = { file, metadata, columns: ['file', 'taken_at'], rowStart, rowEnd };
  const rows = await parquetReadObjects({ ...options, useOffsetIndex: true });
  assert.equal(rows[0]?.['file'], 'data_0079998.dat');
  t.diagnostic(`${file.bytes} of ${first!.bytes} bytes in ${file.requests} requests`);
  assert.ok(file.bytes <= 150_000, `${file.bytes} bytes`);
});

test('a closed part is written again only where its files changed, never for their copies', async () => {
  const publisher = await site.publisher();
  const [before_] = await parts();
  await site.sql(
    "INSERT INTO replica (file_id, location, state, locality, seen_ms) VALUES (1, 'cloud', 'present', 'disk', 1)",
  );
  await site.sql('UPDATE run SET revision = revision + 1 WHERE id = 1');
  await site.change('run', 1);
  site.now += 120_000;
  await publisher.publish();
  const [kept] = await parts();
  assert.equal(kept?.path, before_?.path);
  await site.sql(
    "UPDATE file SET adler32 = 'ffffffff' WHERE run_id = 1 AND name = 'data_0000001.dat'",
  );
  await site.sql('UPDATE run SET revision = revision + 1 WHERE id = 1');
  await site.change('run', 1);
  site.now += 120_000;
  await publisher.publish();
  const [renewed] = await parts();
  assert.ok(renewed !== undefined);
  assert.equal(renewed.revision, (before_?.revision ?? 0) + 1);
  const file = await remote(renewed.path);
  const [row] = await parquetReadObjects({ file, rowStart: 0, rowEnd: 1 });
  assert.equal(row?.['adler32'], 'ffffffff');
});

test('the part that grows waits its pause, and is whole after a restart', async () => {
  const publisher = await site.publisher();
  await site.addRun(4, 10);
  site.now += 1_000;
  await publisher.publish();
  const waiting = await parts();
  await site.addRun(5, 10);
  site.now += 1_000;
  await publisher.publish();
  assert.deepEqual(await parts(), waiting);
  const runs = await (await site.snapshot()).runs(SLUG);
  assert.equal(runs?.columns.files[0], 10);
  assert.equal(runs?.columns.part[0], null);
  await (await site.publisher()).publish();
  assert.equal((await parts()).at(-1)?.rows, 60_020);
  const names = await readdir(join(site.directory, 'files', SLUG));
  assert.ok(
    names.every((name) => /\.(?:parquet|names\.json(?:\.gz|\.br)?)$/.test(name)),
    names.join(' '),
  );
});
