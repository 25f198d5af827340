import assert from 'node:assert/strict';
import { test } from 'node:test';
import { silentLog } from '#telemetry/effects.ts';
import { readiness } from '#site/readiness.ts';
import { watchImpossible } from '#site/snapshot/impossible.ts';
import type { PublisherHealth } from '#site/snapshot/publisher.ts';

const HEALTH: PublisherHealth = {
  publications: 17,
  lastPublishedAt: 0,
  lastDurationMs: 1,
  position: 1,
  lastError: null,
  written: new Map(),
  flushes: 0,
};

const parts = (health: Partial<PublisherHealth>, impossible = watchImpossible(silentLog)) =>
  readiness({
    pool: { query: () => Promise.resolve() },
    publisher: { health: () => ({ ...HEALTH, ...health }) },
    impossible,
  });

test('columns with impossible values are in the log once, and stay in the readiness of the hub', async () => {
  const said: string[] = [];
  const impossible = watchImpossible({ ...silentLog, write: (_, text) => void said.push(text) });
  assert.equal((await parts({}, impossible)).publisher.detail, '17 publications since the start');
  for (let read = 0; read < 2; read += 1) {
    impossible.note('job.started_ms', 'time');
    impossible.note('run.end_ms', 'number');
  }
  assert.deepEqual(said, [
    'job.started_ms holds a time before 1970 or after 9999: it is shown as impossible',
    'run.end_ms holds a value beyond 2^53: as a time it is shown as impossible',
  ]);
  assert.deepEqual((await parts({}, impossible)).publisher, {
    ready: true,
    detail: '17 publications since the start; impossible values seen in job.started_ms, run.end_ms',
  });
});

test('a publisher that fails is not ready, and says why', async () => {
  const { catalogue, publisher } = await parts({ lastError: 'the disk is full' });
  assert.deepEqual(catalogue, { ready: true, detail: 'answers' });
  assert.deepEqual(publisher, { ready: false, detail: 'the disk is full' });
});
