/** The purge: a demo that runs for ever stays below its limit, and young files are safe below the hard one. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { DEMO_SAMPLES } from '#agents/simulator/data-file.ts';
import { CADENCE_MS } from '#agents/simulator/plan.ts';
import { DEMO_LIMITS, createPurge } from '#agents/simulator/purge.ts';

const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 10, 23, 10);
const KB4 = 4_096;

test('the oldest data files go, sweeps stay, and no more goes than has to', async (t) => {
  const root = mkdtempSync(join(tmpdir(), 'flash-purge-'));
  t.after(() => rmSync(root, { recursive: true }));
  mkdirSync(join(root, 'Run', '0001'), { recursive: true });
  const put = (name: string, at: number): string => {
    const path = join(root, 'Run', '0001', name);
    writeFileSync(path, Buffer.alloc(KB4, 1));
    utimesSync(path, at / 1000, at / 1000);
    return path;
  };
  put('S11_20deg.txt', NOW - 9 * HOUR);
  for (let n = 1; n <= 6; n += 1) put(`data_00000${n}.dat`, NOW - (7 - n) * HOUR);
  const purge = createPurge({ root, limits: { softBytes: 4 * KB4, hardBytes: 8 * KB4 } });
  assert.equal(await purge.purge(NOW), 2);
  const left = (): string[] => readdirSync(join(root, 'Run', '0001')).toSorted();
  assert.deepEqual(left(), [
    'S11_20deg.txt',
    'data_000003.dat',
    'data_000004.dat',
    'data_000005.dat',
    'data_000006.dat',
  ]);
  for (let n = 7; n <= 14; n += 1) purge.add(put(`data_0000${n}.dat`, NOW), KB4, NOW);
  assert.equal(await purge.purge(NOW), 4);
  assert.equal(purge.total(), 8 * KB4);
});

test('what is written in an hour and the whole history fit below the limits, and these below 1.5 GB', () => {
  const hour = (HOUR / CADENCE_MS) * (4 * DEMO_SAMPLES + KB4);
  const history = 72_000 * KB4;
  assert.ok(hour + history < DEMO_LIMITS.softBytes);
  assert.ok(DEMO_LIMITS.hardBytes < 1.5e9);
});
