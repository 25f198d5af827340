/** A limit that was broken is kept again only some way inside, for each severity by its own hysteresis. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  limitState,
  settledState,
  type JudgedLimit,
  type LimitState,
} from '#telemetry/analysis/limit-state.ts';
import { createSamples } from '#telemetry/alerts/samples.ts';
import { createChannelSeries } from '#telemetry/alarms/channel-series.ts';
import { createKeySeries } from '#telemetry/alarms/key-series.ts';
import { hysteresisOf } from '#telemetry/config/channel-limits.ts';
import { configSchema } from '#telemetry/config/schema.ts';
import { keyLimitState } from '#telemetry/metrics/experiment.ts';
import { createKeyJudge } from '#site/observe-experiment.ts';

const HIGH: readonly JudgedLimit[] = [
  { side: 'high', severity: 'attention', value: 40, hysteresis: 5 },
  { side: 'high', severity: 'alarm', value: 100, hysteresis: 0 },
];
const LOW: readonly JudgedLimit[] = [
  { side: 'low', severity: 'attention', value: 8, hysteresis: 0.5 },
];
const VALUES = [30, 41, 38, 36, 35, 38, 101, 99, 39, 34];
const STATES = [0, 1, 1, 1, 0, 0, 2, 1, 1, 0];

function statesOf(limits: readonly JudgedLimit[], values: readonly number[]): LimitState[] {
  let state: LimitState = 0;
  return values.map((value) => (state = limitState(limits, value, state)));
}

test('a value in the band stays what it was', () => {
  assert.deepEqual(statesOf(HIGH, VALUES), STATES);
  assert.deepEqual(statesOf(LOW, [9, 7.9, 8.4, 8.5, 8.1]), [0, 1, 1, 0, 0]);
});

test('readings in the band alone do not say what the state is', () => {
  assert.equal(settledState(HIGH, [38, 37]), null);
  assert.equal(settledState(HIGH, []), null);
  assert.equal(settledState(HIGH, [41, 38, 37]), 1);
  assert.equal(settledState(HIGH, [34, 38]), 0);
  // Above the lower limit for certain, and no longer above the upper one.
  assert.equal(settledState(HIGH, [99]), 1);
  assert.equal(settledState(LOW, [7.9, 8.4]), 1);
});

test('our own series and the metric for Prometheus say the same', () => {
  const now = 1_000;
  const samples = createSamples(() => 0);
  const channels = createChannelSeries(samples, () => true);
  const fridge = { name: 'fridge/t', device: 'fridge', node: 'cryo', quantity: 'temperature' };
  channels.declare({ ...fridge, staleAfterMs: 60_000, cadenceMs: null });
  createKeySeries(
    samples,
    channels,
    new Map(),
  )([{ channel: 'fridge/t', channelId: 1, role: 't_cav', unit: 'K', limits: HIGH }]);
  const [series] = samples.of(keyLimitState.exposition);
  const ours = VALUES.map((value, i) => {
    channels.read('fridge/t', { t: now + i, value, quality: 'good' });
    return series?.at(now + i);
  });
  assert.deepEqual(ours, STATES);

  const limits = HIGH.map(({ side, severity, value, hysteresis }) => {
    return { side, severity, value, hysteresis, reason: 'for this test' };
  });
  const key = { channel: 'fridge/t', role: 't_cav', label: 'T', limits };
  const campaigns = [{ name: 'A', slug: 'a', title: 'A', key_channels: [key] }];
  const judge = createKeyJudge(hysteresisOf(configSchema.parse({ node: 'hub-node', campaigns })));
  const rows = HIGH.map(({ side, severity, value }) => {
    return { campaignId: 1, channelId: 1, validFrom: 0, side, severity, value, reason: '' };
  });
  const about = { campaign: 'A', channel: 'fridge/t', side: 'high' } as const;
  assert.deepEqual(
    VALUES.map((value) => judge(about, rows, value)),
    STATES,
  );
  // Of a limit that the configuration does not name nothing is known but its value.
  assert.equal(judge({ ...about, campaign: 'B' }, rows, 41), 1);
  assert.equal(judge({ ...about, campaign: 'B' }, rows, 39), 0);
});
