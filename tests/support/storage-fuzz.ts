/** Feeds the parsers of storages with true answers that were mutated, and with noise: none may throw oddly, hang or lose in silence. */

import assert from 'node:assert/strict';

import * as fc from 'fast-check';

import { readAdler32 } from '#agents/formats/digest.ts';
import { parseContents, parseTimes } from '#agents/formats/find-output.ts';
import { readListedLine } from '#agents/formats/listing.ts';
import { mountOf, parseMountinfo } from '#agents/formats/mountinfo.ts';
import { createMultistatusReader } from '#agents/formats/multistatus.ts';
import type { DavEntry } from '#agents/formats/multistatus.ts';
import {
  parseAccount,
  parseBlockLimits,
  parseComputeLimits,
  parseNetworkQuotas,
  parseToken,
} from '#agents/formats/openstack.ts';
import { createS3ListReader } from '#agents/formats/s3-list.ts';
import { parseArchiveInfo, parseWellKnown } from '#agents/formats/tape-rest.ts';

const MULTISTATUS = `<?xml version="1.0" encoding="utf-8"?><d:multistatus xmlns:d="DAV:" xmlns:n="http://www.dcache.org/2013/webdav"><d:response><d:href>/quax/a%20b.dat</d:href><d:propstat><d:prop><d:getcontentlength>34</d:getcontentlength><d:getlastmodified>Fri, 20 Nov 2026 10:00:00 GMT</d:getlastmodified><d:resourcetype/><n:Checksums>adler32=af543afc</n:Checksums></d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response><!-- c --><d:response><d:href><![CDATA[/quax/dir/]]></d:href><d:propstat><d:prop><d:resourcetype><d:collection/></d:resourcetype></d:prop><d:status>HTTP/1.1 200</d:status></d:propstat></d:response></d:multistatus>`;
const S3_LIST = `<?xml version="1.0"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><IsTruncated>true</IsTruncated><NextContinuationToken>x</NextContinuationToken><Contents><Key>a&amp;b</Key><LastModified>2026-11-20T10:00:00.000Z</LastModified><Size>34</Size></Contents><CommonPrefixes><Prefix>c/</Prefix></CommonPrefixes></ListBucketResult>`;
const ARCHIVE = '[{"path":"/a","locality":"DISK_AND_TAPE"},{"path":"/b","error":"no such file"}]';
const WELL_KNOWN =
  '{"sitename":"s","endpoints":[{"uri":"https://tape.example/api/v1","version":"v1"}]}';
const LISTING =
  '34 /quax/a.dat\n-rw-r--r-- 1 45 45 1099016 Nov 20 10:00 a b.dat\n/a,34,af543afc\nrun1.gz\r\n# c\n';
const MOUNTS =
  String.raw`90 27 0:45 / /mnt/a\040b rw,nosuid shared:1 - nfs4 nas:/x ro,vers=4.2` + '\n';
const FIND = [
  '0 d 66306 4096 1795168800.0 /r',
  '1 f 66306 34 1795168800.5 /r/a',
  '1 d 66306 1 9 /r/b',
  '',
].join('\0');
const LIMITS =
  '{"limits":{"absolute":{"maxTotalCores":50,"totalCoresUsed":3,"maxTotalVolumeGigabytes":-1}},"quota":{"floatingip":{"used":1,"limit":2}}}';
const TOKEN =
  '{"token":{"expires_at":"2026-11-20T10:00:00Z","project":{"id":"p"},"catalog":[{"type":"compute","endpoints":[{"interface":"public","url":"http://a"}]}]}}';

/** Texts near a true one: pieces cut out, doubled, swapped, characters changed; and a tenth of pure noise. */
function near(text: string): fc.Arbitrary<string> {
  const place = fc.nat(text.length);
  const junk = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc.constantFrom(
      '<',
      '>',
      '&',
      ']]>',
      '<![CDATA[',
      '<!--',
      '"',
      "'",
      '\0',
      '\u0000',
      '\uFFFD',
      '9'.repeat(400),
      '{',
      '[',
      ',',
      '-',
      '%',
      '%zz',
      '../',
      '\n',
      '&#x0;',
      '<!DOCTYPE',
      'NaN',
      '1e999',
      '__proto__',
    ),
  );
  const change = fc.record({ from: place, to: place, put: junk });
  const mutated = fc
    .array(change, { minLength: 1, maxLength: 5 })
    .map((changes) =>
      changes.reduce(
        (now, { from, to, put }) =>
          now.slice(0, from) + put + now.slice(Math.max(from, to % (from + 20))),
        text,
      ),
    );
  return fc.oneof(
    { weight: 9, arbitrary: mutated },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 300 }) },
  );
}

type Outcome = readonly [entries: number, odd: number, error: string | null];

function readDav(text: string, piece: number): Outcome {
  const entries: DavEntry[] = [];
  let odd = 0;
  try {
    const reader = createMultistatusReader(
      (entry) => entries.push(entry),
      () => (odd += 1),
    );
    for (let at = 0; at < text.length; at += piece) reader.write(text.slice(at, at + piece));
    reader.end();
  } catch (thrown) {
    return [entries.length, odd, refusal(thrown)];
  }
  for (const { path, bytes, adler32 } of entries) {
    assert.ok(path.startsWith('/'));
    assert.ok(bytes === null || (Number.isSafeInteger(bytes) && bytes >= 0));
    assert.ok(adler32 === null || /^[0-9a-f]{8}$/.test(adler32));
  }
  return [entries.length, odd, null];
}

/** Refused in our own words, not by an accident. */
function refusal(thrown: unknown): string {
  assert.ok(
    thrown instanceof Error && !(thrown instanceof TypeError) && !(thrown instanceof RangeError),
    String(thrown),
  );
  assert.match(thrown.message, /^(?:not the XML|the answer is XML|the list is cut short)/);
  return thrown.message.replace(/ \(after \d+ characters\)$/, '');
}

const PROPERTIES: Readonly<Record<string, (seed: number, runs: number) => void>> = {
  multistatus: (seed, numRuns) =>
    fc.assert(
      fc.property(near(MULTISTATUS), fc.integer({ min: 1, max: 40 }), (text, piece) => {
        assert.deepEqual(readDav(text, piece), readDav(text, Math.max(1, text.length)));
      }),
      { seed, numRuns },
    ),
  's3 list': (seed, numRuns) =>
    fc.assert(
      fc.property(near(S3_LIST), (text) => {
        const reader = createS3ListReader();
        try {
          reader.write(text);
          for (const { bytes } of reader.end().objects) assert.ok(bytes === null || bytes >= 0);
        } catch (thrown) {
          refusal(thrown);
        }
      }),
      { seed, numRuns },
    ),
  archiveinfo: (seed, numRuns) =>
    fc.assert(
      fc.property(near(ARCHIVE), near(WELL_KNOWN), (answer, known) => {
        const parsed = parseArchiveInfo(answer);
        if (parsed.ok) assert.ok(parsed.value.answers.every(({ path }) => path !== ''));
        const found = parseWellKnown(known);
        if (found.ok) assert.match(found.value, /^https?:\/\//);
      }),
      { seed, numRuns },
    ),
  listing: (seed, numRuns) =>
    fc.assert(
      fc.property(near(LISTING), (text) => {
        for (const line of text.split('\n')) {
          const said = readListedLine(line);
          assert.ok(['file', 'other', 'odd'].includes(said.kind));
          if (said.kind !== 'file') continue;
          const { path, bytes } = said.file;
          assert.ok(path !== '' && path.length <= 4_096 && !path.split('/').includes('..'));
          assert.ok(bytes === null || Number.isSafeInteger(bytes));
        }
      }),
      { seed, numRuns },
    ),
  digest: (seed, numRuns) =>
    fc.assert(
      fc.property(near('md5=rFb0uPrFc5zNtFd30xO+zw==,adler32=af543afc'), (text) => {
        const found = readAdler32(text);
        assert.ok(found === null || /^[0-9a-f]{8}$/.test(found));
      }),
      { seed, numRuns },
    ),
  'mounts and find': (seed, numRuns) =>
    fc.assert(
      fc.property(near(MOUNTS), near(FIND), (mounts, find) => {
        mountOf('/mnt/a b/c', parseMountinfo(mounts));
        parseTimes(find);
        for (const { files, bytes } of parseContents(find)) assert.ok(files >= 0 && bytes >= 0);
      }),
      { seed, numRuns },
    ),
  openstack: (seed, numRuns) =>
    fc.assert(
      fc.property(near(LIMITS), near(TOKEN), (limits, token) => {
        for (const parse of [parseComputeLimits, parseBlockLimits, parseNetworkQuotas]) {
          const parsed = parse(limits);
          if (!parsed.ok) continue;
          for (const { limit, used } of parsed.value)
            assert.ok((limit ?? 0) >= 0 && (used ?? 0) >= 0);
        }
        parseToken(token, { interface: 'public' });
        parseAccount(new Map([['x-account-bytes-used', limits.slice(0, 20)]]));
      }),
      { seed, numRuns },
    ),
};

/** Runs every parser on so many texts; returns how many each got. @throws where one did what it must not. */
export function fuzzStorageParsers(seed: number, runs: number): Readonly<Record<string, number>> {
  for (const property of Object.values(PROPERTIES)) property(seed, runs);
  return Object.fromEntries(Object.keys(PROPERTIES).map((name) => [name, runs]));
}
