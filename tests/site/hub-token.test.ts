import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { handOverToken, tokenPath } from '#site/hub-token.ts';
import { findTokenNode, listTokens, revokeTokens } from '#telemetry/catalogue/tokens.ts';
import { startTestCatalogue } from '../support/catalogue.ts';

test('the token stays over starts of the hub; once revoked it stays revoked, and a new one is made', async () => {
  await using catalogue = await startTestCatalogue();
  const pool = catalogue.pools.recorder;
  const home = mkdtempSync(join(tmpdir(), 'flash-token-'));
  try {
    const config = { homeDirectory: home, node: 'hub' };
    const start = async (now: number): Promise<string> => {
      await handOverToken({ pool, config, clock: { now: () => now, monotonic: () => now } });
      return readFileSync(tokenPath(config), 'utf8').trim();
    };
    const first = await start(1);
    assert.equal(await start(2), first);
    assert.equal(await findTokenNode(pool, first), 'hub');
    assert.equal(statSync(tokenPath(config)).mode & 0o777, 0o600);

    assert.equal(await revokeTokens(pool, 'hub', 3), 1);
    const second = await start(4);
    assert.notEqual(second, first);
    assert.equal(await findTokenNode(pool, first), null);
    assert.equal(await findTokenNode(pool, second), 'hub');
    assert.equal(await start(5), second);
    const states = (await listTokens(pool)).map(({ revokedAt }) => revokedAt);
    assert.deepEqual(states, [null, 3]);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
});
