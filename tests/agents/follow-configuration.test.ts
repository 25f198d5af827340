/** The files of the configuration are watched: one reading for each change of what is in them, none for anything else. */

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';

import type { AgentConfiguration } from '#agents/configured.ts';
import { followConfiguration } from '#agents/follow-configuration.ts';
import { stampOf } from '#agents/file-stamp.ts';
import { checkReloadable } from '#agents/reloads.ts';
import { silentLog } from '#telemetry/effects.ts';
import { testConfig } from '../support/catalogue.ts';
import { waitUntil } from '../support/wait-until.ts';

/** A follower over two files, whose looks the test makes happen. */
function follow(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'flash-follow-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const [file, token] = [join(folder, 'flash.yaml'), join(folder, 'token')];
  for (const path of [file, token]) writeFileSync(path, 'first');
  let isGood = true;
  const config = testConfig(folder);
  const configuration = (): AgentConfiguration => ({
    config,
    collectors: [],
    files: [file, token].map((path) => {
      const stamp = stampOf(statSync(path, { throwIfNoEntry: false }));
      const problem = stamp === '' ? 'it does not exist' : null;
      return { key: path, path, stamp, digest: null, problem, expiresAt: null };
    }),
  });
  const told: string[] = [];
  let running = configuration();
  let look = (): void => undefined;
  let waits = 0;
  const follower = followConfiguration({
    file,
    first: running,
    read() {
      told.push('read');
      return isGood ? Promise.resolve(configuration()) : Promise.reject(new Error('wrong'));
    },
    agent: {
      reload(next) {
        checkReloadable(running, next);
        running = next;
        return { begun: [], ended: [] };
      },
      noteReload: (success) => void told.push(success ? 'taken' : 'refused'),
    },
    log: silentLog,
    timers: {
      wait: () =>
        new Promise((resolve) => {
          waits += 1;
          look = resolve;
        }),
      after: () => () => undefined,
    },
  });
  const controller = new AbortController();
  void follower.run(controller.signal);
  t.after(() => {
    controller.abort();
    look();
  });
  return {
    file,
    token,
    setGood: (good: boolean) => (isGood = good),
    /** What was done in so many looks. */
    looks: async (count = 4): Promise<string[]> => {
      told.length = 0;
      for (let n = 0; n < count; n += 1) {
        const before = waits;
        look();
        await waitUntil('it to have looked', () => waits > before);
      }
      return [...told];
    },
  };
}

test('a change of any file is one reading, once it stands still', async (t) => {
  const { file, token, looks } = follow(t);
  assert.deepEqual(await looks(), []);
  for (const path of [file, token]) {
    writeFileSync(path, 'second');
    assert.deepEqual(await looks(1), [], 'it may still be written');
    assert.deepEqual(await looks(), ['read', 'taken']);
    utimesSync(path, 1, 1);
    assert.deepEqual(await looks(), [], 'touched and not changed');
    writeFileSync(path, 'third');
    assert.deepEqual(await looks(), ['read', 'taken']);
  }
});

test('what was refused is read again when it is mended, and not before', async (t) => {
  const { file, token, looks, setGood } = follow(t);
  setGood(false);
  writeFileSync(file, 'wrong');
  assert.deepEqual(await looks(8), ['read', 'refused']);
  utimesSync(file, 1, 1);
  assert.deepEqual(await looks(), [], 'touched and not changed');
  setGood(true);
  rmSync(token);
  assert.deepEqual(await looks(8), ['read', 'refused']);
  writeFileSync(token, 'back');
  assert.deepEqual(await looks(8), ['read', 'taken']);
  rmSync(file);
  assert.deepEqual(await looks(), [], 'an editor may take it away for a moment');
});
