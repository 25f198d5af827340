/** Alarms that are over, by month: what the publisher writes, when it writes a month again, and what a restart finds. */

import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promised } from '../support/promises.ts';
import { startPublished, T0, type Published } from '../support/published.ts';

let site: Published;
before(async () => {
  site = await startPublished();
});
after(() => site[Symbol.asyncDispose]());

const change = (at: number): Promise<unknown> =>
  site.sql(
    "INSERT INTO `change` (at_ms, subject, subject_id, from_ms, to_ms) VALUES (?, 'alarm', 0, ?, ?)",
    [at, at, at],
  );

test(
  promised('8.5', 'in the month in which they were raised, written again where one ends'),
  async () => {
    const directory = join(site.catalogue.home, 'alarms');
    const publisher = await site.publisher(directory);
    const september = Date.parse('2026-09-30T12:00:00Z');
    const raise = (subject: string, raisedAt: number, clearedAt: number | null): Promise<unknown> =>
      site.sql(
        `INSERT INTO alarm (alert, subject, raised_ms, labels_json, severity, since_ms, over_ms, cleared_ms, summary)
       VALUES ('NoNewFile', ?, ?, '{}', 'warning', ?, ?, ?, 'No file came.')`,
        [subject, raisedAt, raisedAt, clearedAt, clearedAt],
      );
    await raise('campaign=a', september, september + 60_000);
    await raise('campaign=b', september, null);
    await raise('campaign=a', T0, T0 + 60_000);
    await change(T0);
    await publisher.publish();
    const months = async (): Promise<readonly string[]> => {
      const snapshot = await site.snapshot(directory);
      const alarms = await snapshot.alarms();
      return await Promise.all(
        alarms.months.map(async (month) => {
          const { alarms: list } = await snapshot.alarmsOfMonth(month);
          assert.ok(list.every(({ clearedAt }) => clearedAt !== null));
          return `${month.month} ${month.count} ${list.length}`;
        }),
      );
    };
    assert.deepEqual(await months(), ['2026-11 1 1', '2026-09 1 1']);
    const asset = async () =>
      (await (await site.snapshot(directory)).alarms()).months[0]?.asset.path;
    const november = await asset();
    await site.sql("UPDATE alarm SET over_ms = ?, cleared_ms = ? WHERE subject = 'campaign=b'", [
      site.now,
      site.now,
    ]);
    await change(site.now);
    site.now += 10_000;
    await publisher.publish();
    assert.deepEqual(await months(), ['2026-11 1 1', '2026-09 2 2']);
    // A publisher that has just started finds every month again, and writes none anew.
    site.now += 10_000;
    await (await site.publisher(directory)).publish();
    assert.deepEqual(await months(), ['2026-11 1 1', '2026-09 2 2']);
    assert.equal(await asset(), november);
    const files = await readdir(join(directory, 'alarms'));
    assert.equal(files.filter((name) => name.startsWith('2026-11')).length, 1);
  },
);
