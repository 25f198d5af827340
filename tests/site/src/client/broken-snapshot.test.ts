/** What a browser says of a manifest and of assets that are not as they were published. */

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { isAsNamed } from '#site/src/client/as-named.ts';
import { readManifestText } from '#site/src/client/manifest-text.ts';
import { SNAPSHOT_SCHEMA } from '#site/snapshot/schema/asset.ts';
import { writeSiteFixture } from '../../../support/site-fixture/index.ts';

let directory = '';
let text = '';
before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'flash-broken-'));
  await writeSiteFixture(directory, 'empty', Date.UTC(2026, 10, 23));
  text = await readFile(join(directory, 'snapshot.json'), 'utf8');
});
after(() => rm(directory, { recursive: true, force: true }));

const saying = (sent: string): string => {
  try {
    readManifestText(sent);
    return 'read';
  } catch (error) {
    return (error as Error).message;
  }
};

test('a manifest that is whole is read; what is cut off anywhere is said to be unreadable', () => {
  assert.equal(saying(text), 'read');
  for (let length = 0; length < text.trimEnd().length; length += 7)
    assert.equal(saying(text.slice(0, length)), 'the snapshot cannot be read', `${length}`);
  for (const odd of ['null', '[]', '"x"', '{}', '<html>404</html>'])
    assert.equal(saying(odd), 'the snapshot cannot be read', odd);
});

test('another version is named by its direction, since only one of them is helped by a reload', () => {
  const of = (schema: number) => saying(JSON.stringify({ ...JSON.parse(text), schema }));
  assert.match(of(SNAPSHOT_SCHEMA + 1), /reload it/);
  assert.match(of(SNAPSHOT_SCHEMA - 1), /older version than this page/);
});

test('an asset of another hash than its name is refused; one without a hash in its name is taken', async () => {
  const body = Buffer.from('{"t":[1,2]}');
  const hash = createHash('sha256').update(body).digest('hex').slice(0, 16);
  const content = (of: Buffer) => new Uint8Array(of).buffer;
  assert.equal(await isAsNamed(`now.${hash}.json`, content(body)), true);
  assert.equal(await isAsNamed(`now.${hash}.json`, content(Buffer.from('{"t":[1,3]}'))), false);
  assert.equal(await isAsNamed('run/run_2026.11-quax/140.r12.json', content(body)), true);
});
