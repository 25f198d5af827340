import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { example, parseEntropy } from '#agents/collectors/example.ts';
import { host } from '#agents/collectors/host.ts';

import { collectorContext } from './context.ts';

test('it says what it finds and nothing of what is not there', async (t) => {
  const proc = mkdtempSync(join(tmpdir(), 'flash-proc-'));
  t.after(() => rmSync(proc, { recursive: true, force: true }));
  writeFileSync(
    join(proc, 'meminfo'),
    'MemTotal: 100 kB\nMemFree: 20 kB\nMemAvailable: 60 kB\nBuffers: 10 kB\nCached: 30 kB\n',
  );
  mkdirSync(join(proc, 'stat'));
  const round = await host.create({ proc, clock: false }, collectorContext()).collect();
  const memory = Object.fromEntries(
    round.observations
      .filter(({ metric }) => metric.exposition === 'system_memory_usage_bytes')
      .map(({ labels, value }) => [labels['state'], value / 1_024]),
  );
  assert.deepEqual(memory, { free: 20, buffers: 10, cached: 30, used: 40 });
  assert.equal(
    round.observations.some(({ metric }) => metric.exposition.includes('cpu')),
    false,
  );
  assert.deepEqual(
    round.problems.map(({ reason, subject }) => [reason, subject]),
    [['unreadable', join(proc, 'stat')]],
  );
});

test(
  'on this machine it gives processors, load and uptime',
  { skip: process.platform !== 'linux' },
  async () => {
    const round = await host.create({ proc: '/proc', clock: false }, collectorContext()).collect();
    const names = new Set(round.observations.map(({ metric }) => metric.exposition));
    for (const name of [
      'system_cpu_time_seconds_total',
      'system_cpu_load_average',
      'system_uptime_seconds',
    ])
      assert.ok(names.has(name), name);
  },
);

test('the template: no number is a problem, not a zero', async (t) => {
  assert.equal(parseEntropy(' 256\n'), 256);
  assert.equal(parseEntropy(''), null);
  const folder = mkdtempSync(join(tmpdir(), 'flash-example-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'empty'), '');
  const round = await example.create({ path: join(folder, 'empty') }, collectorContext()).collect();
  assert.deepEqual([round.observations.length, round.problems.length], [0, 1]);
});
