/** TLS on the agent's pages and on its way to the recorder: renewed certificates, clients that must show theirs, and refusals that say why. */

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:https';
import type { RequestOptions } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { TLSSocket } from 'node:tls';

import { loadWebConfig } from '#telemetry/config/web-config.ts';
import { createSender } from '#telemetry/delivery/sender.ts';
import { servePlain } from '#telemetry/http/serve-plain.ts';
import { createAuthority } from '../../support/certificates.ts';
import { needsProgram } from '../../support/needs-program.ts';

const folder = mkdtempSync(join(tmpdir(), 'flash-tls-'));
after(() => rmSync(folder, { recursive: true, force: true }));

function webConfig(text: string): string {
  const file = join(folder, 'web-config.yml');
  writeFileSync(file, text);
  return file;
}

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly serial: string;
}

function ask(url: string, options: RequestOptions): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = get(url, { agent: false, ...options }, (response) => {
      let body = '';
      const serial = (response.socket as TLSSocket).getPeerCertificate().serialNumber;
      response.on('data', (chunk) => (body += String(chunk)));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body, serial }));
    });
    request.on('error', reject);
  });
}

const ok = () => Promise.resolve({ status: 200, headers: {}, body: 'ok' });

test(
  'the pages over TLS; a renewed certificate serves the next connection, a broken one does not',
  needsProgram('FLASH_OPENSSL'),
  async (t) => {
    const authority = createAuthority(folder, 'authority');
    authority.sign('server');
    const { tls } = loadWebConfig(
      webConfig('tls_server_config:\n  cert_file: server.crt\n  key_file: server.key\n'),
    );
    assert.ok(tls);
    const problems: unknown[] = [];
    const onError = (thrown: unknown): unknown => problems.push(thrown);
    const server = await servePlain({
      what: 'agent',
      address: '127.0.0.1:0',
      handler: ok,
      tls,
      onError,
    });
    t.after(() => server.close(50));
    assert.match(server.url, /^https:/);
    const ca = readFileSync(authority.ca);
    const first = await ask(server.url, { ca });
    assert.equal(first.body, 'ok');
    authority.sign('server');
    const second = await ask(server.url, { ca });
    assert.notEqual(second.serial, first.serial);
    writeFileSync(join(folder, 'server.crt'), 'broken');
    assert.equal((await ask(server.url, { ca })).serial, second.serial);
    assert.match(String(problems[0]), /cannot use the certificate: .*server\.crt/);
    await assert.rejects(ask(server.url, { ca, maxVersion: 'TLSv1.1', minVersion: 'TLSv1' }));
  },
);

test(
  'a scraper that must show a certificate is let in with one, and not without',
  needsProgram('FLASH_OPENSSL'),
  async (t) => {
    const authority = createAuthority(folder, 'authority2');
    authority.sign('mutual');
    const client = authority.sign('client');
    const stranger = createAuthority(folder, 'another').sign('stranger');
    const credentials = ({ cert, key }: typeof client) => ({
      cert: readFileSync(cert),
      key: readFileSync(key),
    });
    const ca = readFileSync(authority.ca);
    for (const [type, withNone, withStranger] of [
      ['RequireAndVerifyClientCert', false, false],
      ['VerifyClientCertIfGiven', true, false],
      ['RequireAnyClientCert', false, true],
    ] as const) {
      const text = `tls_server_config:\n  cert_file: mutual.crt\n  key_file: mutual.key\n  client_ca_file: authority2.crt\n  client_auth_type: ${type}\n`;
      const tls = loadWebConfig(webConfig(text)).tls ?? undefined;
      const server = await servePlain({ what: 'agent', address: '127.0.0.1:0', handler: ok, tls });
      t.after(() => server.close(50));
      const isLet = (options: RequestOptions): Promise<boolean> =>
        ask(server.url, { ca, ...options }).then(
          () => true,
          () => false,
        );
      assert.equal(await isLet(credentials(client)), true, type);
      assert.equal(await isLet({}), withNone, `${type}, none`);
      assert.equal(await isLet(credentials(stranger)), withStranger, `${type}, a stranger's`);
    }
  },
);

test(
  'the sender trusts ca_file, says what to do about another, and goes on when it is renewed',
  needsProgram('FLASH_OPENSSL'),
  async (t) => {
    const old = createAuthority(folder, 'old');
    const pair = old.sign('hub');
    const tls = {
      certFile: pair.cert,
      keyFile: pair.key,
      clientAuth: 'NoClientCert',
      clientCaFile: null,
      minVersion: 'TLSv1.3',
    } as const;
    const server = await servePlain({ what: 'hub', address: '127.0.0.1:0', handler: ok, tls });
    t.after(() => server.close(50));
    const untrusting = createSender({ url: server.url });
    t.after(() => untrusting.close());
    await assert.rejects(untrusting.post('{}', {}), (thrown: Error & { hint?: string }) => {
      assert.match(thrown.hint ?? '', /agent\.ca_file/);
      return true;
    });
    const caFile = join(folder, 'ca.crt');
    writeFileSync(caFile, readFileSync(old.ca));
    const sender = createSender({ url: server.url, caFile });
    t.after(() => sender.close());
    assert.equal((await sender.post('{}', {})).status, 200);
    const next = createAuthority(folder, 'next');
    next.sign('hub');
    assert.equal((await sender.post('{}', {})).status, 200, 'the open connection goes on');
    const fresh = createSender({ url: server.url, caFile });
    t.after(() => fresh.close());
    await assert.rejects(fresh.post('{}', {}), /certificate/);
    writeFileSync(caFile, readFileSync(next.ca));
    assert.equal((await fresh.post('{}', {})).status, 200, 'the file is read again');
  },
);

test('what a web configuration may say, and what it is told', () => {
  const load = (text: string) => () => loadWebConfig(webConfig(text));
  assert.deepEqual(loadWebConfig(webConfig('')), { tls: null, users: {} });
  assert.throws(
    load('tls_server_config: { cert_fil: a, key_file: b }'),
    /line 1: .*cert_fil.* did you mean/s,
  );
  assert.throws(load('basic_auth_users: { ada: secret }'), /basic_auth_users\.ada: .*bcrypt hash/s);
  const verify =
    'tls_server_config: { cert_file: a, key_file: b, client_auth_type: RequireAndVerifyClientCert }';
  assert.throws(load(verify), /client_ca_file is not named/);
  assert.throws(() => loadWebConfig(join(folder, 'none.yml')), /there is no such file/);
});
