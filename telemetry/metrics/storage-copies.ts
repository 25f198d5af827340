/** Metrics of copies at other places: what is there, what was proved of it, and how the asking goes. */

import { definerOf } from './define.ts';

const defineMetric = definerOf('storage');

const labels = ['location'] as const;

export const copies = defineMetric({
  name: 'flash.storage.copies',
  exposition: 'flash_storage_copies',
  kind: 'gauge',
  unit: '{file}',
  help: 'Files of runs at the location: listed, digest (the storage answered a checksum), no_digest, on_tape, unavailable, lost; of the last look into each directory.',
  labels: [...labels, 'state'],
  values: { state: ['listed', 'digest', 'no_digest', 'on_tape', 'unavailable', 'lost'] },
  maxSeries: 128,
  range: [0, 1e10],
  recordMs: 600_000,
});

export const copiesBytes = defineMetric({
  name: 'flash.storage.copies.size',
  exposition: 'flash_storage_copies_bytes',
  kind: 'gauge',
  unit: 'By',
  help: 'Sizes of the files of runs at the location, as it lists them.',
  labels,
  range: [0, 1e18],
  recordMs: 600_000,
});

export const copiesUnasked = defineMetric({
  name: 'flash.storage.copies.unverified_age',
  exposition: 'flash_storage_copies_oldest_unverified_seconds',
  kind: 'gauge',
  unit: 's',
  help: 'Age of the oldest file that is listed and whose checksum has not been asked for yet; absent where there is none.',
  labels,
  range: [0, 1e9],
  recordMs: 600_000,
});

export const copiesPassAge = defineMetric({
  name: 'flash.storage.copies.pass_age',
  exposition: 'flash_storage_copies_pass_age_seconds',
  kind: 'gauge',
  unit: 's',
  help: 'How long ago the last pass over the whole location ended; absent before the first.',
  labels,
  range: [0, 1e8],
});

export const copiesUp = defineMetric({
  name: 'flash.storage.copies.up',
  exposition: 'flash_storage_copies_up',
  kind: 'gauge',
  unit: '1',
  help: 'Whether the location answered when it was last asked.',
  labels,
  range: [0, 1],
  recordMs: 600_000,
});

export const copiesRequests = defineMetric({
  name: 'flash.storage.copies.requests',
  exposition: 'flash_storage_copies_requests_total',
  kind: 'counter',
  unit: '{request}',
  help: 'Requests to the location by outcome: ok, or why not.',
  labels: [...labels, 'outcome'],
  maxSeries: 256,
});

export const copiesRetries = defineMetric({
  name: 'flash.storage.copies.retries',
  exposition: 'flash_storage_copies_retries_total',
  kind: 'counter',
  unit: '{request}',
  help: 'Requests that were made again after a failure; a thing that failed five times is left until the next pass.',
  labels,
});

/** Every metric of copies of files. */
export const storageCopyMetrics = [
  copies,
  copiesBytes,
  copiesUnasked,
  copiesPassAge,
  copiesUp,
  copiesRequests,
  copiesRetries,
] as const;
