/** Metrics of directories whose bytes and files are counted. */

import { definerOf } from './define.ts';

const defineMetric = definerOf('storage');

const labels = ['directory'] as const;

export const directoryBytes = defineMetric({
  name: 'flash.storage.directory.size',
  exposition: 'flash_storage_directory_bytes',
  kind: 'gauge',
  unit: 'By',
  help: 'Sizes of all files below the directory, as last counted.',
  labels,
  range: [0, 1e18],
  recordMs: 600_000,
});

export const directoryFiles = defineMetric({
  name: 'flash.storage.directory.files',
  exposition: 'flash_storage_directory_files',
  kind: 'gauge',
  unit: '{file}',
  help: 'Files below the directory, as last counted.',
  labels,
  range: [0, 1e10],
  recordMs: 600_000,
});

export const directoryDirectories = defineMetric({
  name: 'flash.storage.directory.directories',
  exposition: 'flash_storage_directory_directories',
  kind: 'gauge',
  unit: '{directory}',
  help: 'Directories that were counted, with the root itself.',
  labels,
  range: [0, 1e8],
});

export const directoryUnreadable = defineMetric({
  name: 'flash.storage.directory.unreadable',
  exposition: 'flash_storage_directory_unreadable_directories',
  kind: 'gauge',
  unit: '{directory}',
  help: 'Directories below that could not be read in the last count: what they hold is not in the totals.',
  labels,
  range: [0, 1e8],
});

export const directoryCounting = defineMetric({
  name: 'flash.storage.directory.counting',
  exposition: 'flash_storage_directory_counting',
  kind: 'gauge',
  unit: '1',
  help: 'Whether the first full count is still under way: until it has ended there are no totals.',
  labels,
  range: [0, 1],
});

export const directoryAge = defineMetric({
  name: 'flash.storage.directory.age',
  exposition: 'flash_storage_directory_age_seconds',
  kind: 'gauge',
  unit: 's',
  help: 'How long ago the last full count ended.',
  labels,
  range: [0, 1e7],
});

/** Every metric of totals of directories. */
export const storageDirectoryMetrics = [
  directoryBytes,
  directoryFiles,
  directoryDirectories,
  directoryUnreadable,
  directoryCounting,
  directoryAge,
] as const;
