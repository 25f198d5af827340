import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BucketRow } from '#telemetry/catalogue/read/series.ts';
import { readNarrow, readWide } from '#site/snapshot/bucket-reader.ts';

const MINUTE = 60_000;
/** Every third bucket has no good reading. */
const rows = Array.from({ length: 20_000 }, (_, i): BucketRow => {
  const value = i % 3 === 0 ? null : i / 7;
  const values = { min: value, max: value, mean: value, last: value };
  return { t: i * 2 * MINUTE, n: value === null ? 0 : 12, ...values, allCount: 12 };
});

test('pieces give what exact queries give, across their seams, with few queries', async () => {
  let queries = 0;
  const query = async (_: string, [, from, to]: readonly number[]) => {
    queries += 1;
    return await Promise.resolve(rows.filter(({ t }) => t >= (from ?? 0) && t < (to ?? 0)));
  };
  const connection = { query: query as never };
  const [narrow, wide] = [readNarrow(connection, 1), readWide(connection, 1)];
  const seam = 6 * 86_400_000;
  for (const [from, to] of [
    [0, MINUTE],
    [MINUTE, 4 * MINUTE],
    [seam - 3 * MINUTE, seam + 3 * MINUTE],
    [seam, 3 * seam],
  ] as const) {
    assert.deepEqual(await wide(MINUTE, from, to), await narrow(MINUTE, from, to));
  }
  const before = queries;
  for (let start = 0; start < seam; start += 14_400_000)
    await wide(MINUTE, start, start + 14_400_000);
  assert.equal(queries, before);
});
