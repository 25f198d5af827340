import assert from 'node:assert/strict';
import { gunzipSync } from 'node:zlib';
import { test } from 'node:test';

import { createSender } from '#telemetry/delivery/sender.ts';
import { FlashError } from '#telemetry/errors.ts';
import { serveHttp } from '#telemetry/http/serve.ts';

test('it posts JSON, compressed where that pays, over one connection', async (t) => {
  const seen: { readonly encoding: string | null; readonly text: string }[] = [];
  const listener = await serveHttp({
    what: 'test',
    address: '127.0.0.1:0',
    async handler(request) {
      const encoding = request.headers.get('content-encoding');
      const bytes = Buffer.from(await request.arrayBuffer());
      const text = (encoding === 'gzip' ? gunzipSync(bytes) : bytes).toString();
      seen.push({ encoding, text });
      return new Response('{"acknowledged":1}', { status: 200 });
    },
  });
  t.after(() => listener.close(50));
  const sender = createSender({ url: `${listener.url}/ingest/v1/batches` });
  t.after(() => sender.close());
  assert.deepEqual(await sender.post('{}', {}), { status: 200, body: '{"acknowledged":1}' });
  const long = JSON.stringify({ x: 'y'.repeat(5_000) });
  await sender.post(long, { authorization: 'Bearer a' });
  assert.deepEqual(seen, [
    { encoding: null, text: '{}' },
    { encoding: 'gzip', text: long },
  ]);
});

test('no answer is a transient error that says what to check', async () => {
  const sender = createSender({ url: 'http://127.0.0.1:9/ingest/v1/batches', timeoutMs: 500 });
  await assert.rejects(sender.post('{}', {}), (thrown) => {
    assert.ok(thrown instanceof FlashError && thrown.isTransient());
    assert.match(thrown.hint ?? '', /agent\.recorder/);
    return true;
  });
  sender.close();
});
