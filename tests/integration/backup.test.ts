/** A backup of a real MariaDB that is written to, and what is restored from it. */

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { makeBackup } from '#telemetry/catalogue/backup/make.ts';
import { rowsOf } from '#telemetry/catalogue/backup/manifest.ts';
import { openCatalogue } from '#telemetry/catalogue/open.ts';
import { systemClock } from '#telemetry/effects.ts';
import { createRecorder, type Recorder } from '#telemetry/recorder/recorder.ts';
import { runFlash, writeConfig } from '../support/backup/command.ts';
import { fingerprint, publishedHashes } from '../support/backup/compare.ts';
import {
  startTestCatalogue,
  testConfig,
  UNSYNCED,
  type TestCatalogue,
} from '../support/catalogue.ts';
import {
  channelFact,
  createSender,
  fileFact,
  jobFact,
  readingsFact,
  sweepFact,
  T0,
} from '../support/facts.ts';

const NODE = 'test-node';
const root = mkdtempSync(join(tmpdir(), 'flash-backup-'));
const backups = join(root, 'backups');
let source: TestCatalogue;
let recorder: Recorder;
const sender = createSender();
let files = 0;

before(async () => {
  source = await startTestCatalogue();
  recorder = createRecorder({ pool: source.pools.recorder });
  await write([
    channelFact('qfridge/ch6-t', { label: 'Mixing chamber' }),
    sweepFact({ name: 'S11_22p3deg.txt', takenAt: T0 }),
    jobFact(),
  ]);
  for (let n = 0; n < 5; n += 1) await writeFiles();
  await writeOddRows();
});
after(async () => {
  await recorder.close();
  await source[Symbol.asyncDispose]();
  rmSync(root, { recursive: true, force: true });
});

async function write(facts: Parameters<typeof sender.batch>[0]): Promise<void> {
  const { status, body } = await recorder.record(sender.batch(facts));
  assert.equal(status, 200, JSON.stringify(body));
}

/** One transaction: 20 files and 200 readings. */
async function writeFiles(): Promise<void> {
  const readings = Array.from({ length: 200 }, (_, i) => {
    const t = T0 + (files * 10 + i) * 1_000;
    return [t, Math.sin(t), 'good'] as const;
  });
  const facts = Array.from({ length: 20 }, () => {
    files += 1;
    return fileFact({ name: `quax_${String(files)}.dat`, takenAt: T0 + files * 2_190 });
  });
  await write([...facts, readingsFact('qfridge/ch6-t', readings)]);
}

/** What a careless writer of text would spoil. */
async function writeOddRows(): Promise<void> {
  const { administrator } = source;
  const texts = [
    `a'b"c\\d`,
    'line\nline;\n(1),\r\n',
    'tab\tnul\0 \x1a',
    'caffè ☕ 𝛽',
    '',
    'NULL',
    "\\N','",
  ];
  for (const [line, raw] of texts.entries()) {
    await administrator.query(
      'INSERT INTO import_row (source, line, file, raw, cells_json) VALUES (?, ?, ?, ?, ?)',
      ['odd;\n', line, raw, raw, line % 2 === 0 ? null : JSON.stringify(raw)],
    );
  }
  const doubles = [
    0.1,
    1 / 3,
    5e-324,
    Number.MAX_VALUE,
    -1.7976931348623157e308,
    2 ** 53,
    1e21,
    123456789.12345679,
    -0.0001234567890123456,
  ];
  const random = Array.from(
    { length: 500 },
    () => Math.random() * 10 ** Math.floor(Math.random() * 60 - 30),
  );
  const rows = [...doubles, ...random].map((value, n) => [n, value, String(value)]);
  await administrator.batch("INSERT INTO reading VALUES (4000000000, ?, 0, ?, 'over', ?)", rows);
}

const make = (extra: Partial<Parameters<typeof makeBackup>[0]> = {}) =>
  makeBackup({
    connect: () => source.catalogue.openAdministrator(),
    directory: backups,
    owner: NODE,
    reason: 'command',
    clock: systemClock,
    signal: new AbortController().signal,
    ...extra,
  });

/** Restores into a new home and runs `look` on the opened catalogue. */
async function restored(
  folder: string,
  name: string,
  look: (catalogue: Awaited<ReturnType<typeof openCatalogue>>) => Promise<void>,
): Promise<void> {
  const home = join(root, name);
  writeConfig(home);
  const ran = await runFlash(home, ['restore', folder]);
  assert.equal(ran.code, 0, ran.stderr);
  await using catalogue = await openCatalogue({
    config: testConfig(home),
    mode: 'hold',
    serverArguments: UNSYNCED,
  });
  await look(catalogue);
}

test('made while a writer goes on, it is one moment: whole batches, and none that came later', async () => {
  let going = true;
  let batches = 0;
  const writer = (async () => {
    while (going) {
      await writeFiles();
      batches += 1;
    }
  })();
  let seen = 0;
  const { folder, manifest } = await make({
    onTable: () => (seen += 1),
    clock: systemClock,
  });
  going = false;
  await writer;
  assert.ok(batches > 0 && seen === manifest.tables.length);
  await restored(folder, 'moment', async (catalogue) => {
    await using connection = await adopt(catalogue);
    const [row] = await connection.query<Record<string, number>>(
      `SELECT (SELECT COUNT(*) FROM file) AS files, (SELECT SUM(file_count) FROM run) AS counted,
         (SELECT COUNT(*) FROM reading WHERE channel_id < 4000000000) AS readings, (SELECT SUM(reading_count) FROM channel) AS reading_count,
         (SELECT MAX(seq) FROM \`change\`) AS position`,
    );
    assert.equal(row?.['files'], row?.['counted']);
    assert.equal(row?.['readings'], row?.['reading_count']);
    assert.equal(row?.['position'], manifest.position);
    assert.equal((row?.['files'] ?? 0) % 20, 0, 'a batch is there in part');
  });
});

async function adopt(catalogue: Awaited<ReturnType<typeof openCatalogue>>) {
  const connection = await catalogue.openAdministrator();
  return {
    query: async <Row>(sql: string) => await connection.query<Row[]>(sql),
    connection,
    [Symbol.asyncDispose]: () => connection.end(),
  };
}

/** As `sha256sum --check` does. */
function assertChecksums(folder: string): void {
  const lines = readFileSync(join(folder, 'SHA256SUMS'), 'utf8').trimEnd().split('\n');
  assert.equal(lines.length, readdirSync(folder).length - 1);
  for (const line of lines) {
    const [sum, path = ''] = line.split('  ');
    const content = readFileSync(join(folder, path));
    assert.equal(createHash('sha256').update(content).digest('hex'), sum, path);
  }
}

test('restored, every table has the same rows, and the same is published of it', async () => {
  const before = await fingerprint(source.administrator);
  const { folder, manifest } = await make();
  assert.deepEqual(
    Object.fromEntries(manifest.tables.map(({ name, rows }) => [name, rows])),
    Object.fromEntries(Object.entries(before).map(([name, { rows }]) => [name, rows])),
  );
  assertChecksums(folder);
  await restored(folder, 'same', async (catalogue) => {
    await using other = await adopt(catalogue);
    // The accounts' passwords are this home's.
    const { meta: ownMeta, ...tables } = await fingerprint(other.connection);
    const { meta: theirMeta, ...wanted } = before;
    assert.deepEqual(tables, wanted);
    assert.equal(ownMeta?.rows, theirMeta?.rows);
    const [runlog] = await other.query<{ n: number }>('SELECT COUNT(*) AS n FROM runlog');
    assert.equal(runlog?.n, before['file']?.rows);
    const now = T0 + 86_400_000;
    const hashes = await publishedHashes(catalogue.pools.publisher, now);
    assert.ok(Object.keys(hashes).length >= 8);
    assert.deepEqual(hashes, await publishedHashes(source.pools.publisher, now));
    // It goes on: numbers continue, and what was known stays known.
    const again = createRecorder({ pool: catalogue.pools.recorder });
    const batch = createSender().batch([fileFact({ name: 'quax_1.dat', takenAt: T0 + 2_190 })]);
    const { status, body } = await again.record(batch);
    assert.partialDeepStrictEqual([status, body], [200, { added: 0 }]);
    await again.close();
  });
});

test('a damaged backup is refused before anything is made, and each damaged file is named', async () => {
  const { folder, manifest } = await make();
  const [first, second] = manifest.tables.filter(({ pieces }) => pieces.length > 0);
  const spoilt = join(folder, first?.pieces[0]?.path ?? '');
  const bytes = readFileSync(spoilt);
  bytes[bytes.length - 9]! ^= 1;
  writeFileSync(spoilt, bytes);
  truncateSync(join(folder, second?.pieces[0]?.path ?? ''), 20);
  rmSync(join(folder, 'after.sql.gz'));
  const home = join(root, 'damaged');
  writeConfig(home);
  for (const words of [
    ['restore', folder],
    ['restore', folder, '--check'],
  ]) {
    const { code, stderr } = await runFlash(home, words);
    assert.equal(code, 1);
    assert.match(
      stderr,
      /3 of its files are damaged: \w+\.0001\.sql\.gz: its checksum differs; \w+\.0001\.sql\.gz: 20 bytes instead of \d+; after\.sql\.gz: it is missing/,
    );
  }
  assert.deepEqual(readdirSync(home), ['flash.yaml']);
  writeFileSync(
    join(folder, 'manifest.json'),
    readFileSync(join(folder, 'manifest.json')).subarray(0, 300),
  );
  const { stderr } = await runFlash(home, ['restore', folder]);
  assert.match(stderr, /cannot read the backup: .*: its manifest\.json is damaged/);
  rmSync(folder, { recursive: true });
});

test('what is in the way is said: a full catalogue, the demo, no backup', async () => {
  const { folder, manifest } = await make();
  assert.ok(rowsOf(manifest) > 1_000);
  const home = join(root, 'same');
  const full = await runFlash(home, ['restore', folder]);
  assert.equal(full.code, 1);
  assert.match(
    full.stderr,
    /cannot restore the catalogue: flash: it is not empty: it holds \d+ tables and 1 runs/,
  );
  assert.match(full.stderr, /what to do: set FLASH_HOME to a new folder/);
  const demo = await runFlash(home, ['restore', folder, '--demo']);
  assert.match(demo.stderr, /it is the backup of a real catalogue and was to become a demo one/);
  const none = await runFlash(home, ['restore', root]);
  assert.match(none.stderr, /it holds no manifest\.json: it is not a backup, or not a whole one/);
  assert.equal((await runFlash(home, ['restore'])).code, 2);
});
