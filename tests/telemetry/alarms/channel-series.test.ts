/** Series of channels say what the agent's own metrics would: value while fresh and good, age, quality. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSamples, subjectOf } from '#telemetry/alerts/samples.ts';
import { createChannelSeries } from '#telemetry/alarms/channel-series.ts';
import { recordedMetric } from '#telemetry/alarms/recorded-metric.ts';

const KELVIN = 'flash_cryostat_temperature_kelvin';
const AGE = 'flash_channel_age_ratio';
const QUALITY = 'flash_channel_quality';

function open() {
  const samples = createSamples(() => 0);
  const channels = createChannelSeries(samples, () => true);
  const at = (metric: string, now: number) =>
    samples.of(metric).flatMap((series) => {
      const value = series.at(now);
      return value === null ? [] : [`${series.labels['quality'] ?? ''}${String(value)}`];
    });
  return { samples, channels, at };
}

const channel = {
  name: 'fridge/ch6-t',
  device: 'fridge',
  node: 'cryo',
  quantity: 'temperature',
  staleAfterMs: null,
  cadenceMs: 10_000,
};

test('a value is there while it is good and fresh; age and quality stay', () => {
  const { channels, at } = open();
  channels.declare(channel);
  assert.deepEqual(at(AGE, 0), [], 'never read');
  channels.read(channel.name, { t: 0, value: 0.01, quality: 'good' });
  assert.deepEqual([at(KELVIN, 30_000), at(AGE, 15_000)], [['0.01'], ['0.5']]);
  assert.deepEqual([at(KELVIN, 30_001), at(AGE, 60_000)], [[], ['2']]);
  channels.read(channel.name, { t: 60_000, value: 102, quality: 'over' });
  assert.deepEqual([at(KELVIN, 60_000), at(QUALITY, 60_000)], [[], ['over1']]);
  channels.read(channel.name, { t: 10_000, value: 1, quality: 'good' });
  assert.deepEqual(at(QUALITY, 60_000), ['over1'], 'an older reading says nothing of now');
});

test('a channel that moves to another node is another series', () => {
  const { channels, samples } = open();
  channels.declare(channel);
  channels.read(channel.name, { t: 0, value: 1, quality: 'good' });
  channels.declare({ ...channel, node: 'cryo2' });
  channels.read(channel.name, { t: 5, value: 2, quality: 'good' });
  for (const metric of [KELVIN, AGE, QUALITY])
    assert.deepEqual(
      samples.of(metric).map(({ labels }) => labels['node']),
      ['cryo2'],
      metric,
    );
});

test('a channel that keeps a metric of an agent is that metric', () => {
  assert.deepEqual(recordedMetric('lnf-daq/flash.storage.usage/volume=a,b=c'), {
    metric: 'flash_storage_used_bytes',
    labels: { node: 'lnf-daq', volume: 'a,b=c' },
    isAge: false,
  });
  const jobs = 'n/flash.batch.jobs/batch_system=slurm,batch_instance=a,b,state=held';
  assert.equal(
    subjectOf(recordedMetric(jobs)?.labels ?? {}),
    'batch_instance=a,b,batch_system=slurm,node=n,state=held',
  );
  assert.equal(recordedMetric('lnf-daq/daq/rate')?.metric, 'flash_daq_bytes_per_second');
  assert.equal(recordedMetric('fridge/status/cptempwi'), null);
});

test('a channel of the hub is a metric of no node, unless a label says of which', () => {
  const metricOf = (channel: string) => recordedMetric(channel) ?? { metric: '', labels: {} };
  assert.deepEqual(metricOf('hub/flash.catalogue.up'), {
    metric: 'flash_catalogue_up',
    labels: {},
    isAge: false,
  });
  assert.deepEqual(metricOf('hub/flash.node.last_heartbeat.age/node=lnf-daq'), {
    metric: 'flash_node_last_heartbeat_timestamp_seconds',
    labels: { node: 'lnf-daq' },
    isAge: true,
  });
  assert.equal(recordedMetric('hub/ch1-t'), null, 'a device of this name is slow control');
});

test('a time that is recorded as its age is that time again', () => {
  const { channels, at } = open();
  const name = 'n1/flash.collector.last_success.age/collector=daq';
  channels.declare({ ...channel, name, device: 'n1', quantity: 'duration' });
  channels.read(name, { t: 100_000, value: 7, quality: 'good' });
  assert.deepEqual(at('flash_collector_last_success_timestamp_seconds', 100_000), ['93']);
});
