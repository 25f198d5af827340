import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Connection } from 'mariadb';

import { migrate } from '#telemetry/catalogue/migrate.ts';
import { parseMigration, readMigrations } from '#telemetry/catalogue/migration-files.ts';
import { openCatalogue } from '#telemetry/catalogue/open.ts';
import { systemClock } from '#telemetry/effects.ts';
import { startTestCatalogue, testConfig, type TestCatalogue } from '../../support/catalogue.ts';

let catalogue: TestCatalogue;
let connection: Connection;

before(async () => {
  catalogue = await startTestCatalogue({ isAnew: true });
  connection = catalogue.administrator;
});
after(() => catalogue[Symbol.asyncDispose]());

const base = { isDemo: false, clock: systemClock };

async function freshDatabase(name: string) {
  await connection.query(`CREATE DATABASE ${name} CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin`);
  await connection.query(`USE ${name}`);
  return { connection, database: name, ...base };
}

test('a file is split into statements at semicolons that end a line', () => {
  const { number, name, statements } = parseMigration(
    '0007-some-thing.sql',
    "-- Why.\n\nCREATE TABLE a (b INT); \n-- what; not one\nINSERT INTO a VALUES ('x; y');\n",
  );
  assert.equal(number, 7);
  assert.equal(name, '0007-some-thing');
  assert.deepEqual(statements, ['CREATE TABLE a (b INT)', "INSERT INTO a VALUES ('x; y')"]);
});

test('migrations are applied once, in order', async () => {
  const options = await freshDatabase('twice');
  const names = readMigrations().map((migration) => migration.name);
  assert.deepEqual(await migrate(options), names);
  assert.deepEqual(await migrate(options), []);
});

test('a migration that was changed after it was applied is refused', async () => {
  const options = await freshDatabase('changed');
  const one = parseMigration(
    '0001-a.sql',
    'CREATE TABLE meta (name VARCHAR(9) PRIMARY KEY, value TEXT);\n',
  );
  await migrate({ ...options, migrations: [one] });
  await assert.rejects(migrate({ ...options, migrations: [{ ...one, sha256: 'other' }] }), {
    message: /0001-a: its file is not the one that was applied/,
  });
  await assert.rejects(migrate({ ...options, migrations: [] }), {
    message: /made by a newer version of this program/,
  });
});

test('a migration cut short goes on where it stopped', async () => {
  const options = await freshDatabase('cut');
  const text =
    'CREATE TABLE meta (name VARCHAR(9) PRIMARY KEY, value TEXT);\nCREATE TABLE b (c INT);\nCREATE TABLE d (e INT);\n';
  const whole = parseMigration('0001-a.sql', text);
  const broken = { ...whole, statements: [...whole.statements.slice(0, 2), 'CREATE NONSENSE'] };
  await assert.rejects(migrate({ ...options, migrations: [broken] }), {
    message: /CREATE NONSENSE/,
  });
  // As if the crash had come between the second statement and its note.
  await connection.query('UPDATE schema_migration SET statements = 1');
  assert.deepEqual(await migrate({ ...options, migrations: [whole] }), ['0001-a']);
  assert.equal((await connection.query<unknown[]>("SHOW TABLES LIKE 'd'")).length, 1);
});

test('a catalogue is demo or real and refuses the other', async () => {
  const config = testConfig(catalogue.home, { isDemo: true });
  await assert.rejects(openCatalogue({ config, mode: 'use' }), {
    message: /it is a real catalogue and was to be opened as a demo one/,
    hint: /leave --demo away/,
  });
});

test('accounts may do what they are for and nothing else', async () => {
  const { recorder, publisher, gateway } = catalogue.pools;
  await recorder.query("INSERT INTO campaign (name, slug) VALUES ('Run_x', 'x')");
  assert.equal((await publisher.query<unknown[]>('SELECT * FROM runlog_clean')).length, 0);
  await assert.rejects(publisher.query('DELETE FROM campaign'), {
    code: 'ER_TABLEACCESS_DENIED_ERROR',
  });
  await assert.rejects(publisher.query('SELECT * FROM agent_token'), {
    code: 'ER_TABLEACCESS_DENIED_ERROR',
  });
  await assert.rejects(recorder.query('DROP TABLE campaign'), {
    code: 'ER_TABLEACCESS_DENIED_ERROR',
  });
  await assert.rejects(recorder.query('DELETE FROM file'), { code: 'ER_TABLEACCESS_DENIED_ERROR' });
  await assert.rejects(gateway.query('SELECT * FROM reading'), {
    code: 'ER_TABLEACCESS_DENIED_ERROR',
  });
});

test('a running catalogue is used by another opening, which leaves it running', async () => {
  const second = await openCatalogue({ config: catalogue.config, mode: 'use' });
  assert.equal(second.serverPid(), null);
  assert.equal((await second.pools.publisher.query<unknown[]>('SELECT 1')).length, 1);
  await second.close();
  assert.equal((await catalogue.pools.publisher.query<unknown[]>('SELECT 1')).length, 1);
});

test('an external server goes through the same code', async () => {
  const { openConnection } = await import('#telemetry/catalogue/connection.ts');
  const { readAdministrator } = await import('#telemetry/catalogue/embedded/administrator.ts');
  const { placeEmbedded } = await import('#telemetry/catalogue/embedded/place.ts');
  // The embedded server of the other tests stands in for one of others, by its address and administrator.
  const administrator = readAdministrator(placeEmbedded(catalogue.home));
  assert.ok('socketPath' in administrator.address);
  const url = `mariadb:///elsewhere?socket=${administrator.address.socketPath}`;
  const external = { kind: 'external', url, admin_user: administrator.user };
  const settings = { catalogue: { ...external, admin_password: administrator.password } };
  const config = testConfig(`${catalogue.home}/other`, { settings });
  const other = await openCatalogue({ config, mode: 'hold' });
  assert.equal(other.database, 'elsewhere');
  assert.equal((await other.pools.publisher.query<unknown[]>('SELECT * FROM run')).length, 0);
  await other.close();
  const check = await openConnection(administrator);
  await check.query('DROP DATABASE elsewhere');
  await check.end();
});

test('deleting a run takes its files along and is a change that the publisher sees', async () => {
  const { recorder } = catalogue.pools;
  const { insertId: campaign } = await recorder.query<{ insertId: number }>(
    "INSERT INTO campaign (name, slug) VALUES ('Run_y', 'y')",
  );
  const { insertId: run } = await recorder.query<{ insertId: number }>(
    "INSERT INTO run (campaign_id, number, path, origin, state) VALUES (?, 1, '/y', 'live', 'open')",
    [campaign],
  );
  await recorder.query("INSERT INTO file (run_id, name) VALUES (?, 'a')", [run]);
  const admin = await catalogue.catalogue.openAdministrator();
  await admin.query('DELETE FROM run WHERE id = ?', [run]);
  assert.equal(
    (await admin.query<unknown[]>('SELECT * FROM file WHERE run_id = ?', [run])).length,
    0,
  );
  const changes = await admin.query<{ removed: number }[]>(
    "SELECT removed FROM `change` WHERE subject = 'run' AND subject_id = ?",
    [run],
  );
  assert.deepEqual(
    changes.map(({ removed }) => removed),
    [1],
  );
  await admin.end();
});

test('readings that are there already move into their partitions', async () => {
  const options = await freshDatabase('partitioned');
  const all = readMigrations();
  await migrate({ ...options, migrations: all.slice(0, 5) });
  const times = [
    Date.UTC(2009, 0, 1),
    Date.UTC(2024, 5, 1),
    Date.UTC(2026, 10, 3),
    Date.UTC(2031, 0, 1),
  ];
  for (const t of times) {
    await connection.query(
      "INSERT INTO reading (channel_id, t_ms, value, quality) VALUES (7, ?, 4.2, 'good')",
      [t],
    );
  }
  await migrate(options);
  const rows = await connection.query<{ t: number }[]>(
    'SELECT t_ms AS t FROM reading ORDER BY t_ms',
  );
  assert.deepEqual(
    rows.map(({ t }) => t),
    times,
  );
  for (const [n, name] of ['early', 'p20240101', 'p20261101', 'later'].entries()) {
    const inside = await connection.query<{ t: number }[]>(
      `SELECT t_ms AS t FROM reading PARTITION (${name})`,
    );
    assert.deepEqual(
      inside.map(({ t }) => t),
      [times[n]],
    );
  }
});
