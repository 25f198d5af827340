import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { readAdler32 } from '#agents/formats/digest.ts';
import { createMultistatusReader } from '#agents/formats/multistatus.ts';
import type { DavEntry } from '#agents/formats/multistatus.ts';
import { createXmlReader } from '#agents/formats/xml-reader.ts';

import { needsSharedData, sharedData } from '../../support/shared-data.ts';

function read(text: string, piece = text.length): { entries: DavEntry[]; odd: string[] } {
  const entries: DavEntry[] = [];
  const odd: string[] = [];
  const reader = createMultistatusReader(
    (entry) => entries.push(entry),
    (reason) => odd.push(reason),
  );
  for (let at = 0; at < text.length; at += piece) reader.write(text.slice(at, at + piece));
  reader.end();
  return { entries, odd };
}

const FILE = `<?xml version="1.0"?>
<x:multistatus xmlns:x="DAV:" xmlns:y="urn:other">
 <x:response>
  <x:href>https://store.example:8443/quax/Run_2026.11-QUAX/presa%20dati/a&amp;b.dat</x:href>
  <x:propstat><x:prop><x:getcontentlength>34000000</x:getcontentlength>
    <x:getlastmodified>Fri, 20 Nov 2026 10:00:00 GMT</x:getlastmodified><x:resourcetype/>
    <y:getcontentlength>7</y:getcontentlength></x:prop><x:status>HTTP/1.1 200 OK</x:status></x:propstat>
  <x:propstat><x:prop><Checksums xmlns="http://www.dcache.org/2013/webdav">adler32=00000bad</Checksums></x:prop>
    <x:status>HTTP/1.1 404 Not Found</x:status></x:propstat>
 </x:response>
 <x:response><x:propstat/></x:response>
 <x:response><x:href>/bad%zz</x:href></x:response>
</x:multistatus>`;

test('an answer is read by its namespaces, in pieces of any size; only properties that were found count', () => {
  const whole = read(FILE);
  assert.deepEqual(whole.entries, [
    {
      path: '/quax/Run_2026.11-QUAX/presa dati/a&b.dat',
      isCollection: false,
      bytes: 34_000_000,
      modifiedAt: Date.UTC(2026, 10, 20, 10),
      adler32: null,
      locality: null,
      status: null,
    },
  ]);
  assert.equal(whole.odd.length, 2);
  for (const piece of [1, 2, 7, 64]) assert.deepEqual(read(FILE, piece), whole);
});

test('what is no multistatus is refused with its reason', () => {
  const cases: readonly [string, RegExp][] = [
    ['', /empty/],
    ['garbage', /ends in the middle|outside of its root/],
    ['<html><body>login</body></html>', /no multistatus/],
    ['<a xmlns="DAV:"><b></a></b>', /closes what is not open/],
    ['<d:multistatus/>', /prefix .* not declared/],
    ['<!DOCTYPE x [<!ENTITY e "e">]><x>&e;</x>', /document type/],
    ['<x>&lol;</x>', /no character/],
    ['<x a="1" a="2"/>', /attribute/],
    ['<x/><y/>', /two roots/],
    ['<x>'.repeat(65), /nested too deeply/],
    ['<multistatus xmlns="DAV:"><response>', /not closed/],
    [`<x>${'y'.repeat(1_000_001)}`, /has no end/],
  ];
  for (const [text, reason] of cases) assert.throws(() => read(text), reason, text.slice(0, 60));
});

test('texts, CDATA, comments and characters come out as they are meant', () => {
  let said = '';
  const reader = createXmlReader({
    open: (_, name) => (said += `<${name}>`),
    text: (text) => (said += text),
    close: (_, name) => (said += `</${name}>`),
  });
  reader.write(
    '\uFEFF<?xml version="1.0"?><!-- <no> --><a b="x>y">&lt;&#65;&#x42;<![CDATA[<&>]]><c/></a>\n',
  );
  reader.end();
  assert.equal(said, '<a><AB<&><c></c></a>');
});

test('checksums are read whatever stands around them; two that differ are none', () => {
  assert.equal(readAdler32('adler32=af543afc'), 'af543afc');
  assert.equal(readAdler32('md5=rFb0uPrFc5zNtFd30xO+zw==,ADLER32=AF543AFC'), 'af543afc');
  assert.equal(readAdler32('adler32=bad'), '00000bad', 'leading zeros were left out');
  for (const none of [
    null,
    '',
    'md5=x',
    'adler32=',
    'adler32=xyz',
    'adler32=123456789',
    'adler32=1,adler32=2',
  ])
    assert.equal(readAdler32(none), null);
});

const DAVIX = 'storage/webdav_davix';
const DCACHE = 'storage/webdav_dcache_userguide';

test('real answers: davix and dCache', needsSharedData(DAVIX, DCACHE), () => {
  const of = (path: string) => read(readFileSync(sharedData(path), 'utf8'));
  const listing = of(`${DAVIX}/recursive_listing.xml`);
  assert.equal(listing.entries.length, 16);
  assert.ok(listing.entries.every(({ path }) => path.startsWith('/pnfs/desy.de/')));
  assert.ok(listing.entries.some(({ isCollection, bytes }) => isCollection && bytes === null));
  const calendar = of(`${DAVIX}/caldav_item.xml`);
  assert.deepEqual(calendar.entries.map(({ path, bytes }) => [path, bytes]).slice(0, 3), [
    ['/dteam/', null],
    ['/dteam/foo2.txt', 12],
    ['/dteam/foo.txt', 12],
  ]);
  assert.throws(() => of(`${DAVIX}/simple_bad_content_http.txt`), /not the XML/);
  const sums = of(`${DCACHE}/propfind_14.xml`).entries;
  assert.deepEqual([sums[0]?.path, sums[0]?.adler32], ['/public/file-with-MD5', 'af543afc']);
  const all = of(`${DCACHE}/propfind_21.xml`).entries[0];
  assert.deepEqual(
    [all?.bytes, all?.adler32, all?.locality, all?.isCollection],
    [1_099_016, 'af543afc', 'NEARLINE', false],
  );
});
