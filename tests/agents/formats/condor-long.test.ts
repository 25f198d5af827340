/** Ads in long form: values, bounds, lines that are none; and slots of real machines. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import type { Ad } from '#agents/formats/condor-ad.ts';
import { createLongReader, parseLongValue } from '#agents/formats/condor-long.ts';
import { countSlots } from '#agents/formats/condor-slots.ts';
import { needsSharedData, sharedData } from '../../support/shared-data.ts';

function read(text: string): { ads: Ad[]; refused: (number | string)[][] } {
  const reader = createLongReader();
  const found = text.split('\n').map((line, i) => reader.feed(line, i + 1));
  const whole = [...found, reader.end()].filter((ad) => ad !== null);
  const refused = whole.flatMap((ad) => ad.refused);
  return {
    ads: whole.map(({ ad }) => ad),
    refused: refused.map(({ line, raw }) => [line, raw]),
  };
}

test('values: numbers, texts, truth, undefined, and expressions as they stand', () => {
  const cases: readonly (readonly [string, unknown])[] = [
    ['12', 12],
    ['-1.5e3', -1500],
    ['"a \\"b\\" \\\\"', 'a "b" \\'],
    ['TRUE', true],
    ['false', false],
    ['undefined', null],
    ['DiskUsage', '/Expr(DiskUsage)/'],
    ['"a" + "b"', '/Expr("a" + "b")/'],
  ];
  for (const [text, value] of cases) assert.deepEqual(parseLongValue(text), value, text);
});

test('ads end at an empty line, at a line of asterisks, and with the file', () => {
  const { ads, refused } = read(
    'ClusterId = 1\r\nX=2\n\n\nClusterId = 2\nnonsense\n*** Offset = 9\nClusterId = 3',
  );
  assert.deepEqual(ads, [{ ClusterId: 1, X: 2 }, { ClusterId: 2 }, { ClusterId: 3 }]);
  assert.deepEqual(refused, [[6, 'nonsense']]);
});

const STATUS = 'htcondor/htcondor_src/src/condor_tests/StatusAds';

test('a partitionable machine of 8 cores, and one of 4 slots', needsSharedData(STATUS), () => {
  const count = (name: string) =>
    countSlots(read(readFileSync(sharedData(`${STATUS}/${name}`), 'utf8')).ads);
  const large = count('partionable8core');
  assert.deepEqual(large.cores, { claimed: 4, idle: 4, other: 0 });
  assert.deepEqual([large.slots.get('claimed'), large.slots.get('unclaimed')], [4, 1]);
  assert.deepEqual(count('basic4slot').cores, { claimed: 2, idle: 2, other: 0 });
  assert.deepEqual(count('small1slot').cores, { claimed: 1, idle: 0, other: 0 });
});
