import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cutOf, pauseOf, revisionsOf, runsOfPart } from '#site/snapshot/plan-parts.ts';

const run = (number: number, fileCount: number) => ({ number, fileCount, revision: number });

test('a part closes before the run that would go beyond the limit', () => {
  const runs = [run(1, 60), run(2, 30), run(3, 20)];
  assert.equal(cutOf(runs, 0, 110), null);
  assert.deepEqual(cutOf(runs, 0, 100), { run: 3, files: 0 });
});

test('a run that alone is half a part is divided, and goes on where the part before ended', () => {
  assert.deepEqual(cutOf([run(1, 20), run(2, 500)], 0, 100), { run: 2, files: 80 });
  assert.deepEqual(cutOf([run(2, 500)], 80, 100), { run: 2, files: 180 });
  assert.equal(cutOf([run(2, 500)], 480, 100), null);
});

test('a part has the runs from its start to the next one, a divided run belongs to both', () => {
  const runs = [1, 2, 3, 4].map((number) => run(number, 1));
  const numbers = (list: readonly { number: number }[]) => list.map(({ number }) => number);
  const start = { fromRun: 2, fromName: null };
  assert.deepEqual(numbers(runsOfPart(runs, start, null)), [2, 3, 4]);
  assert.deepEqual(numbers(runsOfPart(runs, start, { fromRun: 4, fromName: null })), [2, 3]);
  assert.deepEqual(numbers(runsOfPart(runs, start, { fromRun: 4, fromName: 'm' })), [2, 3, 4]);
  assert.notEqual(revisionsOf(runs), revisionsOf(runs.slice(1)));
});

test('a part that grows costs at most 0.7 GB a day, and is written at most once a minute', () => {
  for (const bytes of [1_000, 500_000, 5_000_000, 50_000_000]) {
    const pause = pauseOf(bytes);
    assert.ok(pause >= 60_000);
    assert.ok((86_400_000 / pause) * bytes <= 0.7e9);
  }
});
