/** The time that the snapshot is true for: that of what was measured, not that of the hub, which goes on alone. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NOTHING_LATELY } from '#site/snapshot/build-lately.ts';
import { buildNow } from '#site/snapshot/build-now.ts';
import type { ChannelRow } from '#telemetry/catalogue/read/series.ts';
import { emptyNow } from '../../support/site-fixture/now.ts';

const AT = Date.UTC(2026, 10, 23, 10, 2, 14);
const HOUR = 3_600_000;

const read = (name: string, last: number): ChannelRow => ({
  id: 1,
  name,
  device: name.split('/')[0] ?? name,
  label: null,
  quantity: 'count',
  unit: '1',
  staleAfterMs: 60_000,
  cadenceMs: 60_000,
  count: 1,
  first: last,
  last,
  lastValue: 1,
  lastQuality: 'good',
  lastGood: last,
  lastGoodValue: 1,
});

const asOf = async (...channels: readonly ChannelRow[]): Promise<number> => {
  const now = await buildNow({
    connection: { query: () => Promise.resolve([]) },
    campaigns: [],
    keyChannels: [],
    channels,
    sparks: {},
    lately: NOTHING_LATELY,
    alarms: emptyNow(AT).alarms,
    needs: [],
    now: AT,
  });
  assert.equal(now.channels.length, channels.length);
  return now.asOf;
};

test('with every agent dead the time stands, though the hub goes on keeping its own metrics', async () => {
  const own = read('hub/flash.catalogue.up', AT - 2_000);
  assert.equal(await asOf(read('fridge/t1', AT - HOUR), own), AT - HOUR);
  assert.equal(await asOf(own), 0);
  assert.equal(await asOf(read('lnf-daq/flash.collector.up', AT - 9_000), own), AT - 9_000);
});
