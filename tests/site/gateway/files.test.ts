import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { acceptsGzip, createFiles, safePath } from '#site/gateway/files.ts';

let directory = '';
before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'flash-files-'));
  await mkdir(join(directory, 'public', 'deep'), { recursive: true });
  await writeFile(join(directory, 'public', 'deep', 'a.json'), '{"a":1}');
  await writeFile(join(directory, 'secret'), 'nobody reads this');
});
after(() => rm(directory, { recursive: true, force: true }));

const files = () =>
  createFiles({
    directory: join(directory, 'public'),
    isImmutable: (path) => path.startsWith('/deep/'),
  });
const request = (headers: Record<string, string> = {}, method = 'GET') =>
  new Request('http://hub/', { headers, method });

test('no address leads out of the directory', async () => {
  for (const path of [
    '/../secret',
    '/%2e%2e/secret',
    '/deep/..%2f..%2fsecret',
    '/..%5csecret',
    '/a%00b',
    '/%',
  ]) {
    assert.equal(await files()(path, request()), null, path);
  }
  assert.equal(safePath('/srv/site', '/../site-of-others/x'), null);
});

test('a directory is not a file', async () => {
  assert.equal(await files()('/deep', request()), null);
});

test('a file comes with its type, length and how long it may be kept', async () => {
  const response = await files()('/deep/a.json', request());
  assert.equal(response?.headers.get('content-type'), 'application/json; charset=utf-8');
  assert.equal(response?.headers.get('cache-control'), 'public, max-age=31536000, immutable');
  assert.equal(await response?.text(), '{"a":1}');
});

test('a reader that has it is told so', async () => {
  const first = await files()('/deep/a.json', request());
  const second = await files()(
    '/deep/a.json',
    request({ 'if-none-match': first?.headers.get('etag') ?? '' }),
  );
  assert.equal(second?.status, 304);
});

test('text is compressed for those who take it', async () => {
  const response = await files()('/deep/a.json', request({ 'accept-encoding': 'gzip, br' }));
  assert.equal(response?.headers.get('content-encoding'), 'gzip');
  assert.equal(
    gunzipSync(Buffer.from((await response?.arrayBuffer()) ?? new ArrayBuffer(0))).toString(),
    '{"a":1}',
  );
  assert.equal(acceptsGzip(request({ 'accept-encoding': 'gzip;q=0, br' })), false);
  assert.equal(acceptsGzip(request()), false);
});

test('HEAD has the length and no body', async () => {
  const response = await files()('/deep/a.json', request({}, 'HEAD'));
  assert.equal(response?.headers.get('content-length'), '7');
  assert.equal(await response?.text(), '');
});
