/** Storage: volumes, directory totals, quotas, and copies at other places as far as they can be seen; nothing is ever written. */

import * as metrics from '#telemetry/metrics/storage.ts';

import { defineCollector } from '../collector.ts';
import type { Collector, CollectorContext } from '../collector.ts';
import type { StorageSettings } from './storage.schema.ts';
import { createCopies } from './storage/copies.ts';
import { createDirectories } from './storage/directories.ts';
import { createOpenStack } from './storage/openstack.ts';
import { joinRounds, runPart } from './storage/parts.ts';
import { createQuotas } from './storage/quotas.ts';
import { createVolumes } from './storage/volumes.ts';
import { storageSources } from './storage/sources.ts';

export const storage = defineCollector<StorageSettings>({
  name: 'storage',
  summary: 'volumes, directory totals, quotas, and copies in cloud and on tape',
  intervalMs: 15_000,
  deadlineMs: 20_000,
  metrics: metrics.storageMetrics,
  schema: async () => (await import('./storage.schema.ts')).storageSchema,
  create: createStorage,
  sources: storageSources,
});

function createStorage(settings: StorageSettings, context: CollectorContext): Collector {
  const openstack = createOpenStack(settings.openstack, context);
  const copies = createCopies(settings.copies, context);
  const parts = {
    volumes: createVolumes(settings, context),
    directories: createDirectories(settings, context),
    quotas: createQuotas(settings.quotas, context),
    openstack,
    copies,
  };
  return {
    async collect() {
      const rounds = Object.entries(parts).map(([name, part]) => runPart(name, part));
      return joinRounds(await Promise.all(rounds));
    },
    stop() {
      openstack.stop();
      copies.stop();
      return Promise.resolve();
    },
  };
}
