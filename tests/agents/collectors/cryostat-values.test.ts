/** What the cryostat collector makes of values: calibrations, marks, ranges, tables of the configuration. */

import assert from 'node:assert/strict';
import test from 'node:test';
import type { CollectorRound } from '#agents/collector.ts';
import { channelLimits } from '#telemetry/config/channel-limits.ts';
import { configSchema } from '#telemetry/config/schema.ts';
import {
  NOW,
  bluefors,
  CH6,
  clockText,
  line,
  readingsOf,
  startCryostat,
} from './cryostat-harness.ts';

test('a table described in the configuration becomes channels, also after a restart', async () => {
  const table = {
    time_columns: ['Time'],
    time: { kind: 'pattern', pattern: 'yyyy-MM-dd HH:mm:ss' },
    columns: [
      { column: 'B', name: 'field', quantity: 'field', unit: 'T', scale: 0.001, label: 'Field' },
      { column: 'I', name: 'lead-current', quantity: 'current', unit: 'A', missing: ['---'] },
    ],
  };
  const devices = (home: string): Record<string, unknown>[] => [
    { name: 'magnet', kind: 'table', path: home, time_zone: 'Europe/Rome', table },
  ];
  using magnet = await startCryostat(devices, { now: NOW });
  magnet.append('2026-06.csv', 'Time,B,I\n2026-06-20 11:00:00,8000,---\n');
  await magnet.settle();
  magnet.restart();
  magnet.append('2026-06.csv', '2026-06-20 11:00:10,7999,0.1\n');
  const { facts, problems } = await magnet.settle();
  const t = Date.UTC(2026, 5, 20, 9, 0, 10);
  assert.deepEqual(problems, []);
  assert.deepEqual(readingsOf(facts, 'magnet/field'), [[t, 7.999, 'good']]);
  assert.deepEqual(readingsOf(facts, 'magnet/lead-current'), [[t, 0.1, 'good']]);
});

test('raw and calibrated value stand side by side; what the bridge says counts for both', async () => {
  const calibrated = {
    name: 'ruox-t',
    of: 'ch8-r',
    quantity: 'temperature',
    unit: 'K',
    label: 'Cavity',
    curve: {
      kind: 'points',
      interpolation: 'log-log',
      points: [
        [1_000, 4],
        [100_000, 0.04],
      ],
    },
  };
  using bf = await startCryostat(
    (home) => bluefors(home).map((d) => ({ ...d, calibrated: [calibrated] })),
    {
      now: NOW,
    },
  );
  const log = '26-06-20/CH8 R 26-06-20.log';
  bf.append(log, line(0, '10000') + line(60, '1000') + line(120, '999') + line(180, '20000'));
  bf.append('26-06-20/Errors 26-06-20.log', '20-06-26,09:03:00,Ch8,R. OVER\n');
  const { facts } = await bf.settle();
  assert.deepEqual(
    readingsOf(facts, 'bf/ch8-r').map(([, value, quality]) => [value, quality]),
    [
      [10_000, 'good'],
      [1_000, 'good'],
      [999, 'good'],
      [20_000, 'over'],
    ],
  );
  const made = readingsOf(facts, 'bf/ruox-t').map(
    ([, value, quality]) =>
      [value === null ? null : Number(value.toPrecision(9)), quality] as const,
  );
  assert.deepEqual(made, [
    [0.4, 'good'],
    [4, 'good'],
    [null, 'uncalibrated'],
    [0.2, 'over'],
  ]);
  const channel = facts.find((fact) => fact.kind === 'channel' && fact.name === 'bf/ruox-t');
  assert.partialDeepStrictEqual(channel, { quantity: 'temperature', unit: 'K', label: 'Cavity' });
});

test('marks and the plausible range of a channel are what the configuration says', async () => {
  const channels = {
    flow: { missing: ['0', '-1'], plausible: [0, 1e-3] },
    'ch6-t': { label: 'MXC', stale_after_s: 600 },
  };
  using bf = await startCryostat((home) => bluefors(home).map((d) => ({ ...d, channels })), {
    now: NOW,
  });
  const values = ['0.000', '-1.0', '0.5', '-0.2', '1500'];
  bf.append('26-06-20/Flowmeter 26-06-20.log', values.map((v, n) => line(n * 60, v)).join(''));
  bf.append(CH6, line(0, '0'));
  const { facts } = await bf.settle();
  assert.deepEqual(
    readingsOf(facts, 'bf/flow').map(([, value, quality]) => [value, quality]),
    [
      [null, 'missing'],
      [null, 'missing'],
      [0.0005, 'good'],
      [-0.0002, 'under'],
      [1.5, 'over'],
    ],
  );
  assert.deepEqual(readingsOf(facts, 'bf/ch6-t')[0]?.slice(1), [0, 'good']);
  const channel = facts.find((fact) => fact.kind === 'channel' && fact.name === 'bf/ch6-t');
  assert.partialDeepStrictEqual(channel, { label: 'MXC', staleAfterMs: 600_000 });
});

test('limits are those of the campaign of the time, with hysteresis, also after a restart', async () => {
  const campaign = { start: '2026-06-01T00:00:00Z', end: '2026-06-20T09:50:00Z' };
  const limit = { side: 'high', reason: 'warm' } as const;
  const limits = channelLimits(
    configSchema.parse({
      node: 'n',
      campaigns: [
        {
          name: 'a',
          slug: 'a',
          ...campaign,
          key_channels: [
            {
              channel: 'bf/ch6-t',
              role: 't_mc',
              label: 'MXC',
              limits: [
                { ...limit, severity: 'attention', value: 0.015, hysteresis: 0.001 },
                { ...limit, severity: 'alarm', value: 0.05, hysteresis: 0.01 },
                { side: 'low', severity: 'attention', value: 0.005, reason: 'broken sensor' },
              ],
            },
          ],
        },
      ],
    }),
  );
  using bf = await startCryostat(bluefors, { now: Date.UTC(2026, 5, 20, 9), limits });
  const states: unknown[] = [];
  const state = (round: CollectorRound, side: string): number | undefined =>
    round.observations.find(
      ({ metric, labels }) =>
        metric.exposition === 'flash_channel_limit_state' && labels['side'] === side,
    )?.value;
  const values = ['0.010', '0.016', '0.0145', '0.0139', '0.06', '0.045', '0.0395', '0.004', '0.01'];
  for (const [n, value] of values.entries()) {
    bf.append(CH6, line(n * 60, value));
    const { last } = await bf.settle();
    states.push([value, state(last, 'high'), state(last, 'low')]);
    if (n % 2 === 1) bf.restart();
  }
  assert.deepEqual(states, [
    ['0.010', 0, 0],
    ['0.016', 1, 0],
    ['0.0145', 1, 0],
    ['0.0139', 0, 0],
    ['0.06', 2, 0],
    ['0.045', 2, 0],
    ['0.0395', 1, 0],
    ['0.004', 0, 1],
    ['0.01', 0, 0],
  ]);
  bf.append('26-06-20/Errors 26-06-20.log', `20-06-26,${clockText(540)},Ch6,T. OVER\n`);
  bf.append(CH6, line(540, '102'));
  assert.equal(state((await bf.settle()).last, 'high'), undefined);
  bf.append(CH6, line(3_000, '0.06'));
  assert.equal(state((await bf.settle()).last, 'high'), undefined, 'the campaign is over');
});
