import assert from 'node:assert/strict';
import { test } from 'node:test';
import { packNow, unpackState } from '#site/snapshot/encoding/now-table.ts';
import { declaredSchema, latelySchema, nowSchema } from '#site/snapshot/parse/now.ts';
import { check } from '#site/snapshot/parse/check.ts';
import { fullNow } from '../../../support/site-fixture/now.ts';

const AT = Date.UTC(2026, 10, 20, 10);

async function packed() {
  const parts = new Map<string, unknown>();
  const now = await packNow(fullNow(AT), async (stem, content) => {
    parts.set(stem, JSON.parse(JSON.stringify(content)));
    return await Promise.resolve({ path: `${stem}.json`, bytes: 1, sha256: '0' });
  });
  return {
    now: check(nowSchema, JSON.parse(JSON.stringify(now))),
    declared: check(declaredSchema, parts.get('channels')),
    lately: check(latelySchema, parts.get('lately')),
  };
}

test('the current state comes back as it was from its three files', async () => {
  const { now, declared, lately } = await packed();
  assert.deepEqual({ ...unpackState(now, declared), ...lately }, fullNow(AT));
});

test('values and declarations of other channels are refused together', async () => {
  const { now, declared } = await packed();
  const fewer = { channels: declared.channels.slice(1) };
  assert.throws(() => unpackState(now, fewer), /are declared/);
});
