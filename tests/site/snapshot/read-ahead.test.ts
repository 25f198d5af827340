/** Items are worked on a few at once, and come in their order. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { readAhead } from '#site/snapshot/read-ahead.ts';

test('results come in the order of the items, and never more than so many are begun', async () => {
  let [underWay, most] = [0, 0];
  const waiting = new Map<number, () => void>();
  const work = async (item: number): Promise<number> => {
    underWay += 1;
    most = Math.max(most, underWay);
    await new Promise<void>((resolve) => waiting.set(item, resolve));
    underWay -= 1;
    return item * 10;
  };
  const found: number[] = [];
  const all = (async () => {
    for await (const [item, result] of readAhead([1, 2, 3, 4, 5], 3, work)) {
      assert.equal(result, item * 10);
      found.push(item);
    }
  })();
  // The later ones end first.
  for (const item of [3, 2, 1, 5, 4]) {
    while (!waiting.has(item)) await new Promise((resolve) => setImmediate(resolve));
    waiting.get(item)?.();
  }
  await all;
  assert.deepEqual(found, [1, 2, 3, 4, 5]);
  assert.equal(most, 3);
});

test('a failure is thrown where its turn comes, once what else was begun has ended', async () => {
  let ended = 0;
  const work = async (item: number): Promise<number> => {
    await new Promise((resolve) => setImmediate(resolve));
    if (item === 1) throw new RangeError('one');
    await new Promise((resolve) => setImmediate(resolve));
    ended += 1;
    return item;
  };
  const all = async (): Promise<void> => {
    for await (const _ of readAhead([1, 2, 3, 4], 3, work));
  };
  await assert.rejects(all, /one/);
  assert.equal(ended, 2);
});

test('nothing to do is nothing done', async () => {
  for await (const _ of readAhead([], 3, () => Promise.reject(new Error('never'))))
    assert.fail('there is no item');
});
