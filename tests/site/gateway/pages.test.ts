/** When a page is drawn again: what it shows has changed, or its snapshot has grown old. */

import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pageKey, silenceOf } from '#site/gateway/pages.ts';
import { openSnapshot, type Snapshot } from '#site/snapshot/reader.ts';
import { writeSiteFixture } from '../../support/site-fixture/index.ts';

const AT = Date.UTC(2026, 10, 23, 10, 2, 14);
let directory = '';
let snapshot: Snapshot | null = null;
before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'flash-pages-'));
  await writeSiteFixture(directory, 'empty', AT);
  snapshot = await openSnapshot(directory);
});
after(() => rm(directory, { recursive: true, force: true }));

test('a snapshot is silent once it is older than its own limit', () => {
  const limit = (snapshot?.manifest.stale_after_s ?? 0) * 1_000;
  assert.ok(limit > 0);
  assert.equal(silenceOf(snapshot, AT + limit), null);
  assert.deepEqual(silenceOf(snapshot, AT + limit + 1), { since: AT, at: AT + limit + 1 });
  assert.equal(silenceOf(null, AT), null);
});

test('an old page is drawn again as it ages, a new one only when something changed', async () => {
  const key = (at: number | null): Promise<string> => {
    const silence = at === null ? null : { since: AT, at };
    return pageKey(new URL('http://hub/storage/'), snapshot, '/', silence);
  };
  const hour = AT + 3_600_000;
  assert.equal(await key(null), await key(null));
  assert.notEqual(await key(null), await key(hour));
  assert.equal(await key(hour), await key(hour + 40_000));
  assert.notEqual(await key(hour), await key(hour + 60_000));
});
