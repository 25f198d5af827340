/** What was said of an interval holds before what was said of the run, then the newest; what no flag covers is not judged. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { flagged, type Flag } from '#telemetry/analysis/flagged.ts';

const flag = (
  from: number | null,
  to: number | null,
  quality: Flag['quality'],
  createdAt = 0,
): Flag => ({ from, to, quality, createdAt, isOfWholeRun: from === null && to === null });

test('pieces in order, neighbours of one quality joined', () => {
  assert.deepEqual(flagged(0, 100, []), [{ from: 0, to: 100, quality: null }]);
  assert.deepEqual(flagged(0, 100, [flag(null, null, 'good')]), [
    { from: 0, to: 100, quality: 'good' },
  ]);
  assert.deepEqual(
    flagged(0, 100, [flag(null, null, 'good', 1), flag(20, 30, 'bad', 2), flag(25, 40, 'good', 3)]),
    [
      { from: 0, to: 20, quality: 'good' },
      { from: 20, to: 25, quality: 'bad' },
      { from: 25, to: 100, quality: 'good' },
    ],
  );
  assert.deepEqual(flagged(0, 100, [flag(-50, 10, 'bad'), flag(200, 300, 'bad')]), [
    { from: 0, to: 10, quality: 'bad' },
    { from: 10, to: 100, quality: null },
  ]);
  assert.deepEqual(flagged(5, 5, [flag(0, 10, 'bad')]), []);
});

test('a run that is judged good later keeps what was bad in it', () => {
  assert.deepEqual(flagged(0, 100, [flag(20, 30, 'bad', 1), flag(null, null, 'good', 2)]), [
    { from: 0, to: 20, quality: 'good' },
    { from: 20, to: 30, quality: 'bad' },
    { from: 30, to: 100, quality: 'good' },
  ]);
});

test('whatever the flags are, the pieces fill the span, and each instant has the nearest, then newest, that covers it', () => {
  const arbitrary = fc.record({
    from: fc.option(fc.integer({ min: -20, max: 60 })),
    to: fc.option(fc.integer({ min: -20, max: 60 })),
    quality: fc.constantFrom('good', 'doubtful', 'bad'),
    isOfWholeRun: fc.boolean(),
    createdAt: fc.integer({ min: 0, max: 1_000 }),
  });
  fc.assert(
    fc.property(fc.array(arbitrary, { maxLength: 8 }), (all) => {
      const flags = all.filter(
        (one, i) => all.findIndex(({ createdAt }) => createdAt === one.createdAt) === i,
      );
      const pieces = flagged(0, 40, flags);
      assert.equal(pieces[0]?.from, 0);
      assert.equal(pieces.at(-1)?.to, 40);
      for (let t = 0; t < 40; t += 1) {
        const at = t + 0.5;
        const piece = pieces.find(({ from, to }) => from <= at && at < to);
        const holds = flags
          .filter(({ from, to }) => (from ?? 0) <= at && at < (to ?? 40))
          .sort((a, b) => b.createdAt - a.createdAt)
          .sort((a, b) => Number(a.isOfWholeRun) - Number(b.isOfWholeRun))[0];
        assert.equal(piece?.quality, holds?.quality ?? null);
      }
    }),
  );
});
