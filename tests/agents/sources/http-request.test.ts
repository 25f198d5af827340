import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';

import { HttpError, httpRequest } from '#agents/sources/http-request.ts';

async function listen(t: TestContext, server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

async function serve(t: TestContext, handler: RequestListener) {
  const port = await listen(t, createServer(handler));
  const url = `http://127.0.0.1:${String(port)}/`;
  return { method: 'GET', url, timeoutMs: 2_000, maxBytes: 1_000 };
}

const OPENSSL = 'openssl';
const NO_OPENSSL =
  spawnSync(OPENSSL, ['version']).error === undefined ? false : 'openssl is not installed';

const fails = (failure: string) => (thrown: unknown) =>
  thrown instanceof HttpError && thrown.failure === failure && thrown.isTransient();

test('an answer comes with its headers; characters that are cut between pieces come whole', async (t) => {
  const request = await serve(t, (_, response) => {
    const text = Buffer.from('caffè');
    response.writeHead(207, { 'x-a': ['1', '2'] });
    response.write(text.subarray(0, 5));
    setImmediate(() => response.end(text.subarray(5)));
  });
  const { status, headers, body } = await httpRequest(request);
  assert.deepEqual([status, headers.get('x-a'), body], [207, '1, 2', 'caffè']);
});

test('too much, too slow, cut and unreachable are told apart', async (t) => {
  const huge = await serve(t, (_, response) => response.end('x'.repeat(2_000)));
  await assert.rejects(httpRequest(huge), fails('too large'));
  const drip = await serve(t, (_, response) => {
    const timer = setInterval(() => response.write('x'), 20);
    response.on('close', () => clearInterval(timer));
  });
  await assert.rejects(httpRequest({ ...drip, timeoutMs: 150 }), fails('timeout'));
  const stopper = new AbortController();
  const stopped = httpRequest({ ...drip, signal: stopper.signal });
  stopper.abort();
  await assert.rejects(stopped, fails('timeout'));
  const cut = await serve(t, (_, response) => {
    response.writeHead(200, { 'content-length': '100' });
    response.write('half', () => response.destroy());
  });
  await assert.rejects(httpRequest(cut), fails('unreachable'));
  await assert.rejects(httpRequest({ ...cut, url: 'http://127.0.0.1:1/' }), fails('unreachable'));
});

test('redirects are followed on the same host, three at most, and never to another with the token', async (t) => {
  const request = await serve(t, ({ url, headers }, response) => {
    const hop = Number(url?.slice(1) ?? 0);
    if (hop < 2) response.writeHead(307, { location: `/${String(hop + 1)}` }).end();
    else response.end(headers.authorization);
  });
  const headers = { authorization: 'Bearer of-the-test' };
  assert.equal((await httpRequest({ ...request, headers })).body, 'Bearer of-the-test');
  const loop = await serve(t, (_, response) => response.writeHead(302, { location: '/' }).end());
  await assert.rejects(httpRequest(loop), fails('redirect'));
  let strangers = 0;
  const stranger = await serve(t, (_, response) => {
    strangers += 1;
    response.end();
  });
  const away = await serve(t, (_, response) =>
    response.writeHead(302, { location: stranger.url }).end(),
  );
  await assert.rejects(httpRequest({ ...away, headers }), fails('redirect'));
  assert.equal(strangers, 0);
});

test(
  'a certificate is trusted where it is named, and only there',
  { skip: NO_OPENSSL },
  async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'flash-tls-'));
    t.after(() => rmSync(folder, { recursive: true, force: true }));
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    const words = [
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-nodes',
      '-days',
      '2',
    ];
    const subject = ['-subj', '/CN=double.example', '-addext', 'subjectAltName=IP:127.0.0.1'];
    spawnSync(OPENSSL, [...words, '-keyout', key, '-out', cert, ...subject], {
      stdio: 'ignore',
    });
    const options = { key: readFileSync(key), cert: readFileSync(cert) };
    const port = await listen(
      t,
      createTlsServer(options, (_, response) => response.end('safe')),
    );
    const request = {
      method: 'GET',
      url: `https://127.0.0.1:${String(port)}/`,
      timeoutMs: 5_000,
      maxBytes: 99,
    };
    assert.equal((await httpRequest({ ...request, ca: readFileSync(cert, 'utf8') })).body, 'safe');
    await assert.rejects(httpRequest(request), fails('unreachable'));
  },
);
