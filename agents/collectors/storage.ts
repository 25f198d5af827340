/** Volumes: how large, how full, whether they answer; each is asked in a killable child, one at a time. */

import { describeError } from '#telemetry/errors.ts';
import type { Fact } from '#telemetry/facts/index.ts';
import type { UsageFact } from '#telemetry/facts/usage.ts';
import type { MetricDefinition, Observation } from '#telemetry/metrics/definition.ts';
import * as metrics from '#telemetry/metrics/storage.ts';

import { defineCollector } from '../collector.ts';
import type { Collector, CollectorContext, CollectorProblem } from '../collector.ts';
import type { Volume } from '../formats/statfs.ts';
import { createVolumeProbe } from '../sources/volume.ts';
import type { VolumeProbe } from '../sources/volume.ts';

interface VolumeSettings {
  /** Short name, in labels and resources: `daq`. */
  readonly name: string;
  readonly path: string;
  readonly label?: string | undefined;
  readonly role: UsageFact['role'];
}

interface StorageSettings {
  readonly volumes: readonly VolumeSettings[];
  readonly timeout_s: number;
  /** Seconds between two facts of one volume. */
  readonly usage_s: number;
}

/** What one volume said: the volume, or why not. */
interface Answer {
  readonly settings: VolumeSettings;
  readonly volume: Volume | null;
  readonly problem: CollectorProblem | null;
  readonly seconds: number;
}

export const storage = defineCollector<StorageSettings>({
  name: 'storage',
  summary: 'volumes: size, use, and whether they answer',
  intervalMs: 15_000,
  deadlineMs: 20_000,
  metrics: metrics.storageMetrics,
  schema: async () => {
    const { z } = await import('zod');
    const volume = z.strictObject({
      name: z
        .string()
        .regex(/^[a-z0-9][a-z0-9 _.-]*$/, 'expected lower-case letters, digits, dashes'),
      path: z.string().startsWith('/', 'expected an absolute path'),
      label: z.string().min(1).optional(),
      role: z.enum(['daq', 'storage', 'cloud', 'tape', 'other']).default('other'),
    });
    return z.strictObject({
      volumes: z.array(volume).min(1),
      timeout_s: z.number().positive().max(60).default(5),
      usage_s: z.number().positive().default(60),
    });
  },
  create: createStorage,
});

function createStorage(settings: StorageSettings, context: CollectorContext): Collector {
  const { clock } = context.effects;
  const timeoutMs = settings.timeout_s * 1_000;
  const probes = settings.volumes.map((volume) => ({
    volume,
    probe: createVolumeProbe({ path: volume.path, timeoutMs }),
  }));
  let usageDue = 0;
  return {
    async collect() {
      const answers = await Promise.all(
        probes.map(({ volume, probe }) => ask(volume, probe, context)),
      );
      const now = clock.now();
      const isDue = clock.monotonic() >= usageDue;
      if (isDue) usageDue = clock.monotonic() + settings.usage_s * 1_000;
      const facts: Fact[] = isDue ? answers.map((one) => usageOf(one, context.node, now)) : [];
      return {
        facts,
        observations: answers.flatMap(observe),
        problems: answers.flatMap(({ problem }) => problem ?? []),
        cursor: {},
      };
    },
  };
}

async function ask(
  settings: VolumeSettings,
  probe: VolumeProbe,
  { effects, signal }: CollectorContext,
): Promise<Answer> {
  const started = effects.clock.monotonic();
  const seconds = (): number => (effects.clock.monotonic() - started) / 1_000;
  try {
    const volume = await probe.ask(signal());
    return { settings, volume, problem: null, seconds: seconds() };
  } catch (thrown) {
    const problem = { reason: 'no answer', subject: settings.path, message: describeError(thrown) };
    return { settings, volume: null, problem, seconds: seconds() };
  }
}

function observe({ settings, volume, seconds }: Answer): Observation[] {
  const labels = { volume: settings.name };
  const of = (metric: MetricDefinition, value: number): Observation => ({ metric, labels, value });
  const health = [
    of(metrics.storageUp, volume === null ? 0 : 1),
    of(metrics.storageProbeDuration, seconds),
  ];
  if (volume === null) return health;
  return [
    ...health,
    of(metrics.storageSize, volume.sizeBytes),
    of(metrics.storageUsed, volume.usedBytes),
    of(metrics.storageFree, volume.freeBytes),
    ...(volume.freeInodes === null ? [] : [of(metrics.storageFreeInodes, volume.freeInodes)]),
  ];
}

function usageOf({ settings, volume }: Answer, node: string, at: number): UsageFact {
  return {
    kind: 'usage',
    resource: `${node}/${settings.name}`,
    label: settings.label ?? settings.name,
    role: settings.role,
    unit: 'By',
    at,
    used: volume?.usedBytes ?? null,
    // What can be filled, as df counts it: the blocks that only root may write are nobody's room.
    capacity: volume === null ? null : volume.usedBytes + volume.freeBytes,
  };
}
