/** The tables of the logbook: revisions that nobody can forget, change or remove, also not by hand. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Connection } from 'mariadb';

import { migrate } from '#telemetry/catalogue/migrate.ts';
import { readMigrations } from '#telemetry/catalogue/migration-files.ts';
import { systemClock } from '#telemetry/effects.ts';
import { startTestCatalogue, type TestCatalogue } from '../../support/catalogue.ts';

let catalogue: TestCatalogue;
let connection: Connection;
const at = Date.parse('2026-11-20T10:00:00Z');
const isLog = ({ name }: { readonly name: string }): boolean => name.endsWith('-log');

before(async () => {
  catalogue = await startTestCatalogue();
  connection = catalogue.administrator;
});
after(() => catalogue[Symbol.asyncDispose]());

const id = (n: number): string => `01KAH0000000000000000000${String(n).padStart(2, '0')}`;

async function insert(n: number, kind: 'human' | 'machine', title: string): Promise<void> {
  await connection.query(
    `INSERT INTO log_entry (id, origin, author_kind, author, event_ms, created_ms, title, tags)
     VALUES (?, ?, ?, 'ada', ?, ?, ?, 'run')`,
    [id(n), `test:${String(n)}`, kind, at, at, title],
  );
}

const revisions = async (n: number) =>
  await connection.query<Record<string, unknown>[]>(
    'SELECT n, title, by_whom, why FROM log_revision WHERE entry_id = ? ORDER BY n',
    [id(n)],
  );

test('a catalogue of before keeps its entries; those of people get their first revision', async () => {
  const options = { connection, database: 'older', isDemo: false, clock: systemClock };
  await connection.query('CREATE DATABASE older CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin');
  await connection.query('USE older');
  const migrations = readMigrations();
  await migrate({ ...options, migrations: migrations.slice(0, migrations.findIndex(isLog)) });
  await insert(1, 'human', 'The field is up');
  await insert(2, 'machine', 'Run 1 opened');
  await migrate(options);
  assert.equal((await revisions(1)).length, 1);
  assert.equal((await revisions(2)).length, 0);
  const rows = await connection.query<{ title: string; revision: number; format: string }[]>(
    'SELECT title, revision, format FROM log_entry ORDER BY id',
  );
  assert.deepEqual(
    rows.map((row) => ({ ...row })),
    [
      { title: 'The field is up', revision: 1, format: 'plain' },
      { title: 'Run 1 opened', revision: 1, format: 'plain' },
    ],
  );
  await connection.query(`USE \`${catalogue.catalogue.database}\``);
});

test('a text that is changed by hand is a revision of its own; a run that moves is none', async () => {
  await insert(3, 'human', 'Helium is low');
  await connection.query("UPDATE log_entry SET title = 'Helium is fine' WHERE id = ?", [id(3)]);
  await connection.query('UPDATE log_entry SET run_id = 7 WHERE id = ?', [id(3)]);
  assert.deepEqual(
    (await revisions(3)).map((row) => ({ ...row })),
    [
      { n: 1, title: 'Helium is low', by_whom: 'ada', why: null },
      { n: 2, title: 'Helium is fine', by_whom: 'unknown', why: 'changed in the database' },
    ],
  );
});

test('revisions are never changed or removed, and the account of the log cannot write one', async () => {
  await assert.rejects(connection.query("UPDATE log_revision SET title = 'x'"), /never changed/);
  await assert.rejects(connection.query('DELETE FROM log_revision'), /never removed/);
  const { gateway } = catalogue.pools;
  await assert.rejects(gateway.query("UPDATE log_revision SET title = 'x'"), /denied/);
  await assert.rejects(gateway.query("UPDATE run SET path = 'x'"), /denied/);
  await assert.rejects(gateway.query('DELETE FROM log_entry'), /denied/);
});

test('a flag is of a run or of a span of time', async () => {
  const flag = (from: number | null, to: number | null, run: number | null) =>
    connection.query(
      `INSERT INTO quality_flag (id, origin, run_id, from_ms, to_ms, quality, why, by_whom, created_ms)
       VALUES (?, ?, ?, ?, ?, 'bad', 'digitizer', 'ada', ?)`,
      [id(9), 'test', run, from, to, at],
    );
  await assert.rejects(flag(at, null, null), /flag_of_something/);
  await flag(at, at + 1, null);
});
