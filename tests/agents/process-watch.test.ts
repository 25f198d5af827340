/** The process watches itself: a late timer is seen for a window, open files and garbage are counted. */

import assert from 'node:assert/strict';
import { openSync, closeSync } from 'node:fs';
import { test } from 'node:test';

import { createProcessWatch } from '#agents/process-watch.ts';
import { systemTimers } from '#agents/timers.ts';
import { systemClock } from '#telemetry/effects.ts';
import { measureSender } from '#telemetry/delivery/measured-sender.ts';

test('the latest timer of the last window counts, and is forgotten with the one after', async () => {
  let now = 0;
  let late = 0;
  const stop = new AbortController();
  const seen: number[] = [];
  const timers = {
    ...systemTimers,
    async wait(ms: number) {
      now += ms + late;
      late = now > 5_000 && now < 6_000 ? 700 : 0;
      seen.push(watch.delayMs());
      if (now > 190_000) stop.abort();
      await Promise.resolve();
    },
  };
  const watch = createProcessWatch({ now: () => 0, monotonic: () => now }, timers);
  await watch.run(stop.signal);
  assert.equal(seen[5], 0);
  assert.equal(Math.max(...seen), 700);
  assert.equal(seen.at(-1), 0);
});

test('files, heap, processor time and runtime are there', () => {
  const watch = createProcessWatch(systemClock, systemTimers);
  const of = (name: string): number | undefined =>
    watch.observations().find(({ metric }) => metric.exposition === name)?.value;
  const before = of('process_unix_file_descriptors') ?? 0;
  const file = openSync(import.meta.filename, 'r');
  assert.equal(of('process_unix_file_descriptors'), before + 1);
  closeSync(file);
  assert.ok((of('v8js_memory_heap_used_bytes') ?? 0) > 1e6);
  assert.equal(of('process_runtime_info'), 1);
});

test('answers of the recorder are counted by kind, and timed', async () => {
  let now = 0;
  const statuses = [200, 409, 503];
  const sender = measureSender(
    {
      post: () => {
        now += 250;
        const status = statuses.shift();
        return status === undefined
          ? Promise.reject(new Error('away'))
          : Promise.resolve({ status, body: '' });
      },
      close: () => undefined,
    },
    { now: () => 0, monotonic: () => now },
  );
  for (let n = 0; n < 3; n += 1) await sender.post('', {});
  await assert.rejects(sender.post('', {}), /away/);
  const { answers, totalMs, lastMs } = sender.figures();
  assert.deepEqual(Object.fromEntries(answers), { ok: 1, refused: 1, failed: 1, none: 1 });
  assert.deepEqual([totalMs, lastMs], [1_000, 250]);
});
