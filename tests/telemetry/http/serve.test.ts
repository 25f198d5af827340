import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';

import { parseAddress } from '#telemetry/http/listen.ts';
import { serveHttp } from '#telemetry/http/serve.ts';
import { servePlain } from '#telemetry/http/serve-plain.ts';

async function serve(
  t: TestContext,
  handler: (request: Request) => Response | Promise<Response>,
  maxBodyBytes = 1_000,
): Promise<string> {
  const listener = await serveHttp({ what: 'test', address: '127.0.0.1:0', handler, maxBodyBytes });
  t.after(() => listener.close(50));
  return listener.url;
}

test('method, path, query, headers and body arrive; status, headers and body return', async (t) => {
  const url = await serve(t, async (request) => {
    const { pathname, search } = new URL(request.url);
    const text = `${request.method} ${pathname}${search} ${request.headers.get('x-a') ?? ''} ${await request.text()}`;
    return new Response(text, { status: 201, headers: { 'x-b': 'two' } });
  });
  const response = await fetch(`${url}/a/b?c=d`, {
    method: 'POST',
    body: 'hello',
    headers: { 'x-a': 'one' },
  });
  assert.equal(response.status, 201);
  assert.equal(response.headers.get('x-b'), 'two');
  assert.notEqual(response.headers.get('date'), null);
  assert.equal(await response.text(), 'POST /a/b?c=d one hello');
});

test('a body over the limit is 413, declared or not', async (t) => {
  const url = await serve(t, async (request) => new Response(await request.text()));
  const declared = await fetch(url, { method: 'POST', body: 'x'.repeat(1_001) });
  assert.equal(declared.status, 413);
  const stream = new ReadableStream({
    start(controller) {
      for (let n = 0; n < 5; n += 1) controller.enqueue(new TextEncoder().encode('y'.repeat(300)));
      controller.close();
    },
  });
  const init = { method: 'POST', body: stream, duplex: 'half' } as RequestInit;
  assert.equal((await fetch(url, init)).status, 413);
  assert.equal((await fetch(url, { method: 'POST', body: 'z'.repeat(1_000) })).status, 200);
});

test('a streamed answer arrives piece by piece and stops when the client goes', async (t) => {
  let isCancelled: (() => void) | undefined;
  const cancelled = new Promise<void>((resolve) => (isCancelled = resolve));
  const url = await serve(t, () => {
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode('first'));
      },
      cancel: () => isCancelled?.(),
    });
    return new Response(body);
  });
  const controller = new AbortController();
  const response = await fetch(url, { signal: controller.signal });
  const reader = response.body!.getReader();
  const piece = await reader.read();
  assert.equal(new TextDecoder().decode(piece.value), 'first');
  controller.abort();
  await cancelled;
});

test('a throw is 500 and is told; HEAD has no body', async (t) => {
  const seen: unknown[] = [];
  const listener = await serveHttp({
    what: 'test',
    address: '127.0.0.1:0',
    onError: (thrown) => seen.push(thrown),
    handler(request) {
      if (request.url.endsWith('/bad')) throw new Error('no');
      return new Response('text', { headers: { 'content-length': '4' } });
    },
  });
  t.after(() => listener.close(50));
  assert.equal((await fetch(`${listener.url}/bad`)).status, 500);
  assert.equal(seen.length, 1);
  const head = await fetch(listener.url, { method: 'HEAD' });
  assert.equal(head.status, 200);
  assert.equal(await head.text(), '');
});

test('a taken port names its owner and the variable', async (t) => {
  const url = await serve(t, () => new Response(''));
  const { port } = new URL(url);
  await assert.rejects(
    serveHttp({
      what: 'hub',
      address: `127.0.0.1:${port}`,
      variable: 'FLASH_PORT',
      handler: () => new Response(''),
    }),
    (thrown: Error & { hint?: string }) => {
      assert.match(thrown.message, /cannot start the hub: 127\.0\.0\.1:\d+: the port is taken by/);
      if (process.platform === 'linux') assert.ok(thrown.message.includes(String(process.pid)));
      assert.match(thrown.hint ?? '', /FLASH_PORT=/);
      return true;
    },
  );
});

test('an address that is none is refused with the form to write', () => {
  assert.deepEqual(parseAddress('[::1]:80'), { host: '::1', port: 80 });
  assert.throws(() => parseAddress('4321'), /it is not an address/);
  assert.throws(() => parseAddress('a:99999'), /it is not an address/);
});

test('plain pages are served with their length', async (t) => {
  const listener = await servePlain({
    what: 'test',
    address: '127.0.0.1:0',
    handler: (request) =>
      Promise.resolve({
        status: 200,
        headers: { 'content-type': 'text/plain' },
        body: `${new URL(request.url).pathname} ${request.headers.get('Accept') ?? ''} à`,
      }),
  });
  t.after(() => listener.close(50));
  const response = await fetch(`${listener.url}/x`, { headers: { accept: 'text/q' } });
  assert.equal(await response.text(), '/x text/q à');
});
