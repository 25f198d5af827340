/**
 * The template: copy this file, rename it, and add its line to `index.ts`.
 *
 * It reads the machine's random-number pool, so that it works everywhere and says something that moves.
 */

import { readFileSync } from 'node:fs';

// Types from the layers below; nothing here may import the site, the recorder or a database.
import type { Observation } from '#telemetry/metrics/definition.ts';
import { definerOf } from '#telemetry/metrics/define.ts';

import { defineCollector } from '../collector.ts';

// 1. Metrics: unit and kind stand in the name, the help is one sentence. They are checked when the agent starts.
//    A real collector's metrics stand in `telemetry/metrics/`, one file per group.
const defineMetric = definerOf('example');
const entropy = defineMetric({
  name: 'flash.example.entropy',
  exposition: 'flash_example_entropy_bits',
  kind: 'gauge',
  unit: 'bit',
  help: 'Bits of randomness the kernel has at hand.',
  range: [0, 4_096],
});

// 2. Settings: what stands under `collectors: example:` in `flash.yaml`, after its schema has checked it.
interface ExampleSettings {
  readonly path: string;
}

// 3. Parsing is apart from reading: a pure function, exported, tested on captured text.
/** Returns the number in the text, or null where there is none: absent is not zero. */
export function parseEntropy(text: string): number | null {
  const value = Number(text.trim());
  return text.trim() === '' || !Number.isFinite(value) ? null : value;
}

export const example = defineCollector<ExampleSettings>({
  name: 'example',
  summary: 'the template for a new collector: one number from a file',
  // 4. How often, and after how long a round has failed. Both can be overridden in `flash.yaml` (`interval_s`, `deadline_s`).
  intervalMs: 15_000,
  deadlineMs: 2_000,
  metrics: [entropy],
  // 5. The strict schema is loaded only in the short-lived process that reads the configuration.
  schema: async () => {
    const { z } = await import('zod');
    return z.strictObject({
      path: z.string().default('/proc/sys/kernel/random/entropy_avail'),
    });
  },
  // What it reads, so that `flash agent --dry-run` and `flash doctor` can say whether it is there.
  sources: ({ path }) => [{ kind: 'file', what: 'entropy', path }],
  // 6. `create` gets checked settings and the world (clock, log, what was remembered); it returns the collector.
  create: ({ path }) => ({
    // 7. One round. A throw is data: the agent counts it, shows `flash_collector_up` 0, and calls again later.
    collect() {
      const value = parseEntropy(readFileSync(path, 'utf8'));
      const observations: Observation[] =
        value === null ? [] : [{ metric: entropy, labels: {}, value }];
      return Promise.resolve({
        // 8. Facts are kept for ever, each with its own time and a natural key; this template has none.
        facts: [],
        observations,
        // 9. What went wrong without ending the round: counted by reason, never thrown away.
        problems:
          value === null ? [{ reason: 'parse', subject: path, message: 'it holds no number' }] : [],
        // 10. What to remember; written in the same transaction as the facts.
        cursor: {},
      });
    },
  }),
});
