import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import { belowBase, createGateway } from '#site/gateway/gateway.ts';

let directory = '';
before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'flash-gateway-'));
  await mkdir(join(directory, 'client', 'docs', 'page'), { recursive: true });
  await mkdir(join(directory, 'snapshot'), { recursive: true });
  await writeFile(join(directory, 'client', 'docs', 'page', 'index.html'), '<p>prerendered</p>');
});
after(() => rm(directory, { recursive: true, force: true }));

const gateway = (base = '/', ready = true) =>
  createGateway({
    snapshotDirectory: join(directory, 'snapshot'),
    base,
    site: {
      clientDirectory: join(directory, 'client'),
      render: async (request) =>
        await Promise.resolve(new Response(`page ${new URL(request.url).pathname}`)),
    },
    identity: { node: 'test', demo: false },
    ingest: async () => await Promise.resolve(new Response('ingest')),
    acts: async () => await Promise.resolve(new Response('acts')),
    metrics: async () => await Promise.resolve(new Response('metrics')),
    readiness: async () =>
      await Promise.resolve({ catalogue: { ready, detail: 'as the test says' } }),
  });
const get = (path: string, base?: string) => gateway(base)(new Request(`http://hub${path}`));

test('each address is answered by the part that owns it', async () => {
  assert.equal(await (await get('/docs/page/')).text(), '<p>prerendered</p>');
  assert.equal(await (await get('/runs/')).text(), 'page /runs/');
  assert.equal(await (await get('/metrics')).text(), 'metrics');
  assert.equal(await (await get('/healthz')).text(), 'ok\n');
  assert.equal((await get('/data/nothing.json')).status, 404);
});

test('an address without its closing slash leads to the one with it, and never to another host', async () => {
  const response = await get('/runs/run_2026.11-quax?month=2026-11');
  assert.equal(response.status, 308);
  assert.equal(response.headers.get('location'), '/runs/run_2026.11-quax/?month=2026-11');
  assert.equal((await get('//other.example/a')).headers.get('location'), '/other.example/a/');
});

test('nothing is written through reading addresses', async () => {
  const response = await gateway()(new Request('http://hub/runs/', { method: 'DELETE' }));
  assert.equal(response.status, 405);
  assert.equal(response.headers.get('allow'), 'GET, HEAD');
});

test('it is ready where every part is', async () => {
  const ask = new Request('http://hub/readyz');
  assert.equal((await gateway('/', true)(ask)).status, 200);
  assert.equal((await gateway('/', false)(ask)).status, 503);
});

test('under a sub-path the site lies below it, and nowhere else', async () => {
  assert.equal(await (await get('/flash/docs/page/', '/flash/')).text(), '<p>prerendered</p>');
  assert.equal(await (await get('/flash/runs/', '/flash/')).text(), 'page /flash/runs/');
  assert.equal((await get('/runs/', '/flash/')).status, 404);
  assert.equal(belowBase('/flash', '/flash/'), '/');
  assert.equal(belowBase('/flashy/', '/flash/'), null);
});

test('an asset of which only the gzip form is there is served to everybody', async () => {
  const body = JSON.stringify({ text: 'x'.repeat(2_000) });
  await writeFile(join(directory, 'snapshot', 'now.0123.json.gz'), gzipSync(body));
  const ask = (headers: Readonly<Record<string, string>>, method = 'GET') =>
    gateway()(new Request('http://hub/data/now.0123.json', { headers, method }));
  const packed = await ask({ 'accept-encoding': 'gzip' });
  assert.equal(packed.headers.get('content-encoding'), 'gzip');
  assert.equal(gunzipSync(Buffer.from(await packed.arrayBuffer())).toString(), body);
  const plain = await ask({ 'accept-encoding': 'gzip;q=0' });
  assert.equal(plain.headers.get('content-encoding'), null);
  assert.equal(plain.headers.get('content-type'), 'application/json; charset=utf-8');
  assert.equal(plain.headers.get('vary'), 'accept-encoding');
  assert.equal(await plain.text(), body);
  const head = await ask({}, 'HEAD');
  assert.equal(head.headers.get('content-length'), String(body.length));
  const etag = packed.headers.get('etag') ?? '';
  assert.equal((await ask({ 'if-none-match': etag })).status, 304);
  assert.equal((await gateway()(new Request('http://hub/data/now.4567.json'))).status, 404);
});
