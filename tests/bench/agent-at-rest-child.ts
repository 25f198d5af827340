/** The agent that is measured at rest: 100 channels every 10 s and the host, to a recorder that takes everything. */

import { startAgent } from '#agents/agent.ts';
import { defineCollector } from '#agents/collector.ts';
import { host } from '#agents/collectors/host.ts';
import type { FlashConfig } from '#telemetry/config/schema.ts';
import { systemClock } from '#telemetry/effects.ts';
import type { Fact } from '#telemetry/facts/index.ts';
import { stderrLog } from '#telemetry/log.ts';
import { cryostatTemperature } from '#telemetry/metrics/cryostat.ts';

const CHANNELS = 100;

const labels = Array.from({ length: CHANNELS }, (_, n) => ({
  device: 'fridge',
  channel: `fridge/ch${String(n)}-t`,
}));

const fridge = defineCollector<unknown>({
  name: 'fridge',
  summary: '100 channels for the measurement',
  intervalMs: 10_000,
  deadlineMs: 1_000,
  metrics: [cryostatTemperature],
  schema: () => Promise.reject(new Error('its settings are not read')),
  create: () => ({
    collect() {
      const t = Date.now();
      const value = (n: number): number => 0.011 + n * 1e-6;
      const facts = labels.map(({ channel }, n): Fact => ({
        kind: 'readings',
        channel,
        values: [[t, value(n), 'good']],
        origin: 'live',
      }));
      const observations = labels.map((label, n) => ({
        metric: cryostatTemperature,
        labels: label,
        value: value(n),
      }));
      return Promise.resolve({ facts, observations, problems: [], cursor: {} });
    },
  }),
});

/** Its words: home directory, listening address, the recorder's address. */
const [homeDirectory = '', listen = '', recorder = ''] = process.argv.slice(2);

const config: FlashConfig = {
  node: 'bench',
  site: 'LNF',
  time_zone: 'UTC',
  home: homeDirectory,
  homeDirectory,
  isDemo: false,
  source: null,
  catalogue: { kind: 'embedded' },
  hub: { listen: '127.0.0.1:4321', site: { title: 'FLASH' } },
  agent: { listen, recorder, token: 'bench', spool_max_bytes: 1e9 },
  run: { idle_close_s: 900 },
  campaigns: [],
  collectors: {},
};

void startAgent({
  configuration: {
    config,
    collectors: [
      { name: 'fridge', settings: {}, intervalMs: 10_000, deadlineMs: 1_000 },
      {
        name: 'host',
        settings: { proc: '/proc', sys: '/sys', each_cpu: false, leave_out: ['clock', 'units'] },
        intervalMs: 15_000,
        deadlineMs: 5_000,
      },
    ],
  },
  effects: { clock: systemClock, log: stderrLog('agent') },
  modules: [fridge, host],
});
