/** A short form of the day of publishing: what is written many times a minute stays small, and leads to what came. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startFullRate } from '../support/full-rate.ts';
import { openSnapshot } from '#site/snapshot/reader.ts';

/** 2 GB a day; Parquet parts may take 0.7 of them, closed tiles and days of raw readings come to less than 0.1. */
const BYTES_A_SECOND = 1.2e9 / 86_400;
const SECONDS = 65;

test('a minute at full rate writes no more than its share of 2 GB a day', async () => {
  await using rate = await startFullRate({ before: 300_000, runs: 20 });
  const bytesOf = () =>
    new Map([...rate.publisher.health().written].map(([kind, { bytes }]) => [kind, bytes]));
  const before = bytesOf();
  let publications = 0;
  await rate.pass(SECONDS * 1_000, () => {
    publications += 1;
  });
  assert.equal(publications, SECONDS);
  const rates = [...bytesOf()].map(
    ([kind, bytes]) => [kind, (bytes - (before.get(kind) ?? 0)) / SECONDS] as const,
  );
  const live = new Map(rates);
  const all = rates.reduce((sum, [kind, rateOf]) => sum + (kind === 'files/' ? 0 : rateOf), 0);
  assert.ok(all < BYTES_A_SECOND, `${Math.round(all)} bytes/s: ${JSON.stringify(rates)}`);
  assert.ok((live.get('now') ?? 0) < 3_500, `now: ${live.get('now')} bytes/s`);
  assert.ok((live.get('tail') ?? 0) < 4_000, `tail: ${live.get('tail')} bytes/s`);
  assert.ok((live.get('snapshot') ?? 0) < 2_000, `the manifest: ${live.get('snapshot')} bytes/s`);

  const snapshot = await openSnapshot(rate.directory);
  assert.ok(snapshot !== null);
  const { from } = snapshot.tail;
  const shown = Object.values(snapshot.tail.readings).reduce((sum, { t }) => sum + t.length, 0);
  const [row] = await rate.catalogue.administrator.query<{ n: number }[]>(
    'SELECT COUNT(*) AS n FROM reading WHERE t_ms >= ? AND t_ms <= ?',
    [from, rate.now()],
  );
  assert.equal(shown, row?.n, 'the tail has every reading since its beginning');
  assert.ok(shown > 3_000, `only ${shown} readings came`);
  const [files] = await rate.catalogue.administrator.query<{ n: number }[]>(
    "SELECT COUNT(*) AS n FROM file f JOIN run r ON r.id = f.run_id WHERE r.state = 'open' AND taken_ms >= ?",
    [from],
  );
  assert.equal(snapshot.tail.files.length, files?.n, 'the tail has every file since its beginning');
});
