import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PublishedCampaign } from '#site/snapshot/published-state.ts';
import { refuseShrinkage, shrinkageError, unexplained } from '#site/snapshot/shrinkage.ts';

type Rows = ReadonlyMap<number, number>;
const rows = (...files: readonly number[]): Rows => new Map(files.map((n, i) => [i + 1, n]));
const before = new Map([['a', rows(10, 20, 30)]]);
const after = (of: Rows) => new Map([['a', { id: 1, rows: of }]]);
const none = { isAccepted: false, runs: 0, files: new Map<number, number>() };

test('growth, and files that went to another run of the campaign, are no loss', () => {
  assert.deepEqual(unexplained(before, after(rows(10, 20, 31)), none), []);
  assert.deepEqual(unexplained(before, after(rows(30, 0, 30)), none), []);
  assert.deepEqual(unexplained(new Map(), after(rows(1)), none), []);
});

test('a run that went is explained by the record of its removal, its files with it', () => {
  const left = rows(10, 20);
  assert.deepEqual(unexplained(before, after(left), { ...none, runs: 1 }), []);
  assert.deepEqual(unexplained(before, after(left), none), [
    { table: 'run', campaign: 'a', count: 1 },
  ]);
  // Merged into another: its files are there, the run is gone.
  assert.deepEqual(unexplained(before, after(rows(10, 50)), { ...none, runs: 1 }), []);
});

test('files that went are explained up to the number on record', () => {
  const left = rows(10, 20, 25);
  assert.deepEqual(unexplained(before, after(left), { ...none, files: new Map([[1, 5]]) }), []);
  assert.deepEqual(unexplained(before, after(left), { ...none, files: new Map([[1, 3]]) }), [
    { table: 'file', campaign: 'a', count: 2 },
  ]);
  assert.deepEqual(unexplained(before, after(left), { ...none, isAccepted: true }), []);
});

test('a campaign that went is never explained, and the error says table, campaign, count and what to do', () => {
  const gone = unexplained(before, new Map(), { ...none, runs: 9 });
  assert.deepEqual(gone, [{ table: 'campaign', campaign: 'a', count: 1 }]);
  const error = shrinkageError([...gone, { table: 'file', campaign: 'b', count: 7 }]);
  assert.match(error.message, /1 row of campaign in a; 7 rows of file in b/);
  assert.match(error.hint ?? '', /--accept-shrinkage/);
});

test('campaigns that were not written again are not looked into, others are', async () => {
  const unread = {
    get runs(): never {
      throw new Error('an unchanged campaign was looked into');
    },
  } as unknown as PublishedCampaign;
  const shown = (...files: readonly number[]) =>
    ({
      runs: { columns: { number: files.map((_, i) => i + 1), files } },
    }) as unknown as PublishedCampaign;
  const refuse = (now: PublishedCampaign) =>
    refuseShrinkage(
      { query: async () => await Promise.resolve([]) },
      {
        before: new Map([
          ['old', unread],
          ['new', shown(10, 20)],
        ]),
        state: {
          campaigns: new Map([
            ['old', unread],
            ['new', now],
          ]),
        },
        campaigns: [
          { id: 1, slug: 'old' },
          { id: 2, slug: 'new' },
        ],
        since: 1,
        position: 2,
      },
    );
  assert.equal(await refuse(shown(10, 21)), 0);
  await assert.rejects(refuse(shown(10, 19)), /1 row of file in new/);
});
