/** A collector that leaks until the process dies of it: what it had found is in the spool, and the next start goes on. */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { silentLog, systemClock } from '#telemetry/effects.ts';
import { openSpool } from '#telemetry/spool/spool.ts';

const ROUNDS = 40;
const CHILD = fileURLToPath(new URL('../support/leaking-collector-child.ts', import.meta.url));
/** The heap that an installed agent may have is 48 MB. */
const FLAGS = ['--max-old-space-size=48', '--max-semi-space-size=1'];

test('a leak ends the process and no fact: started again until the source is read, all are there once', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'flash-leak-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'spool.db');
  let deaths = 0;
  const once = (): boolean => {
    const words = [...FLAGS, CHILD, file, String(ROUNDS)];
    const { status, signal, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8' });
    if (status === 0) return true;
    assert.match(stderr, /heap out of memory/, `it ended with ${String(status ?? signal)}`);
    return false;
  };
  while (!once()) {
    deaths += 1;
    assert.ok(deaths < ROUNDS, 'each life brings it further');
  }
  assert.ok(deaths > 0, 'it must have died of its leak');
  const effects = { clock: systemClock, log: silentLog };
  const spool = openSpool({ file, maxBytes: 1e9, effects });
  t.after(() => spool.close());
  const bodies = spool.slice('leak', 1e6, 1e9)?.bodies ?? [];
  assert.deepEqual(
    bodies.map((body) => Number(/\[\[(\d+),/.exec(body)?.[1])),
    Array.from({ length: ROUNDS }, (_, n) => n + 1),
  );
});
