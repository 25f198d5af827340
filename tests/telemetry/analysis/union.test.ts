/** What was covered counts once. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lengthOf, unionOf } from '#telemetry/analysis/union.ts';

test('spans that touch are joined, in order', () => {
  const spans = unionOf([
    [5, 8],
    [0, 2],
    [2, 3],
    [6, 7],
  ]);
  assert.deepEqual(spans, [
    [0, 3],
    [5, 8],
  ]);
  assert.equal(lengthOf(spans), 6);
  assert.deepEqual(unionOf([]), []);
  assert.equal(lengthOf([]), 0);
});
