import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hasStart, withoutStart, withStart } from '#site/snapshot/level-index.ts';
import { startsOf } from '#site/snapshot/schema/series.ts';

const WIDTH = 10;

test('neighbours make one span, whatever the order in which they come', () => {
  const spans = [30, 10, 20, 60, 10].reduce(
    (known, start) => withStart(known, start, WIDTH),
    [] as ReturnType<typeof withStart>,
  );
  assert.deepEqual(spans, [
    [10, 3],
    [60, 1],
  ]);
  assert.deepEqual(startsOf({ spans }, WIDTH, 15, 60), [10, 20, 30]);
  assert.deepEqual(startsOf({ spans }, WIDTH, 20, 61), [20, 30, 60]);
});

test('a tile that goes leaves the others', () => {
  const spans = withoutStart([[10, 3]], 20, WIDTH);
  assert.deepEqual(spans, [
    [10, 1],
    [30, 1],
  ]);
  assert.ok(hasStart(spans, 30, WIDTH) && !hasStart(spans, 20, WIDTH));
  assert.deepEqual(withoutStart([[10, 1]], 10, WIDTH), []);
  assert.deepEqual(withoutStart([[10, 1]], 50, WIDTH), [[10, 1]]);
});
