import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { parseArchiveInfo, parseWellKnown, readLocality } from '#agents/formats/tape-rest.ts';

import { needsSharedData, sharedData } from '../../support/shared-data.ts';

test('answers by path, errors by path; elements that are none are counted', () => {
  const parsed = parseArchiveInfo(
    '[{"path":"/a","locality":"TAPE"},{"path":"/b","error":"no such file"},{"path":"/c"},7,{"locality":"DISK"}]',
  );
  assert.deepEqual(parsed, {
    ok: true,
    value: {
      answers: [
        { path: '/a', locality: 'TAPE', error: null },
        { path: '/b', locality: null, error: 'no such file' },
      ],
      odd: 3,
    },
  });
  for (const text of ['', '{}', '{"title":"x"', 'null'])
    assert.ok(!parseArchiveInfo(text).ok, text);
});

test('what each locality means: only TAPE and DISK_AND_TAPE are on tape', () => {
  const where = (word: string) => [readLocality(word)?.state, readLocality(word)?.locality];
  assert.deepEqual(where('DISK'), ['present', 'disk']);
  assert.deepEqual(where('TAPE'), ['present', 'tape']);
  assert.deepEqual(where('DISK_AND_TAPE'), ['present', 'both']);
  assert.deepEqual(where('NEARLINE'), ['present', 'tape']);
  assert.deepEqual(where('LOST'), ['lost', 'unknown']);
  assert.deepEqual(where('UNAVAILABLE'), ['unavailable', 'unknown']);
  assert.deepEqual(where('NONE'), ['present', 'unknown']);
  for (const word of ['', 'disk', 'constructor', 'CLOUD']) assert.equal(readLocality(word), null);
});

const TAPE = 'storage/wlcg_tape_rest';
const STORM = 'storage/storm_webdav/src/test/resources/well-known';

test('real answers of the reference document and of StoRM', needsSharedData(TAPE, STORM), () => {
  const text = (path: string) => readFileSync(sharedData(path), 'utf8');
  const info = parseArchiveInfo(text(`${TAPE}/archiveinfo_response.json`));
  assert.ok(info.ok);
  assert.deepEqual(
    info.value.answers.map(({ locality, error }) => [locality, error !== null]),
    [
      ['DISK_AND_TAPE', false],
      [null, true],
    ],
  );
  const found = (path: string) => {
    const parsed = parseWellKnown(text(path));
    return parsed.ok ? parsed.value : parsed.reason;
  };
  assert.equal(found(`${TAPE}/well_known.json`), 'https://tape-api.example.org:1234/api/v1');
  assert.equal(
    found(`${STORM}/wlcg-tape-rest-api.json`),
    'https://storm-tape.example.org:8443/api/v1',
  );
  assert.match(found(`${STORM}/malformed-wlcg-tape-rest-api.json`), /no endpoints/);
});
