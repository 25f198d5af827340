/** Lists that are read page by page are whole and in order; totals of campaigns follow their runs whoever changes them. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { listRuns } from '#telemetry/catalogue/listing.ts';
import { startTestCatalogue, type TestCatalogue } from '../../support/catalogue.ts';

let catalogue: TestCatalogue;
before(async () => {
  catalogue = await startTestCatalogue();
  const { administrator } = catalogue;
  await administrator.query(
    "INSERT INTO campaign (id, name, slug) VALUES (1, 'A', 'a'), (2, 'B', 'b'), (3, 'C', 'c')",
  );
  // Many runs start at the same time, some have no start.
  const runs = Array.from({ length: 1_200 }, (_, n) => [
    (n % 2) + 1,
    n + 1,
    `/r/${String(n)}`,
    n % 7 === 0 ? null : String(1_790_000_000_000 + Math.floor(n / 40) * 1_000),
    n % 5,
  ]);
  await administrator.batch(
    "INSERT INTO run (campaign_id, number, path, start_ms, file_count, origin, state) VALUES (?, ?, ?, ?, ?, 'live', 'closed')",
    runs,
  );
});
after(() => catalogue[Symbol.asyncDispose]());

async function listed(campaign: string | null): Promise<number[]> {
  const numbers: number[] = [];
  for await (const { number } of listRuns(catalogue.pools.publisher, campaign))
    numbers.push(number);
  return numbers;
}

async function expected(where: string): Promise<number[]> {
  const rows = await catalogue.administrator.query<{ number: number }[]>(
    `SELECT number FROM run WHERE ${where} ORDER BY start_ms IS NULL, start_ms DESC, id DESC`,
  );
  return rows.map(({ number }) => number);
}

test('every run once, newest first, over all pages', async () => {
  const all = await listed(null);
  assert.equal(new Set(all).size, 1_200);
  assert.deepEqual(all, await expected('TRUE'));
});

test('of one campaign, by name or slug; of none there is, nothing', async () => {
  assert.deepEqual(await listed('B'), await expected('campaign_id = 2'));
  assert.deepEqual(await listed('a'), await expected('campaign_id = 1'));
  assert.deepEqual(await listed('nowhere'), []);
});

test('a campaign knows its runs and files: added, changed, moved, deleted', async () => {
  const { administrator } = catalogue;
  const check = async (): Promise<void> => {
    const wrong = await administrator.query<unknown[]>(
      `SELECT c.name FROM campaign c WHERE c.run_count <> (SELECT COUNT(*) FROM run r WHERE r.campaign_id = c.id)
         OR c.file_count <> (SELECT COALESCE(SUM(r.file_count), 0) FROM run r WHERE r.campaign_id = c.id)`,
    );
    assert.deepEqual([...wrong], []);
  };
  await check();
  await administrator.query('UPDATE run SET file_count = file_count + 3 WHERE number < 10');
  await check();
  await administrator.query('UPDATE run SET campaign_id = 3 WHERE number BETWEEN 20 AND 30');
  await check();
  await administrator.query('DELETE FROM run WHERE number BETWEEN 25 AND 60');
  await check();
});
