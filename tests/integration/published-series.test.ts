/** Series whose finer readings are not kept as long as the coarser ones. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tilesOf, type SeriesLevel } from '#site/snapshot/schema/series.ts';
import { startPublished, T0 } from '../support/published.ts';

const HOUR = 3_600_000;
const HOURS = 300;

test('hours whose minutes went long ago have tiles of hours, and none of minutes', async () => {
  await using site = await startPublished();
  const first = Math.floor(T0 / HOUR) * HOUR - HOURS * HOUR;
  await site.sql(
    `INSERT INTO channel (id, name, device, quantity, unit, cadence_ms, reading_count, first_ms, last_ms)
     VALUES (1, 'fridge/ch6-t', 'fridge', 'temperature', 'K', 10000, ${HOURS}, ?, ?)`,
    [first, first + (HOURS - 1) * HOUR],
  );
  await site.sql(
    `INSERT INTO reading_hour SELECT 1, ? + seq * ${HOUR}, 1, 0.02, 0.02, 0.02, 0.02, 1
     FROM seq_0_to_${HOURS - 1}`,
    [first],
  );
  await (await site.publisher()).publish();
  const series = await (await site.snapshot()).series('fridge/ch6-t');
  assert.ok(series !== null);
  const inTiles = (level: SeriesLevel): number =>
    tilesOf(series, level, first, first + HOURS * HOUR).length;
  assert.equal(inTiles(60_000), 0);
  assert.ok(inTiles(10_800_000) >= 1);
  assert.deepEqual(series.levels['60000']?.revised, {});
});
