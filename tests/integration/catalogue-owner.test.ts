import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { endOrphan, findServers } from '#telemetry/catalogue/embedded/find-server.ts';
import { placeEmbedded } from '#telemetry/catalogue/embedded/place.ts';
import { openCatalogue } from '#telemetry/catalogue/open.ts';
import { testConfig, UNSYNCED } from '../support/catalogue.ts';
import { copyPreparedCatalogue } from '../support/prepared-catalogue.ts';
import { waitUntil } from '../support/wait-until.ts';

const holder = fileURLToPath(new URL('../support/hold-catalogue.ts', import.meta.url));

/** Starts a process that holds the catalogue of a home; resolves with it when the server runs. */
async function hold(home: string, path = process.env['PATH']): Promise<ChildProcess> {
  const child = spawn(process.execPath, [holder, home], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, PATH: path },
  });
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  assert.equal(line, 'ready');
  return child;
}

test('a server ends with the process that holds it, and nothing is lost', async () => {
  const home = mkdtempSync(join(tmpdir(), 'flash-owner-'));
  copyPreparedCatalogue(home);
  try {
    const { datadir } = placeEmbedded(home);
    const child = await hold(home);
    const servers = findServers(datadir);
    assert.equal(servers.length, 1);
    const config = testConfig(home);
    // In use: a hub is refused with the owner's process id, a command uses what runs.
    await assert.rejects(openCatalogue({ config, mode: 'hold' }), {
      message: new RegExp(`process ${String(child.pid)} holds it`),
    });
    const guest = await openCatalogue({ config, mode: 'use' });
    await guest.pools.recorder.query("INSERT INTO campaign (name, slug) VALUES ('Run_a', 'a')");
    await guest.close();
    child.kill('SIGKILL');
    await waitUntil('the server to end', () => findServers(datadir).length === 0);
    await using again = await openCatalogue({ config, mode: 'hold', serverArguments: UNSYNCED });
    const rows = await again.pools.publisher.query<{ name: string }[]>('SELECT name FROM campaign');
    assert.deepEqual(
      rows.map(({ name }) => name),
      ['Run_a'],
    );
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
});

test('without setpriv the next start ends the server that was left behind', async () => {
  const home = mkdtempSync(join(tmpdir(), 'flash-owner-'));
  copyPreparedCatalogue(home);
  try {
    const { datadir } = placeEmbedded(home);
    const child = await hold(home, 'no-setpriv');
    const [left] = findServers(datadir);
    child.kill('SIGKILL');
    await once(child, 'exit');
    assert.deepEqual(findServers(datadir), [left]);
    const config = testConfig(home);
    await using again = await openCatalogue({ config, mode: 'hold', serverArguments: UNSYNCED });
    assert.notEqual(again.serverPid(), left);
    assert.equal(findServers(datadir).length, 1);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
});

test('a server left behind that does not end when asked is killed, and nothing is lost', async () => {
  const home = mkdtempSync(join(tmpdir(), 'flash-owner-'));
  copyPreparedCatalogue(home);
  try {
    const { datadir } = placeEmbedded(home);
    const child = await hold(home, 'no-setpriv');
    const config = testConfig(home);
    const guest = await openCatalogue({ config, mode: 'use' });
    await guest.pools.recorder.query("INSERT INTO campaign (name, slug) VALUES ('Run_a', 'a')");
    await guest.close();
    const [left] = findServers(datadir);
    assert.ok(left !== undefined);
    child.kill('SIGKILL');
    await once(child, 'exit');
    // Stopped, it takes no SIGTERM: as one that hangs.
    process.kill(left, 'SIGSTOP');
    await endOrphan(left, datadir, 100);
    assert.deepEqual(findServers(datadir), []);
    await using again = await openCatalogue({ config, mode: 'hold', serverArguments: UNSYNCED });
    const rows = await again.pools.publisher.query<{ name: string }[]>('SELECT name FROM campaign');
    assert.equal(rows[0]?.name, 'Run_a');
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
});
