import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { startAgent } from '#agents/agent.ts';
import { storageSchema } from '#agents/collectors/storage.schema.ts';
import { storage } from '#agents/collectors/storage.ts';
import { addToken } from '#telemetry/catalogue/tokens.ts';
import { configSchema } from '#telemetry/config/schema.ts';
import { silentLog, systemClock } from '#telemetry/effects.ts';
import { serveHttp } from '#telemetry/http/serve.ts';
import { createIngestHandler } from '#telemetry/recorder/ingest.ts';
import { startOtlpReceiver } from '../telemetry/otel/otlp-receiver.ts';
import { startTestRecorder } from '../telemetry/recorder/setup.ts';
import { waitUntil } from '../support/wait-until.ts';

test("one trace shows a batch's way from collector to catalogue", async (t) => {
  await using it = await startTestRecorder();
  const receiver = await startOtlpReceiver();
  t.after(() => receiver.close());
  const pool = it.catalogue.pools.recorder;
  const token = await addToken(pool, 'n1', Date.now());
  const hub = await serveHttp({
    what: 'hub',
    address: '127.0.0.1:0',
    handler: createIngestHandler({ recorder: it.recorder, pool }),
  });
  t.after(() => hub.close(50));
  const homeDirectory = mkdtempSync(join(tmpdir(), 'flash-trace-'));
  t.after(() => rmSync(homeDirectory, { recursive: true, force: true }));
  const parsed = configSchema.parse({
    node: 'n1',
    agent: { listen: '127.0.0.1:0', token, recorder: hub.url, otlp: receiver.url },
  });
  const settings = storageSchema.parse({ volumes: [{ name: 'tmp', path: tmpdir() }] });
  const { name, intervalMs, deadlineMs } = storage;
  const agent = await startAgent({
    configuration: {
      config: { ...parsed, homeDirectory, isDemo: false, source: null },
      collectors: [{ name, settings, intervalMs, deadlineMs }],
    },
    effects: { clock: systemClock, log: silentLog },
  });
  t.after(() => agent.stop());
  await waitUntil('the usage in the catalogue', async () => {
    const rows = await it.query('SELECT COUNT(*) AS n FROM resource_usage');
    return Number(rows[0]?.['n']) > 0;
  });
  await agent.stop();
  const commit = receiver.spans.findLast(({ name: word }) => word === 'commit');
  const trace = receiver.spans.filter(({ traceId }) => traceId === commit?.traceId);
  const way: string[] = [];
  for (let at = commit; at !== undefined;) {
    way.unshift(at.name);
    const above = at.parentSpanId;
    at = trace.find(({ spanId }) => spanId === above);
  }
  assert.deepEqual(way, ['collect', 'deliver', 'record', 'commit']);
  assert.ok(trace.some(({ name: word }) => word === 'spool'));
});
