/** A catalogue elsewhere, reached by TLS: signed by whom the configuration names, also after its certificate was renewed. */

import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { openConnection } from '#telemetry/catalogue/connection.ts';
import { startEmbedded } from '#telemetry/catalogue/embedded/server.ts';
import { openCatalogue } from '#telemetry/catalogue/open.ts';
import { silentLog } from '#telemetry/effects.ts';
import { createRecorder } from '#telemetry/recorder/recorder.ts';
import { testConfig, UNSYNCED } from '../support/catalogue.ts';
import { createAuthority } from '../support/certificates.ts';
import { createSender, readingsFact, T0 } from '../support/facts.ts';
import { freePorts } from '../support/living/free-port.ts';
import { needsProgram } from '../support/needs-program.ts';
import { waitUntil } from '../support/wait-until.ts';

test(
  'a catalogue by TLS outlives the renewal of its certificate, and a stranger is refused',
  needsProgram('FLASH_MARIADBD', 'FLASH_OPENSSL'),
  async () => {
    const root = mkdtempSync(join(tmpdir(), 'flash-tls-'));
    const signer = createAuthority(root);
    const stranger = createAuthority(root, 'stranger');
    const [first, second] = [signer.sign('first'), signer.sign('second')];
    const [cert, key] = [join(root, 'server.pem'), join(root, 'server.key')];
    copyFileSync(first.cert, cert);
    copyFileSync(first.key, key);
    const [port] = await freePorts(1);
    assert.ok(port !== undefined);
    const server = await startEmbedded({
      home: join(root, 'theirs'),
      env: process.env,
      log: silentLog,
      serverArguments: [
        ...UNSYNCED,
        '--skip-networking=0',
        '--bind-address=127.0.0.1',
        `--port=${port}`,
        `--ssl-cert=${cert}`,
        `--ssl-key=${key}`,
        '--require-secure-transport=ON',
      ],
    });
    try {
      const administrator = await openConnection(server.administrator);
      await administrator.query("CREATE USER boss@'127.0.0.1' IDENTIFIED BY 'of all'");
      await administrator.query("GRANT ALL ON *.* TO boss@'127.0.0.1' WITH GRANT OPTION");
      mkdirSync(join(root, 'ours'));
      writeFileSync(join(root, 'ours', 'password'), 'of all\n', { mode: 0o600 });
      const configOf = (ca: string | undefined) =>
        testConfig(join(root, 'ours'), {
          settings: {
            catalogue: {
              kind: 'external',
              url: `mariadb://127.0.0.1:${port}/their_flash`,
              admin_user: 'boss',
              admin_password_file: join(root, 'ours', 'password'),
              ...(ca === undefined ? {} : { tls_ca_file: ca }),
            },
          },
        });
      for (const ca of [undefined, stranger.ca]) {
        await assert.rejects(openCatalogue({ config: configOf(ca), mode: 'hold' }), {
          message: /the server does not let us in/,
        });
      }
      await using catalogue = await openCatalogue({ config: configOf(signer.ca), mode: 'hold' });
      const recorder = createRecorder({ pool: catalogue.pools.recorder });
      const { recorder: pool } = catalogue.pools;
      const sender = createSender();
      const next = (t: number) => sender.batch([readingsFact('f/x', [[t, 1, 'good']])]);
      assert.equal((await recorder.record(next(T0))).status, 200);
      copyFileSync(second.cert, cert);
      copyFileSync(second.key, key);
      await administrator.query('FLUSH SSL');
      const [own] = await pool.query<{ id: number }[]>('SELECT CONNECTION_ID() AS id');
      await administrator.query('KILL ?', [own?.id]);
      const waiting = next(T0 + 1_000);
      await waitUntil('the batch', async () => (await recorder.record(waiting)).status === 200);
      const rows = await catalogue.pools.publisher.query<{ t: number }[]>(
        'SELECT t_ms AS t FROM reading ORDER BY t_ms',
      );
      assert.deepEqual(
        rows.map(({ t }) => t),
        [T0, T0 + 1_000],
      );
      const [cipher] = await pool.query<{ Value: string }[]>("SHOW STATUS LIKE 'Ssl_cipher'");
      assert.match(cipher?.Value ?? '', /TLS|AES|CHACHA/);
      await administrator.end();
    } finally {
      await server.stop();
      rmSync(root, { recursive: true, force: true });
    }
  },
);
