import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { openConnection } from '#telemetry/catalogue/connection.ts';
import { readLease, takeLease } from '#telemetry/lease.ts';
import { placeEmbedded } from '#telemetry/catalogue/embedded/place.ts';
import { startEmbedded } from '#telemetry/catalogue/embedded/server.ts';
import { explainErrors, parseErrors } from '#telemetry/catalogue/embedded/server-log.ts';
import {
  isSupported,
  judgeVersionChange,
  parseServerVersion,
} from '#telemetry/catalogue/embedded/version.ts';
import { silentLog } from '#telemetry/effects.ts';
import { FlashError } from '#telemetry/errors.ts';
import { UNSYNCED } from '../../support/catalogue.ts';
import { waitUntil } from '../../support/wait-until.ts';

const log = silentLog;
const env = process.env;

/** A home that goes with the test. */
function temporaryHome(): Disposable & { readonly path: string } {
  const path = mkdtempSync(join(tmpdir(), 'flash-embedded-'));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

const version = (text: string) => {
  const found = parseServerVersion(`${text}-MariaDB`);
  assert.ok(found);
  return found;
};

test('versions: 10.6 and newer are supported; a newer series upgrades, an older one is refused', () => {
  assert.equal(parseServerVersion('mysqld  Ver 8.0.36 for Linux'), null);
  assert.equal(version('10.11.19').text, '10.11.19');
  assert.deepEqual(
    ['10.5.23', '10.6.0', '11.4.2'].map((text) => isSupported(version(text))),
    [false, true, true],
  );
  const left = version('10.11.19');
  assert.equal(judgeVersionChange(left, version('10.11.3')), 'same');
  assert.equal(judgeVersionChange(left, version('11.4.2')), 'upgrade');
  assert.equal(judgeVersionChange(left, version('10.6.12')), 'refuse');
});

test('a starting server leaves the temporary tables of another in place', async () => {
  using home = temporaryHome();
  using shared = temporaryHome();
  const foreign = join(shared.path, '#sql-temptable-1-1-1.MAI');
  writeFileSync(foreign, '');
  const itsEnv = { ...env, TMPDIR: shared.path };
  const before = process.env['TMPDIR'];
  process.env['TMPDIR'] = shared.path;
  try {
    const server = await startEmbedded({
      home: home.path,
      env: itsEnv,
      log,
      serverArguments: UNSYNCED,
    });
    await server.stop();
  } finally {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
  }
  assert.ok(existsSync(foreign));
});

test('a server is started, killed, started again, and ends without a trace', async () => {
  using home = temporaryHome();
  const place = placeEmbedded(home.path);
  const server = await startEmbedded({ home: home.path, env, log, serverArguments: UNSYNCED });
  try {
    const first = server.pid();
    const connection = await openConnection(server.administrator);
    await connection.query('CREATE DATABASE kept');
    await connection.end();
    await assert.rejects(startEmbedded({ home: home.path, env, log, serverArguments: UNSYNCED }), {
      name: 'FlashError',
      message: new RegExp(`process ${String(process.pid)} holds it`),
    });
    process.kill(first, 'SIGKILL');
    await waitUntil('a new server', () => server.pid() !== first);
    await waitUntil('the database again', async () => {
      const again = await openConnection(server.administrator).catch(() => null);
      if (again === null) return false;
      const rows = await again.query<unknown[]>("SHOW DATABASES LIKE 'kept'");
      await again.end();
      return rows.length === 1;
    });
  } finally {
    await server.stop();
  }
  assert.equal(existsSync(place.socketFolder), false);
  assert.equal(existsSync(place.state), false);
  assert.equal(readLease(place.lease), null);
  assert.throws(() => process.kill(server.pid(), 0), { code: 'ESRCH' });
});

test('data of a newer MariaDB are refused, with both versions', async () => {
  using home = temporaryHome();
  const place = placeEmbedded(home.path);
  mkdirSync(place.folder, { recursive: true });
  writeFileSync(place.version, '99.1.0-MariaDB\n');
  await assert.rejects(
    startEmbedded({ home: home.path, env, log, serverArguments: UNSYNCED }),
    (thrown) => {
      assert.ok(thrown instanceof FlashError);
      assert.match(
        thrown.message,
        /MariaDB 99\.1\.0 wrote it, and MariaDB \d+\.\d+\.\d+ .* is older/,
      );
      assert.match(thrown.hint ?? '', /install MariaDB 99\.1\.0 or newer/);
      return true;
    },
  );
  assert.equal(readLease(place.lease), null);
});

test('a missing or foreign server program is named, with what to install', async () => {
  using home = temporaryHome();
  const missing = { ...env, FLASH_MARIADBD: join(home.path, 'none') };
  await assert.rejects(startEmbedded({ home: home.path, env: missing, log }), {
    message: /none: it could not be run/,
    hint: /apt install mariadb-server-core/,
  });
  const foreign = join(home.path, 'mysqld');
  writeFileSync(foreign, '#!/bin/sh\necho "mysqld  Ver 8.0.36 for Linux"\n', { mode: 0o755 });
  await assert.rejects(
    startEmbedded({ home: home.path, env: { ...env, FLASH_MARIADBD: foreign }, log }),
    {
      message: /it is not a MariaDB server/,
    },
  );
  writeFileSync(foreign, '#!/bin/sh\necho "mysqld  Ver 10.5.23-MariaDB for Linux"\n');
  await assert.rejects(
    startEmbedded({ home: home.path, env: { ...env, FLASH_MARIADBD: foreign }, log }),
    {
      message: /it is MariaDB 10\.5\.23; 10\.6 or newer is needed/,
    },
  );
});

test('a folder without permission is named, with what to do', (t) => {
  if (process.getuid?.() !== 0) return t.skip('needs root, to act as a user without rights');
  using home = temporaryHome();
  const script = `
    import { startEmbedded } from '${new URL('../../../telemetry/catalogue/embedded/server.ts', import.meta.url).pathname}';
    await startEmbedded({ home: process.argv[1], env: process.env, log: { write() {} } })
      .catch((error) => console.log(error.message, '|', error.hint));`;
  // The home belongs to root with mode 0700; "nobody" may not enter it.
  const ran = spawnSync(
    'setpriv',
    [
      '--reuid=65534',
      '--regid=65534',
      '--clear-groups',
      process.execPath,
      '--input-type=module',
      '-e',
      script,
      home.path,
    ],
    { encoding: 'utf8', env: { PATH: env['PATH'] ?? '', TMPDIR: tmpdir() } },
  );
  if (/EACCES|Cannot find module/.test(ran.stderr))
    return t.skip('the checkout is not readable for "nobody"');
  assert.match(ran.stdout, /this user may not write there \| make it writable for this user/);
});

test('a lease left by a process that is gone is taken over; a live one is not', () => {
  using home = temporaryHome();
  const path = join(home.path, 'owner.json');
  const dead = spawnSync(process.execPath, ['-e', '']).pid;
  writeFileSync(path, JSON.stringify({ pid: dead, startTicks: '1', command: 'gone' }));
  const lease = takeLease(path);
  assert.ok('release' in lease);
  const second = takeLease(path);
  assert.ok('pid' in second && second.pid === process.pid);
  lease.release();
  assert.equal(existsSync(path), false);
});

test("a reused process id does not keep a dead owner's lease", () => {
  using home = temporaryHome();
  const path = join(home.path, 'owner.json');
  writeFileSync(path, JSON.stringify({ pid: process.pid, startTicks: '1', command: 'another' }));
  assert.equal(readLease(path), null);
});

test("the server's errors are told apart", () => {
  const text = `2026-11-23 18:45:57 0 [Note] InnoDB: Using io_uring
2026-11-23 18:45:57 0 [ERROR] InnoDB: Unable to lock ./ibdata1 error: 11
2026-11-23 18:45:57 0 [ERROR] Aborting\n`;
  assert.deepEqual(parseErrors(text), ['InnoDB: Unable to lock ./ibdata1 error: 11', 'Aborting']);
  assert.equal(explainErrors(parseErrors(text)), 'another server uses the data directory');
  assert.equal(explainErrors(['Something new']), 'Something new');
});

test('the path of the socket stays short under a deep home', () => {
  const place = placeEmbedded(`/${'deep/'.repeat(60)}home`, `/${'t'.repeat(90)}`);
  assert.ok(Buffer.byteLength(place.socket) < 100, place.socket);
  assert.notEqual(place.socket, placeEmbedded('/other').socket);
});

test('what an old start left in the log does not blame a new one', () => {
  using home = temporaryHome();
  const path = join(home.path, 'log');
  writeFileSync(path, '[ERROR] old trouble\n');
  assert.deepEqual(parseErrors(readFileSync(path, 'utf8').slice(20)), []);
});
