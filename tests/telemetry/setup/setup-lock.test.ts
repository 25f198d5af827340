/** The lock of the setup: one at a time, dead holders replaced. */

import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { takeSetupLock } from '#telemetry/setup/setup-lock.mjs';

let folder = '';
let path = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'flash-lock-'));
  path = join(folder, 'setup.lock');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const silent = (): void => {};

test('the lock names its holder and leaves nothing behind', async () => {
  const release = await takeSetupLock(path, silent);
  assert.equal(readFileSync(path, 'utf8').split(' ')[0], String(process.pid));
  release();
  assert.deepEqual(readdirSync(folder), []);
});

test('a second one waits for the first, and says so once', async () => {
  const release = await takeSetupLock(path, silent);
  const said: string[] = [];
  const { promise: waits, resolve } = Promise.withResolvers<void>();
  const second = takeSetupLock(path, (line) => {
    said.push(line);
    resolve();
  });
  await waits;
  release();
  (await second)();
  assert.deepEqual(said, [`waiting for another setup in this clone (process ${process.pid})`]);
});

test('a lock whose process is gone is taken over', async () => {
  writeFileSync(path, '4194305 1\n');
  (await takeSetupLock(path, silent))();
  assert.deepEqual(readdirSync(folder), []);
});

test('a lock of a later process with the same number is taken over', async () => {
  writeFileSync(path, `${process.pid} 1\n`);
  (await takeSetupLock(path, silent))();
  assert.deepEqual(readdirSync(folder), []);
});

test('a lock that was never written whole is taken over', async () => {
  writeFileSync(path, '');
  (await takeSetupLock(path, silent))();
  assert.deepEqual(readdirSync(folder), []);
});
