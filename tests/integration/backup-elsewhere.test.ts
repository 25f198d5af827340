/** A backup goes into a server of others as well, and is made before a migration that is really pending. */

import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { openConnection } from '#telemetry/catalogue/connection.ts';
import { placeEmbedded } from '#telemetry/catalogue/embedded/place.ts';
import { startEmbedded } from '#telemetry/catalogue/embedded/server.ts';
import { migrate } from '#telemetry/catalogue/migrate.ts';
import { readMigrations } from '#telemetry/catalogue/migration-files.ts';
import { openCatalogue } from '#telemetry/catalogue/open.ts';
import { silentLog, systemClock } from '#telemetry/effects.ts';
import { createRecorder } from '#telemetry/recorder/recorder.ts';
import { runFlash, writeConfig } from '../support/backup/command.ts';
import { startTestCatalogue, testConfig, UNSYNCED } from '../support/catalogue.ts';
import { createSender, fileFact, readingsFact, T0 } from '../support/facts.ts';
import { needsProgram } from '../support/needs-program.ts';

test(
  'restored into an external server, everything is there and goes on',
  needsProgram('FLASH_MARIADBD'),
  async (t) => {
    const root = mkdtempSync(join(tmpdir(), 'flash-elsewhere-'));
    t.after(() => rmSync(root, { recursive: true, force: true }));
    const backups = join(root, 'backups');
    {
      await using source = await startTestCatalogue();
      writeConfig(source.home);
      const recorder = createRecorder({ pool: source.pools.recorder });
      const facts = [fileFact(), readingsFact('f/x', [[T0, 1, 'good']])];
      assert.equal((await recorder.record(createSender().batch(facts))).status, 200);
      await recorder.close();
      const made = await runFlash(source.home, ['backup', '--out', backups]);
      assert.equal(made.code, 0, made.stderr);
    }
    const [name] = readdirSync(backups).filter((entry) => !entry.startsWith('.'));
    assert.ok(name !== undefined);
    const theirs = join(root, 'theirs');
    await using server = await startEmbedded({
      home: theirs,
      env: process.env,
      log: silentLog,
      serverArguments: UNSYNCED,
    });
    const { user, password } = server.administrator;
    const ours = join(root, 'ours');
    const settings = {
      catalogue: {
        kind: 'external',
        url: `mariadb:///their_flash?socket=${placeEmbedded(theirs).socket}`,
        admin_user: user,
        admin_password: password,
      },
    };
    writeConfig(ours, settings);
    const restored = await runFlash(ours, ['restore', join(backups, name)]);
    assert.equal(restored.code, 0, restored.stderr);
    // It is full now: a second time it is refused, and nothing is lost.
    assert.equal((await runFlash(ours, ['restore', join(backups, name)])).code, 1);
    await using catalogue = await openCatalogue({
      config: testConfig(ours, { settings }),
      mode: 'use',
    });
    const [row] = await catalogue.pools.publisher.query<{ files: number; readings: number }[]>(
      'SELECT (SELECT file_count FROM run) AS files, (SELECT COUNT(*) FROM reading) AS readings',
    );
    assert.deepEqual({ ...row }, { files: 1, readings: 1 });
    const recorder = createRecorder({ pool: catalogue.pools.recorder });
    const next = createSender().batch([fileFact(), fileFact({ name: 'next.dat' })]);
    assert.partialDeepStrictEqual(await recorder.record(next), { status: 200, body: { added: 1 } });
    await recorder.close();
  },
);

test(
  'before a pending migration a backup of the older catalogue is made, and it restores',
  needsProgram('FLASH_MARIADBD'),
  async (t) => {
    const root = mkdtempSync(join(tmpdir(), 'flash-pending-'));
    t.after(() => rmSync(root, { recursive: true, force: true }));
    const home = join(root, 'home');
    const older = readMigrations().slice(0, -1);
    {
      await using server = await startEmbedded({
        home,
        env: process.env,
        log: silentLog,
        serverArguments: UNSYNCED,
      });
      const connection = await openConnection(server.administrator);
      await connection.query(
        'CREATE DATABASE IF NOT EXISTS flash CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin',
      );
      await connection.query('USE flash');
      const options = { connection, database: 'flash', isDemo: false, clock: systemClock };
      await migrate({ ...options, migrations: older });
      await connection.query("INSERT INTO campaign (name, slug) VALUES ('Run_old', 'old')");
      await connection.end();
    }
    const settings = { backup: { directory: join(root, 'backups') } };
    {
      await using opened = await openCatalogue({
        config: testConfig(home, { settings }),
        mode: 'hold',
        serverArguments: UNSYNCED,
      });
      const [row] = await opened.pools.publisher.query<{ n: number }[]>(
        'SELECT COUNT(*) AS n FROM schema_migration WHERE applied_ms IS NOT NULL',
      );
      assert.equal(row?.n, older.length + 1);
    }
    const made = readdirSync(join(root, 'backups')).filter((name) => name.endsWith('-migration'));
    assert.equal(made.length, 1);
    // The older state comes back, and is brought up to date in its turn, with a backup before.
    const other = join(root, 'other');
    writeConfig(other, { backup: { directory: join(root, 'other-backups') } });
    const restored = await runFlash(other, ['restore', join(root, 'backups', made[0] ?? '')]);
    assert.equal(restored.code, 0, restored.stderr);
    await using again = await openCatalogue({
      config: testConfig(other, { settings: { backup: { directory: join(root, 'third') } } }),
      mode: 'hold',
      serverArguments: UNSYNCED,
    });
    const rows = await again.pools.publisher.query<{ name: string }[]>('SELECT name FROM campaign');
    assert.deepEqual(
      rows.map(({ name }) => name),
      ['Run_old'],
    );
    const late = await again.pools.publisher.query('SELECT * FROM run_merged');
    assert.equal(late.length, 0);
  },
);
