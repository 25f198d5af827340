/** Metrics of volumes: how large, how full, how fast, and whether they answer; with those of directories, quotas and copies. */

import { definerOf } from './define.ts';
import { storageCopyMetrics } from './storage-copies.ts';
import { storageDirectoryMetrics } from './storage-directories.ts';
import { storageQuotaMetrics } from './storage-quotas.ts';

const defineMetric = definerOf('storage');

const labels = ['volume'] as const;

export const storageSize = defineMetric({
  name: 'flash.storage.limit',
  exposition: 'flash_storage_size_bytes',
  kind: 'gauge',
  unit: 'By',
  help: 'Size of the volume.',
  labels,
  range: [0, 1e18],
  recordMs: 60_000,
});

export const storageUsed = defineMetric({
  name: 'flash.storage.usage',
  exposition: 'flash_storage_used_bytes',
  kind: 'gauge',
  unit: 'By',
  help: 'Bytes in use on the volume.',
  labels,
  range: [0, 1e18],
  recordMs: 60_000,
});

export const storageFree = defineMetric({
  name: 'flash.storage.available',
  exposition: 'flash_storage_free_bytes',
  kind: 'gauge',
  unit: 'By',
  help: 'Bytes that an ordinary user can still write on the volume.',
  labels,
  range: [0, 1e18],
  recordMs: 60_000,
});

export const storageInodes = defineMetric({
  name: 'flash.storage.inodes.limit',
  exposition: 'flash_storage_inodes',
  kind: 'gauge',
  unit: '{inode}',
  help: 'Files that the volume can hold; absent where the file system has no such limit.',
  labels,
  range: [0, 1e13],
});

export const storageFreeInodes = defineMetric({
  name: 'flash.storage.inodes.available',
  exposition: 'flash_storage_free_inodes',
  kind: 'gauge',
  unit: '{inode}',
  help: 'Files that can still be made on the volume; absent where the file system has no such limit.',
  labels,
  range: [0, 1e13],
});

export const storageUp = defineMetric({
  name: 'flash.storage.probe.up',
  exposition: 'flash_storage_probe_up',
  kind: 'gauge',
  unit: '1',
  help: 'Whether the volume answered within its deadline; a dead mount is 0, not an empty disk.',
  labels,
  range: [0, 1],
  recordMs: 60_000,
});

export const storageProbeDuration = defineMetric({
  name: 'flash.storage.probe.duration',
  exposition: 'flash_storage_probe_duration_seconds',
  kind: 'gauge',
  unit: 's',
  help: 'How long the volume took to answer.',
  labels,
  range: [0, 600],
});

export const storageReadDuration = defineMetric({
  name: 'flash.storage.read.duration',
  exposition: 'flash_storage_read_duration_seconds',
  kind: 'gauge',
  unit: 's',
  help: 'How long a read of at most 4 kB took, past the cache where the file system allows it; absent where no file is read.',
  labels,
  range: [0, 600],
});

export const storageReadOnly = defineMetric({
  name: 'flash.storage.readonly',
  exposition: 'flash_storage_readonly',
  kind: 'gauge',
  unit: '1',
  help: 'Whether the volume is mounted read-only.',
  labels,
  range: [0, 1],
});

export const storageMount = defineMetric({
  name: 'flash.storage.mount',
  exposition: 'flash_storage_mount_info',
  kind: 'info',
  unit: '1',
  help: 'What is mounted at the volume: file system, source, place and options.',
  labels: ['volume', 'file_system', 'source', 'mount_point', 'options'],
  range: [1, 1],
});

/** Every metric of volumes, directories, quotas and copies. */
export const storageMetrics = [
  storageSize,
  storageUsed,
  storageFree,
  storageInodes,
  storageFreeInodes,
  storageUp,
  storageProbeDuration,
  storageReadDuration,
  storageReadOnly,
  storageMount,
  ...storageDirectoryMetrics,
  ...storageQuotaMetrics,
  ...storageCopyMetrics,
] as const;
