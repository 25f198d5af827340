/** Metrics of quotas: what was assigned or asked for at a place, and how much of it is used. */

import { definerOf } from './define.ts';

const defineMetric = definerOf('storage');

const labels = ['place', 'resource'] as const;

export const quotaBytes = defineMetric({
  name: 'flash.storage.quota.limit',
  exposition: 'flash_storage_quota_bytes',
  kind: 'gauge',
  unit: 'By',
  help: 'The quota of a resource that is counted in bytes; absent where there is none or it is unlimited.',
  labels: [...labels, 'standing', 'source'],
  values: { standing: ['assigned', 'requested'] },
  maxSeries: 128,
  range: [0, 1e18],
  recordMs: 600_000,
});

export const quotaUsedBytes = defineMetric({
  name: 'flash.storage.quota.usage',
  exposition: 'flash_storage_quota_used_bytes',
  kind: 'gauge',
  unit: 'By',
  help: 'How many bytes of the resource are used.',
  labels,
  range: [0, 1e18],
  recordMs: 600_000,
});

export const quotaCount = defineMetric({
  name: 'flash.storage.quota.count_limit',
  exposition: 'flash_storage_quota',
  kind: 'gauge',
  unit: '1',
  help: 'The quota of a resource that is counted in pieces (processors, instances, addresses); absent where there is none or it is unlimited.',
  labels: [...labels, 'standing', 'source'],
  values: { standing: ['assigned', 'requested'] },
  maxSeries: 128,
  range: [0, 1e9],
});

export const quotaUsedCount = defineMetric({
  name: 'flash.storage.quota.count_usage',
  exposition: 'flash_storage_quota_used',
  kind: 'gauge',
  unit: '1',
  help: 'How many pieces of the resource are used.',
  labels,
  range: [0, 1e9],
});

export const quotaUp = defineMetric({
  name: 'flash.storage.quota.up',
  exposition: 'flash_storage_quota_up',
  kind: 'gauge',
  unit: '1',
  help: 'Whether the cloud answered when it was last asked for its limits.',
  labels: ['place'],
  range: [0, 1],
});

/** Every metric of quotas. */
export const storageQuotaMetrics = [
  quotaBytes,
  quotaUsedBytes,
  quotaCount,
  quotaUsedCount,
  quotaUp,
] as const;
