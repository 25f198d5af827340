/** When certificates and tokens that a configuration leads to are over. */

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { collectorFiles } from '#agents/led-files.ts';

let folder: string;
before(() => (folder = mkdtempSync(join(tmpdir(), 'flash-led-'))));
after(() => rmSync(folder, { recursive: true, force: true }));

function expiryOf(token: string): number | null | undefined {
  const path = join(folder, 'token');
  writeFileSync(path, token);
  const files = collectorFiles('storage', { copies: [{ token_file: path }] });
  assert.deepEqual(
    files.map(({ key }) => key),
    ['collectors.storage: token_file'],
  );
  return files[0]?.expiresAt;
}

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

test('a JSON Web Token tells its end; what is none, or says none, tells nothing', () => {
  const end = Date.UTC(2026, 10, 20, 11) / 1_000;
  assert.equal(expiryOf(`${part({ alg: 'RS256' })}.${part({ exp: end })}.x\n`), end * 1_000);
  assert.equal(expiryOf(`${part({ alg: 'RS256' })}.${part({ sub: 'x' })}.x`), null);
  assert.equal(expiryOf('an-opaque-token'), null);
  assert.equal(expiryOf('a.b.c'), null);
  assert.equal(expiryOf(''), null);
});
