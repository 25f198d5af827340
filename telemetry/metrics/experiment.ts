/** Metrics of the experiment as the catalogue knows it: the open run, its key channels, the resonance, and copies that lag. */

import { definerOf } from './define.ts';
import { KEY_ROLES } from '../key-roles.ts';

const defineMetric = definerOf('hub');

const run = ['campaign', 'node'] as const;

export const runOpen = defineMetric({
  name: 'flash.run.open',
  exposition: 'flash_run_open',
  kind: 'gauge',
  unit: '1',
  help: 'An open run of live data: 1; no series while none is open. `node` is where its files come from.',
  labels: [...run, 'kind'],
  values: {
    kind: [
      'physics',
      'rescan',
      'calibration',
      'noise',
      'background',
      'test',
      'commissioning',
      'unknown',
    ],
  },
  maxSeries: 16,
  range: [1, 1],
});

export const runLastFile = defineMetric({
  name: 'flash.run.last_file.time',
  exposition: 'flash_run_last_file_timestamp_seconds',
  kind: 'gauge',
  unit: 's',
  help: 'When the newest file of the open run was taken, UTC seconds since 1970.',
  labels: run,
  maxSeries: 16,
  range: [0, 5e9],
  recordMs: 60_000,
  recordAs: 'age',
});

export const runCadence = defineMetric({
  name: 'flash.run.cadence',
  exposition: 'flash_run_cadence_seconds',
  kind: 'gauge',
  unit: 's',
  help: 'Usual time between files of the open run; absent until it is known.',
  labels: run,
  maxSeries: 16,
  range: [0, 86_400],
  recordMs: 60_000,
});

export const keyField = defineMetric({
  name: 'flash.key.field',
  exposition: 'flash_key_field_tesla',
  kind: 'gauge',
  unit: 'T',
  help: 'Field of the current campaign: the key channel with the role field, while its value is good and fresh.',
  labels: ['channel'],
  maxSeries: 8,
  range: [-20, 20],
});

export const keyMagnetMode = defineMetric({
  name: 'flash.key.magnet_mode',
  exposition: 'flash_key_magnet_mode',
  kind: 'gauge',
  unit: '1',
  help: 'Mode of the magnet of the current campaign, as the key channel with the role magnet_mode says it: 0 driven, 1 persistent, 2 quenched; absent where it is not good and fresh.',
  labels: ['channel'],
  maxSeries: 8,
  range: [0, 2],
});

export const keyLimitState = defineMetric({
  name: 'flash.key.limit.state',
  exposition: 'flash_key_limit_state',
  kind: 'gauge',
  unit: '1',
  help: 'How the value of a key channel of the current campaign stands to its limits on this side: 0 within, 1 attention, 2 alarm; absent where it is not good and fresh.',
  labels: ['role', 'channel', 'side'],
  values: {
    role: KEY_ROLES,
    side: ['low', 'high'],
  },
  maxSeries: 256,
  range: [0, 2],
});

const campaign = ['campaign'] as const;

export const resonanceSweep = defineMetric({
  name: 'flash.resonance.sweep.time',
  exposition: 'flash_resonance_sweep_timestamp_seconds',
  kind: 'gauge',
  unit: 's',
  help: 'When the last sweep of the open run that could be fitted was taken, UTC seconds since 1970.',
  labels: campaign,
  maxSeries: 16,
  range: [0, 5e9],
  recordMs: 60_000,
  recordAs: 'age',
});

export const resonanceFrequency = defineMetric({
  name: 'flash.resonance.frequency',
  exposition: 'flash_resonance_frequency_hertz',
  kind: 'gauge',
  unit: 'Hz',
  help: 'Resonance of the cavity by the last fitted sweep of the open run.',
  labels: campaign,
  maxSeries: 16,
  range: [1e6, 1e12],
});

export const resonanceOffset = defineMetric({
  name: 'flash.resonance.offset',
  exposition: 'flash_resonance_offset_ratio',
  kind: 'gauge',
  unit: '1',
  help: 'How far the last fitted sweep finds the resonance from the centre on which the step takes data, in loaded linewidths, with its sign; the centre is the resonance before its first file.',
  labels: campaign,
  maxSeries: 16,
  range: [-1_000, 1_000],
});

export const resonanceQuality = defineMetric({
  name: 'flash.resonance.quality',
  exposition: 'flash_resonance_quality_factor',
  kind: 'gauge',
  unit: '1',
  help: 'Loaded quality factor by the last fitted sweep of the open run.',
  labels: campaign,
  maxSeries: 16,
  range: [1, 1e8],
});

export const resonanceCoupling = defineMetric({
  name: 'flash.resonance.coupling',
  exposition: 'flash_resonance_coupling_ratio',
  kind: 'gauge',
  unit: '1',
  help: 'Coupling β by the last fitted sweep of the open run; where the regime is unknown, its under-coupled reading.',
  labels: campaign,
  maxSeries: 16,
  range: [0, 1_000],
});

export const copiesOldestSingle = defineMetric({
  name: 'flash.copies.oldest_single.time',
  exposition: 'flash_copies_oldest_single_timestamp_seconds',
  kind: 'gauge',
  unit: 's',
  help: 'When the oldest file of the last 30 days was taken that has no second copy, UTC seconds since 1970; absent where each has one.',
  range: [0, 5e9],
  recordMs: 60_000,
  recordAs: 'age',
});

export const copiesOldestUnarchived = defineMetric({
  name: 'flash.copies.oldest_unarchived.time',
  exposition: 'flash_copies_oldest_unarchived_timestamp_seconds',
  kind: 'gauge',
  unit: 's',
  help: 'When the oldest file of the last 30 days was taken that is not on tape, UTC seconds since 1970; absent where each is.',
  range: [0, 5e9],
  recordMs: 60_000,
  recordAs: 'age',
});

/** Every metric of what the catalogue knows of the experiment. */
export const experimentMetrics = [
  runOpen,
  runLastFile,
  runCadence,
  keyField,
  keyMagnetMode,
  keyLimitState,
  resonanceSweep,
  resonanceFrequency,
  resonanceOffset,
  resonanceQuality,
  resonanceCoupling,
  copiesOldestSingle,
  copiesOldestUnarchived,
] as const;
