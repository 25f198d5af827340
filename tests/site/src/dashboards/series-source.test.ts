/** Which channels of the snapshot a panel's value is drawn from, and why some are not. */

import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { ChannelNow, Now } from '#site/snapshot/schema/now.ts';
import { seriesSource } from '#site/src/dashboards/series-source.ts';
import { age, increase, last } from '#telemetry/alerts/words.ts';

function channel(name: string, device: string, quantity: string, label = name): ChannelNow {
  const nothing = { t: null, value: null, quality: null, goodT: null, goodValue: null };
  return {
    ...nothing,
    name,
    device,
    label,
    quantity,
    unit: '1',
    role: null,
    staleAfterMs: null,
    limits: [],
  };
}

const agent = {
  node: 'lnf-daq',
  heartbeat: null,
  spoolFacts: null,
  spoolOldestAt: null,
  collectors: [],
};
const now: Pick<Now, 'agents' | 'channels'> = {
  agents: [agent],
  channels: [
    channel('fridge/ch3-t', 'fridge', 'temperature', 'Cavity'),
    channel('fridge/p1', 'fridge', 'pressure'),
    channel('lnf-daq/flash.something/x=1', 'lnf-daq', 'temperature'),
    channel('lnf-daq/daq/rate', 'lnf-daq', 'rate'),
    channel(
      'lnf-daq/flash.batch.jobs/batch_system=slurm,batch_instance=c1,state=idle',
      'lnf-daq',
      'count',
    ),
    channel(
      'lnf-daq/flash.batch.jobs/batch_system=slurm,batch_instance=c1,state=held',
      'lnf-daq',
      'count',
    ),
  ],
};

it('slow control by its quantity, under the name that people use', () => {
  assert.deepEqual(seriesSource(last('flash_cryostat_temperature_kelvin'), now), {
    channels: [{ channel: 'fridge/ch3-t', labels: { device: 'fridge', channel: 'Cavity' } }],
  });
});

it('what the hub says of a key channel by its role', () => {
  const mode = channel('magnet/mode', 'magnet', 'state', 'Magnet mode');
  const channels = [...now.channels, { ...mode, role: 'magnet_mode' as const }];
  assert.deepEqual(seriesSource(last('flash_key_magnet_mode'), { ...now, channels }), {
    channels: [{ channel: 'magnet/mode', labels: { channel: 'Magnet mode' } }],
  });
  assert.deepEqual(seriesSource(last('flash_key_magnet_mode'), now), {
    why: 'no reading of it is known',
  });
});

it('a recorded metric by its labels, narrowed as the panel narrows it', () => {
  assert.deepEqual(seriesSource(last('flash_batch_jobs', { state: 'held' }), now), {
    channels: [
      {
        channel: 'lnf-daq/flash.batch.jobs/batch_system=slurm,batch_instance=c1,state=held',
        labels: { node: 'lnf-daq', batch_system: 'slurm', batch_instance: 'c1', state: 'held' },
      },
    ],
  });
});

it('the rate of data, which the agent records under a name of its own', () => {
  assert.deepEqual(seriesSource(last('flash_daq_bytes_per_second'), now), {
    channels: [{ channel: 'lnf-daq/daq/rate', labels: { node: 'lnf-daq' } }],
  });
});

it('what the hub keeps of itself, and of a time only how long ago it was', () => {
  const up = channel('hub/flash.catalogue.up', 'hub', 'state');
  const heard = channel('hub/flash.node.last_heartbeat.age/node=lnf-daq', 'hub', 'duration');
  const channels = [...now.channels, up, heard];
  const source = (value: Parameters<typeof seriesSource>[0]) =>
    seriesSource(value, { ...now, channels });
  assert.deepEqual(source(last('flash_catalogue_up')), {
    channels: [{ channel: up.name, labels: {} }],
  });
  const heartbeat = 'flash_node_last_heartbeat_timestamp_seconds';
  assert.deepEqual(source(age(heartbeat)), {
    channels: [{ channel: heard.name, labels: { node: 'lnf-daq' } }],
  });
  assert.ok('why' in source(last(heartbeat)), 'an age is not the time');
  assert.ok('why' in source(last('flash_cryostat_state')), 'its state is none of slow control');
});

it('what has no series says why', () => {
  const whyOf = (source: ReturnType<typeof seriesSource>) => ('why' in source ? source.why : null);
  assert.match(
    whyOf(seriesSource(increase('flash_daq_files_total', 60_000), now)) ?? '',
    /computed/,
  );
  assert.match(whyOf(seriesSource(last('flash_agent_spool_bytes'), now)) ?? '', /only Prometheus/);
  assert.match(whyOf(seriesSource(last('flash_cryostat_level_ratio'), now)) ?? '', /no reading/);
});
