import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { readListedLine } from '#agents/formats/listing.ts';

import { needsSharedData, sharedData } from '../../support/shared-data.ts';

test('each shape gives path, size and checksum as far as they are there', () => {
  const file = (line: string) => {
    const said = readListedLine(line);
    return said.kind === 'file' ? [said.file.path, said.file.bytes, said.file.adler32] : said.kind;
  };
  assert.deepEqual(file('run00001.mid.gz\r'), ['run00001.mid.gz', null, null]);
  assert.deepEqual(file('/a/b c.dat  1099016'), ['/a/b c.dat', 1_099_016, null]);
  assert.deepEqual(file('1099016 /a/b c.dat'), ['/a/b c.dat', 1_099_016, null]);
  assert.deepEqual(file('/a/b.dat,34,AF543AFC'), ['/a/b.dat', 34, 'af543afc']);
  assert.deepEqual(file('/a/b.dat\t34\tadler32:00000bad'), ['/a/b.dat', 34, '00000bad']);
  assert.deepEqual(file('-rw-r--r--   1 45 45  1099016 Nov 20 10:00 a b.dat'), [
    'a b.dat',
    1_099_016,
    null,
  ]);
  for (const other of [
    '',
    '# list',
    'total 12',
    'path,bytes',
    'drwxr-xr-x 1 0 0 0 Nov 20 2026 a',
    '/a/',
  ])
    assert.equal(file(other), 'other', other);
  for (const odd of ['a/../b', 'x'.repeat(5_000), 'caff\uFFFD.dat']) assert.equal(file(odd), 'odd');
});

const LISTS = 'storage/cygno_storage_lists/conf';

test('real lists: every line is a file', needsSharedData(LISTS), () => {
  const counts: Record<string, number> = {};
  for (const name of readdirSync(sharedData(LISTS), { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.txt')) continue;
    const lines = readFileSync(join(sharedData(LISTS), name), 'utf8').split('\n');
    const said = lines.filter((line) => line !== '').map(readListedLine);
    assert.deepEqual(
      said.filter(({ kind }) => kind === 'odd'),
      [],
      name,
    );
    counts[name.split('/').at(-1) ?? ''] = said.filter(({ kind }) => kind === 'file').length;
  }
  assert.deepEqual([counts['labontape.txt'], counts['done.txt']], [1_728, 9_435]);
});
