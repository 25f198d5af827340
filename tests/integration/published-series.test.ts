/** Series whose finer readings are not kept as long as the coarser ones. */

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { tilesOf, type SeriesLevel } from '#site/snapshot/schema/series.ts';
import { countingPublisher } from '../support/count-rows.ts';
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

test('a minute of new readings costs the same after a day of history and after two years', async () => {
  await using site = await startPublished();
  const newest = Math.floor(T0 / HOUR) * HOUR;
  await site.sql(
    `INSERT INTO channel (id, name, device, quantity, unit, cadence_ms, reading_count, first_ms, last_ms)
     VALUES (1, 'fridge/ch6-t', 'fridge', 'temperature', 'K', 10000, 1, ?, ?)`,
    [newest, newest],
  );
  const addHours = (from: number, to: number): Promise<void> =>
    site.sql(
      `INSERT INTO reading_hour SELECT 1, ? - seq * ${HOUR}, 1, 0.02, 0.02, 0.02, 0.02, 1
       FROM seq_${from}_to_${to}`,
      [newest],
    );
  const costOfMinute = async (hours: number): Promise<number> => {
    await site.sql('UPDATE channel SET first_ms = ?', [newest - hours * HOUR]);
    const { publisher, rows } = await countingPublisher(
      site,
      join(site.catalogue.home, `${hours}`),
    );
    await publisher.publish();
    for (let minute = 0; minute < 3; minute += 1) {
      site.now += 60_000;
      await site.sql("INSERT INTO reading VALUES (1, ?, 0, 0.02, 'good', NULL)", [site.now]);
      await site.sql('INSERT INTO reading_minute VALUES (1, ?, 1, 0.02, 0.02, 0.02, 0.02, 1)', [
        Math.floor(site.now / 60_000) * 60_000,
      ]);
      await site.change('channel', 1, site.now, site.now);
      await publisher.publish();
    }
    return rows.at(-1) ?? NaN;
  };
  await addHours(0, 24);
  const day = await costOfMinute(24);
  await addHours(25, 17_000);
  const years = await costOfMinute(17_000);
  assert.ok(years < day + 100, `${day} rows after a day, ${years} after two years`);
});
