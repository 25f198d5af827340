/** A MariaDB server of others, named in the configuration, goes through the same code as the embedded one. */

import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { placeEmbedded } from '#telemetry/catalogue/embedded/place.ts';
import { startEmbedded } from '#telemetry/catalogue/embedded/server.ts';
import { openCatalogue } from '#telemetry/catalogue/open.ts';
import { silentLog } from '#telemetry/effects.ts';
import { createRecorder } from '#telemetry/recorder/recorder.ts';
import { testConfig, UNSYNCED } from '../support/catalogue.ts';
import { createSender, fileFact, readingsFact, T0 } from '../support/facts.ts';
import { needsProgram } from '../support/needs-program.ts';

test(
  'an external server: migrations, accounts, recorder',
  needsProgram('FLASH_MARIADBD'),
  async () => {
    const root = mkdtempSync(join(tmpdir(), 'flash-external-'));
    const theirs = join(root, 'theirs');
    const ours = join(root, 'ours');
    mkdirSync(ours);
    const { env } = process;
    const server = await startEmbedded({
      home: theirs,
      env,
      log: silentLog,
      serverArguments: UNSYNCED,
    });
    try {
      const { user, password } = server.administrator;
      const passwordFile = join(ours, 'password');
      writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
      const url = `mariadb:///their_flash?socket=${placeEmbedded(theirs).socket}`;
      const external = { kind: 'external', url, admin_user: user };
      const config = testConfig(ours, {
        settings: { catalogue: { ...external, admin_password_file: passwordFile } },
      });
      {
        await using catalogue = await openCatalogue({ config, mode: 'hold' });
        assert.equal(catalogue.serverPid(), null);
        assert.equal(catalogue.database, 'their_flash');
        const recorder = createRecorder({ pool: catalogue.pools.recorder });
        const batch = createSender().batch([fileFact(), readingsFact('f/x', [[T0, 1, 'good']])]);
        assert.equal((await recorder.record(batch)).status, 200);
        await recorder.close();
        // The publisher reads and may not write.
        await assert.rejects(catalogue.pools.publisher.query('DELETE FROM reading'), /denied/);
      }
      // Closed, their server goes on; opened again, everything is there and nothing is migrated twice.
      await using again = await openCatalogue({ config, mode: 'use' });
      const rows = await again.pools.publisher.query<{ files: number }[]>(
        'SELECT file_count AS files FROM run',
      );
      assert.deepEqual({ ...rows[0] }, { files: 1 });
      const wrong = testConfig(join(root, 'other'), {
        settings: { catalogue: { ...external, admin_password: 'wrong' } },
      });
      await assert.rejects(openCatalogue({ config: wrong, mode: 'use' }), {
        message: /their_flash.*the server does not let us in/,
        hint: /check catalogue\.url, admin_user and its password/,
      });
    } finally {
      await server.stop();
      rmSync(root, { recursive: true, force: true });
    }
  },
);
