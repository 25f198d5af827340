/** How an import reaches a hub behind a certificate of its own authority. */

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { hubAnswers, openHubDoor } from '#telemetry/delivery/hub-door.ts';
import { createAuthority } from '../../support/certificates.ts';
import { createSender, readingsFact, T0 } from '../../support/facts.ts';
import { needsProgram } from '../../support/needs-program.ts';

test('agent.ca_file is used for an https hub', needsProgram('FLASH_OPENSSL'), async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'flash-door-'));
  const authority = createAuthority(folder);
  const { cert, key } = authority.sign('hub');
  const asked: string[] = [];
  const server = createServer(
    { cert: readFileSync(cert), key: readFileSync(key) },
    (request, response) => {
      asked.push(`${request.method ?? ''} ${request.url ?? ''}`);
      const answer = { acknowledged: 1, refused: [], added: 1 };
      response.end(request.url === '/healthz' ? 'ok\n' : JSON.stringify(answer));
    },
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const url = `https://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  await assert.rejects(hubAnswers(url), /certificate/, 'it is there, and not to be trusted');
  assert.equal(await hubAnswers(url, authority.ca), true);
  const { signal } = new AbortController();
  const door = openHubDoor({ url, token: 'token', signal, caFile: authority.ca });
  const batch = createSender('n', 'import').batch([readingsFact('a/b', [[T0, 1, 'good']])]);
  assert.deepEqual(await door.deliver(batch), { refused: [], added: 1 });
  await door.close();
  assert.deepEqual(asked, ['GET /healthz', 'POST /ingest/v1/batches']);
  assert.equal(await hubAnswers('http://127.0.0.1:1'), false);
});
