import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import { test } from 'node:test';

import { createS3ListReader } from '#agents/formats/s3-list.ts';
import { encodeKey, encodeQuery, signS3 } from '#agents/formats/s3-sign.ts';

const HASHES = {
  sha256: (text: string) => createHash('sha256').update(text).digest('hex'),
  hmac: (key: string | Uint8Array, text: string) => createHmac('sha256', key).update(text).digest(),
};
// The example keys of the specification.
const keys = {
  accessKey: ['AKIA', 'IOSFODNN7EXAMPLE'].join(''),
  secretKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
};

test('the examples of the specification get the signatures that it prints', () => {
  const about = {
    host: 'examplebucket.s3.amazonaws.com',
    region: 'us-east-1',
    now: Date.UTC(2013, 4, 24),
  };
  const signature = (request: Parameters<typeof signS3>[0]) =>
    signS3(request, keys, HASHES)['authorization']?.split('Signature=')[1];
  assert.equal(
    signature({
      ...about,
      method: 'GET',
      path: '/test.txt',
      query: {},
      headers: { range: 'bytes=0-9' },
    }),
    'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
  );
  assert.equal(
    signature({ ...about, method: 'GET', path: '/', query: { prefix: 'J', 'max-keys': '2' } }),
    '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7',
  );
});

test('keys and queries are encoded as they are signed', () => {
  assert.equal(encodeKey("a b/c+(d)'è.dat"), 'a%20b/c%2B%28d%29%27%C3%A8.dat');
  assert.equal(
    encodeQuery({ prefix: 'a/b', delimiter: '/', 'list-type': '2' }),
    'delimiter=%2F&list-type=2&prefix=a%2Fb',
  );
});

const LIST = `<?xml version="1.0" encoding="UTF-8"?>
<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>quax</Name><Prefix>a/</Prefix>
<IsTruncated>true</IsTruncated><NextContinuationToken>1ueGcxLPRx1Tr</NextContinuationToken>
<Contents><Key>a/x &amp; y.dat</Key><LastModified>2026-11-20T10:00:00.000Z</LastModified>
<ETag>"fba9dede5f27731c9771645a39863328"</ETag><Size>34</Size><Owner><ID>1</ID></Owner></Contents>
<CommonPrefixes><Prefix>a/b/</Prefix></CommonPrefixes></ListBucketResult>`;

test('a list is read with its continuation; one that is cut short and names none is refused', () => {
  const read = (text: string) => {
    const reader = createS3ListReader();
    reader.write(text);
    return reader.end();
  };
  assert.deepEqual(read(LIST), {
    objects: [{ key: 'a/x & y.dat', bytes: 34, modifiedAt: Date.UTC(2026, 10, 20, 10) }],
    prefixes: ['a/b/'],
    next: '1ueGcxLPRx1Tr',
  });
  assert.throws(() => read(LIST.replace(/<Next.*Token>/, '')), /names no continuation/);
  assert.throws(() => read('<Error><Code>NoSuchBucket</Code></Error>'), /no list of a bucket/);
});
