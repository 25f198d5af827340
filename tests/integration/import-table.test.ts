/** The run table read where it lives: the same as its CSV, twice the same, followed, and refused with a sentence. */

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { command } from '#agents/commands/import-runlog.ts';
import { parseRunlog, RUNLOG_COLUMNS } from '#agents/formats/runlog-csv.ts';
import type { RecorderDoor } from '#telemetry/command.ts';
import { createRecorder } from '#telemetry/recorder/recorder.ts';
import { startTestCatalogue } from '../support/catalogue.ts';
import type { TestCatalogue } from '../support/catalogue.ts';
import { openImportBench } from '../support/import-commands.ts';
import type { ImportBench, ImportRun, ImportSurroundings } from '../support/import-commands.ts';
import { needsSharedData, sharedData } from '../support/shared-data.ts';
import { waitUntil } from '../support/wait-until.ts';

const CSV = 'runlog/flash/runlog.csv';
const RUN = '/mnt/d/Run_2024.05-QUAX/Prova';
const PASSWORD = 'only for this test';
const quoted = RUNLOG_COLUMNS.map((column) => `\`${column}\``);

let catalogue: TestCatalogue;
let bench: ImportBench;
let socket = '';

before(async () => {
  catalogue = await startTestCatalogue();
  bench = openImportBench();
  writeFileSync(join(bench.home, 'reader.pw'), `${PASSWORD}\n`);
  const { administrator } = catalogue;
  const [row] = await administrator.query<{ at: string }[]>('SELECT @@socket AS at');
  socket = row?.at ?? '';
  await administrator.query('CREATE DATABASE daq');
  await administrator.query(`CREATE USER reader@localhost IDENTIFIED BY '${PASSWORD}'`);
  await administrator.query('GRANT SELECT ON daq.* TO reader@localhost');
});
after(async () => {
  bench[Symbol.dispose]();
  await catalogue[Symbol.asyncDispose]();
});

const addressOf = (table: string): string => `mariadb:///daq/${table}?socket=${socket}`;

/** A table as it is today: fourteen columns of text, no key. */
async function makeTable(table: string, columns: readonly string[] = quoted): Promise<void> {
  const list = columns.map((column) => `${column} VARCHAR(255) NULL`).join(', ');
  await catalogue.administrator.query(`CREATE TABLE daq.${table} (${list})`);
}

async function insert(table: string, rows: readonly (readonly (string | null)[])[]): Promise<void> {
  const marks = quoted.map(() => '?').join(', ');
  const sql = `INSERT INTO daq.${table} (${quoted.join(', ')}) VALUES (${marks})`;
  await catalogue.administrator.batch(
    sql,
    rows.map((row) => [...row]),
  );
}

/** A row of the table: name, time and the flag of tape differ. */
function row(name: string, time = '05/31/2024,11:00:00', tape = '0'): (string | null)[] {
  const paths = ['/mnt/quaxraw', 'davs://xfer...'];
  return [RUN, name, 'LNF', time, 'v0', '1', tape, ...paths, 'calib', '31.5', null, 'x7', null];
}

function openDoor(): RecorderDoor {
  const recorder = createRecorder({ pool: catalogue.pools.recorder });
  return {
    async deliver(batch) {
      const { status, body } = await recorder.record(batch);
      assert.ok(status === 200, JSON.stringify(body));
      return { refused: body.refused, added: body.added ?? null };
    },
    close: async () => await Promise.resolve(),
  };
}

const account = { user: 'reader', 'password-file': 'reader.pw' };

async function importTable(
  table: string,
  options: Readonly<Record<string, string | boolean>> = {},
  given: ImportSurroundings = {},
): Promise<ImportRun> {
  return await bench.run(
    command,
    [addressOf(table)],
    { ...account, ...options },
    openDoor(),
    given,
  );
}

async function viewOf(run: string): Promise<string[][]> {
  const rows = await catalogue.administrator.query<Record<string, string>[]>(
    `SELECT ${quoted.join(', ')} FROM runlog WHERE \`run\` = ? ORDER BY \`data\``,
    [run],
  );
  return rows.map((cells) => RUNLOG_COLUMNS.map((column) => String(cells[column])));
}

test(
  'the table gives what its CSV gives, and the view runlog returns what went in',
  needsSharedData(CSV),
  async () => {
    const parsed = parseRunlog(readFileSync(sharedData(CSV), 'utf8'));
    assert.ok(parsed.ok);
    const cells = parsed.rows.map((one) => RUNLOG_COLUMNS.map((column) => one.cells[column]));
    await makeTable('runs');
    await insert('runs', cells);
    const first = await importTable('runs');
    assert.match(first.output, /: 21 rows, 21 new, 0 known already, 0 refused\n/);
    const env = { FLASH_IMPORT_PASSWORD: PASSWORD };
    const byEnvironment = { user: 'reader' };
    const again = await bench.run(command, [addressOf('runs')], byEnvironment, openDoor(), { env });
    assert.match(again.output, /: 21 rows, 0 new, 21 known already, 0 refused\n/);
    assert.deepEqual(again.facts, first.facts);
    const sorted = cells.toSorted((a, b) => ((a[1] ?? '') < (b[1] ?? '') ? -1 : 1));
    assert.deepEqual(await viewOf(cells[0]?.[0] ?? ''), sorted);
    const csv = await bench.run(command, [sharedData(CSV)], {}, openDoor());
    assert.match(csv.output, /: 21 rows, 0 new, 21 known already, 0 refused\n/);
    const files = (run: ImportRun) => run.facts.filter(({ kind }) => kind === 'file');
    assert.deepEqual(files(csv), files(first));
  },
);

test('--follow takes in a new row and a changed one, and outlives a source that goes away', async () => {
  const { administrator } = catalogue;
  await makeTable('living');
  await insert('living', [row('b.txt'), row('d.txt')]);
  const end = new AbortController();
  let isWaiting = false;
  const following = importTable(
    'living',
    { follow: true, json: true },
    { signal: end.signal, onSay: (line) => (isWaiting ||= line.includes('trying again')) },
  );
  const names = async () => (await viewOf(RUN)).map(([, name]) => name);
  await waitUntil('the first round', async () => (await names()).length === 2);
  await insert('living', [row('a.txt')]);
  await waitUntil('the new row', async () => (await names()).length === 3);
  await administrator.query('ALTER USER reader@localhost ACCOUNT LOCK');
  await administrator.query("UPDATE daq.living SET tape = '1', BIT = 'x8' WHERE `data` = 'd.txt'");
  await waitUntil('the word that it went away', () => isWaiting);
  await administrator.query('ALTER USER reader@localhost ACCOUNT UNLOCK');
  const changed = await waitUntil('the changed row', async () =>
    (await viewOf(RUN)).find((cells) => cells[1] === 'd.txt' && cells[6] === '1'),
  );
  assert.equal(changed[12], 'x8');
  end.abort();
  const { code, output, said } = await following;
  assert.equal(code, 0);
  const rounds: { rows: number; added: number }[] = output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  assert.deepEqual(
    rounds.map(({ rows, added }) => [rows, added]),
    [
      [2, 2],
      [1, 1],
      [1, 0],
    ],
  );
  assert.equal(
    said.filter((line) => /locked.*; trying again until it is back$/.test(line)).length,
    1,
  );
  assert.equal(said.filter((line) => line.endsWith(' can be read again')).length, 1);
  const [tape] = await administrator.query<{ raw: string; n: number }[]>(
    "SELECT raw, COUNT(*) OVER () AS n FROM import_row WHERE raw LIKE '%Prova,d.txt%'",
  );
  assert.match(tape?.raw ?? '', /,1,1,.*,x8,$/);
  assert.equal(Number(tape?.n), 1, 'a changed row replaces itself');
});

test('a bad row of the table is named by run and data and stops nothing', async () => {
  await makeTable('bad');
  await insert('bad', [
    row('e.txt'),
    row('f.txt', '99/31/2024,11:00:00'),
    row('g.txt', undefined, 'yes'),
  ]);
  const { output, code } = await importTable('bad', { report: 'refused.tsv' });
  assert.equal(code, 0);
  assert.match(output, /3 rows, 1 new, 0 known already, 2 refused/);
  assert.match(output, /bad\?socket=\S+: run '\S+', data 'f\.txt': time '99\/31.*no such date/);
  assert.match(output, /data 'g\.txt': column 'tape': expected 0, 1 or nothing, found 'yes'/);
  assert.equal(readFileSync(join(bench.home, 'refused.tsv'), 'utf8').split('\n').length, 4);
});

test('an undecidable date asks before anything is delivered; --date-order decides', async () => {
  await makeTable('asks');
  await insert('asks', [row('h.txt', ''), row('i.txt', '05/06/2024,11:00:00')]);
  await assert.rejects(importTable('asks'), {
    message: /may be day\/month or month\/day/,
    hint: /--date-order/,
  });
  assert.match((await importTable('asks', { 'date-order': 'mdy' })).output, /2 rows, 2 new/);
});

test('other columns, no such table, a wrong password and a password in the address are refused with what to do', async () => {
  await makeTable(
    'renamed',
    quoted.map((name) => (name === '`T_cav[mK]`' ? '`T_cav_mK`' : name)),
  );
  await assert.rejects(importTable('renamed'), (error: Error & { hint?: string }) => {
    assert.match(error.message, /no column 'T_cav\[mK\]' \(but 'T_cav_mK'\)/);
    assert.match(error.message, /expected: run, data, .*found: +run, data, /s);
    assert.match(error.hint ?? '', /make a view/);
    return true;
  });
  await assert.rejects(importTable('none'), {
    message: /the database daq has no table 'none'/,
    hint: /it has .*renamed/,
  });
  writeFileSync(join(bench.home, 'wrong.pw'), 'not this one');
  await assert.rejects(importTable('runs', { 'password-file': 'wrong.pw' }), {
    message: /Access denied for user 'reader'/,
    hint: /--password-file/,
  });
  await assert.rejects(importTable('runs', { 'password-file': 'no.pw' }), /no\.pw: no such file/);
  const secret = ['mariadb://reader', 'x@127.0.0.1/daq/runs'].join(':');
  await assert.rejects(bench.run(command, [secret]), {
    name: 'UsageError',
    message: /holds a password.*--password-file or set FLASH_IMPORT_PASSWORD/,
  });
});
