/** `flash files` of a run of any length goes out as it comes: memory does not grow with it. */

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { parquetMetadata } from 'hyparquet';

import { runFlash, writeConfig } from '../support/backup/command.ts';
import { startTestCatalogue, type TestCatalogue } from '../support/catalogue.ts';

const CHILD = resolve(import.meta.dirname, '..', 'support', 'stream-files-child.ts');
/** Files of the runs 1, 2 and 3: few, as many as a long run has, and five times that. */
const LENGTHS = [200, 20_000, 100_000] as const;
let source: TestCatalogue;
let config: string;

before(async () => {
  source = await startTestCatalogue();
  config = writeConfig(source.home);
  const { administrator: admin } = source;
  await admin.query("INSERT INTO campaign (id, name, slug) VALUES (1, 'Long', 'long')");
  for (const [index, length] of LENGTHS.entries()) {
    const number = index + 1;
    await admin.query(
      `INSERT INTO run (id, campaign_id, number, path, origin, state, file_count) VALUES (?, 1, ?, ?, 'live', 'closed', ?)`,
      [number, number, `/daq/long/${String(number)}`, length],
    );
    await admin.query(
      `INSERT INTO file (run_id, name, taken_ms, taken_source, bytes, adler32, t_cav_k, cavity_hz)
       SELECT ?, CONCAT('quax_', LPAD(seq, 9, '0'), '.dat'), 1764000000000 + seq * 2190, 'header', 34000000, LPAD(HEX(seq), 8, '0'),
         0.03 + seq * 1e-9, 8832145000 FROM seq_1_to_${String(length)}`,
      [number],
    );
  }
});
after(() => source[Symbol.asyncDispose]());

interface Streamed {
  readonly lines: number;
  readonly bytes: number;
  readonly largest: number;
  readonly peakBytes: number;
}

/** Too little for the rows of the longest run at once: whoever gathers them ends here. */
const HEAP = ['--max-old-space-size=64', '--max-semi-space-size=4'];

const streams = new Map<string, Promise<Streamed>>();

/** What one run, or null for the campaign, gives in a process of its own; measured once for all tests. */
async function stream(run: number | null, format: string): Promise<Streamed> {
  const named = run === null ? 'long' : `Long/${String(run)}`;
  const key = `${named} ${format}`;
  const streamed = streams.get(key) ?? startStream(named, format);
  streams.set(key, streamed);
  return await streamed;
}

async function startStream(named: string, format: string): Promise<Streamed> {
  const args = [...HEAP, CHILD, config, named, format];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return JSON.parse(stdout) as Streamed;
}

for (const [format, frame] of [
  ['csv', 1],
  ['json', 2],
] as const) {
  test(`${format}: every row, in pieces, in the memory of a short run`, async () => {
    const [short, long] = [await stream(1, format), await stream(2, format)];
    const longest = await stream(3, format);
    assert.deepEqual(
      [short, long, longest].map(({ lines }) => lines),
      LENGTHS.map((rows) => rows + frame),
    );
    assert.ok(longest.largest < 200_000, `a piece of ${String(longest.largest)} bytes`);
    const grown = longest.peakBytes - short.peakBytes;
    assert.ok(grown < 60e6, `${String(grown)} bytes more than a run of 200 files`);
  });
}

test('parquet: a row group at a time, five times the files in about the same memory', async () => {
  const [long, longest] = [await stream(2, 'parquet'), await stream(3, 'parquet')];
  assert.ok(longest.largest < longest.bytes / 3, 'the file went out in one piece');
  const grown = longest.peakBytes - long.peakBytes;
  assert.ok(grown < 60e6, `${String(grown)} bytes more than a run of 20 000 files`);
});

test('parquet: every row of the longest run is there', async () => {
  const { code, stdout } = await runFlash(
    source.home,
    ['files', '--run', 'Long/3', '--format', 'parquet'],
    { encoding: 'latin1' },
  );
  assert.equal(code, 0);
  const { buffer } = new Uint8Array(Buffer.from(stdout, 'latin1'));
  const { num_rows: rows, row_groups: groups } = parquetMetadata(buffer);
  assert.equal(Number(rows), 100_000);
  assert.equal(groups.length, 5);
});

test('a whole campaign: every file of every run with its number, in the memory of one run', async () => {
  const all = LENGTHS.reduce((sum, length) => sum + length, 0);
  for (const [format, frame] of [
    ['csv', 1],
    ['json', 2],
  ] as const) {
    const [short, whole] = [await stream(1, format), await stream(null, format)];
    assert.equal(whole.lines, all + frame);
    assert.ok(whole.largest < 200_000, `a piece of ${String(whole.largest)} bytes`);
    const grown = whole.peakBytes - short.peakBytes;
    assert.ok(grown < 60e6, `${String(grown)} bytes more than a run of 200 files`);
  }
  const [run, whole] = [await stream(2, 'parquet'), await stream(null, 'parquet')];
  const grown = whole.peakBytes - run.peakBytes;
  assert.ok(grown < 60e6, `${String(grown)} bytes more than a run of 20 000 files`);
  const { code, stdout } = await runFlash(
    source.home,
    ['files', '--campaign', 'Long', '--format', 'parquet'],
    { encoding: 'latin1' },
  );
  assert.equal(code, 0);
  const { buffer } = new Uint8Array(Buffer.from(stdout, 'latin1'));
  const metadata = parquetMetadata(buffer);
  assert.equal(Number(metadata.num_rows), all);
  assert.equal(metadata.schema[1]?.name, 'run');
});

test('a campaign and a run exclude each other, a table has no whole campaign', async () => {
  const wrong = [
    ['--campaign', 'Long', '--run', 'Long/1'],
    ['--campaign', 'Long', '--format', 'table'],
  ];
  for (const options of wrong)
    assert.equal((await runFlash(source.home, ['files', ...options])).code, 2);
  assert.equal((await runFlash(source.home, ['files', '--campaign', 'None'])).code, 1);
});
