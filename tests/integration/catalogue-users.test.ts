import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { findServers } from '#telemetry/catalogue/embedded/find-server.ts';
import { placeEmbedded } from '#telemetry/catalogue/embedded/place.ts';
import { openCatalogue } from '#telemetry/catalogue/open.ts';
import type { Log } from '#telemetry/effects.ts';
import { testConfig, UNSYNCED } from '../support/catalogue.ts';
import { needsProgram } from '../support/needs-program.ts';
import { copyPreparedCatalogue } from '../support/prepared-catalogue.ts';
import { waitUntil } from '../support/wait-until.ts';

const script = fileURLToPath(new URL('../support/use-catalogue-child.ts', import.meta.url));
const needs = needsProgram('FLASH_MARIADBD');

/** Starts a command that uses the catalogue of a home. */
function startCommand(home: string) {
  const child = spawn(process.execPath, [script, home], { stdio: ['pipe', 'pipe', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ended = once(child, 'exit').then(([code]: unknown[]) =>
    typeof code === 'number' ? code : null,
  );
  return {
    pid: child.pid,
    line: async (): Promise<string | undefined> => (await lines.next()).value,
    send: (line: string) => child.stdin.write(`${line}\n`),
    said: () => said,
    ended,
    isRunning: () => child.exitCode === null && child.signalCode === null,
    [Symbol.dispose]: () => child.kill('SIGKILL'),
  };
}

async function withHome(
  use: (home: string) => Promise<void>,
  { isNew = false } = {},
): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'flash-users-'));
  try {
    if (!isNew) copyPreparedCatalogue(home);
    await use(home);
    assert.deepEqual(findServers(placeEmbedded(home).datadir), []);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

test('a second command uses the server of the first, which waits for it', needs, async () => {
  await withHome(async (home) => {
    using first = startCommand(home);
    assert.equal(await first.line(), 'ready owner');
    using second = startCommand(home);
    assert.equal(await second.line(), 'ready guest');
    assert.equal(findServers(placeEmbedded(home).datadir).length, 1);
    first.send('quit');
    await waitUntil('the first to say that it waits', () =>
      first.said().includes('waiting for another command'),
    );
    second.send('count');
    assert.equal(await second.line(), 'rows 1');
    assert.ok(first.isRunning());
    // A third may still come in, since the server is there.
    using third = startCommand(home);
    assert.equal(await third.line(), 'ready guest');
    second.send('quit');
    third.send('quit');
    assert.deepEqual([await second.ended, await third.ended, await first.ended], [0, 0, 0]);
  });
});

test('commands that start at the same moment on a new home all work', needs, async () => {
  await withHome(
    async (home) => {
      using a = startCommand(home);
      using b = startCommand(home);
      using c = startCommand(home);
      for (const command of [a, b, c]) {
        command.send('count');
        command.send('quit');
      }
      const said = await Promise.all([a, b, c].map((command) => command.line()));
      assert.ok(said.includes('ready owner'), said.join());
      for (const command of [a, b, c]) assert.equal(await command.line(), 'rows 1');
      assert.deepEqual([await a.ended, await b.ended, await c.ended], [0, 0, 0]);
    },
    { isNew: true },
  );
});

test('a command that was killed is not waited for', needs, async () => {
  await withHome(async (home) => {
    using first = startCommand(home);
    await first.line();
    using second = startCommand(home);
    assert.equal(await second.line(), 'ready guest');
    process.kill(second.pid ?? 0, 'SIGKILL');
    await second.ended;
    first.send('quit');
    assert.equal(await first.ended, 0);
  });
});

test('a hub waits for a command that holds the catalogue, and says so once', needs, async () => {
  await withHome(async (home) => {
    using command = startCommand(home);
    assert.equal(await command.line(), 'ready owner');
    const messages: string[] = [];
    const log: Log = { write: (_level, message) => messages.push(message) };
    const config = testConfig(home);
    const opening = openCatalogue({ config, mode: 'hold', log, serverArguments: UNSYNCED });
    await waitUntil('the hub to say that it waits', () => messages.length > 0);
    command.send('quit');
    await using hub = await opening;
    assert.notEqual(hub.serverPid(), null);
    assert.deepEqual(messages, ['waiting for a command that uses the catalogue']);
    assert.equal(await command.ended, 0);
  });
});
