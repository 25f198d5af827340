import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { createFiles } from '#site/gateway/files.ts';
import { rangeOf } from '#site/gateway/ranges.ts';

test('a range is read as RFC 9110 has it; what makes no sense asks for the whole', () => {
  assert.deepEqual(rangeOf('bytes=0-9', 100), { first: 0, last: 9 });
  assert.deepEqual(rangeOf('bytes=90-', 100), { first: 90, last: 99 });
  assert.deepEqual(rangeOf('bytes=-10', 100), { first: 90, last: 99 });
  assert.deepEqual(rangeOf('bytes=-1000', 100), { first: 0, last: 99 });
  assert.deepEqual(rangeOf('bytes=50-1000', 100), { first: 50, last: 99 });
  for (const odd of [null, 'bytes=-', 'bytes=9-1', 'bytes=0-1,4-5', 'lines=0-1'])
    assert.equal(rangeOf(odd, 100), null);
  for (const beyond of ['bytes=100-', 'bytes=-0']) assert.equal(rangeOf(beyond, 100), 'none');
});

test('a Parquet file is served in parts, and says how large it is', async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'flash-ranges-'));
  t.after(() => rm(directory, { recursive: true, force: true }));
  await writeFile(join(directory, 'a.parquet'), '0123456789');
  const files = createFiles({ directory, isImmutable: () => true });
  const get = async (range?: string, method = 'GET') => {
    const headers: Record<string, string> = range === undefined ? {} : { range };
    const request = new Request('http://hub.example/a.parquet', { method, headers });
    const response = await files('a.parquet', request);
    assert.ok(response !== null);
    return response;
  };
  const part = await get('bytes=2-4');
  assert.equal(part.status, 206);
  assert.equal(part.headers.get('content-range'), 'bytes 2-4/10');
  assert.equal(await part.text(), '234');
  const whole = await get();
  assert.equal(whole.status, 200);
  assert.equal(whole.headers.get('accept-ranges'), 'bytes');
  assert.equal(await whole.text(), '0123456789');
  assert.equal((await get('bytes=20-')).status, 416);
  assert.equal((await get('bytes=2-4', 'HEAD')).headers.get('content-length'), '3');
  assert.equal(await files('b.parquet', new Request('http://hub.example/b.parquet')), null);
});
