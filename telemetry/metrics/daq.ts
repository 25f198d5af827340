/** Metrics of the data acquisition's disk: files, bytes, and when the last one came. */

import { definerOf } from './define.ts';

const defineMetric = definerOf('daq');

const labels = ['campaign'] as const;
const maxSeries = 16;

export const daqFiles = defineMetric({
  name: 'flash.daq.files',
  exposition: 'flash_daq_files_total',
  kind: 'counter',
  unit: '{file}',
  help: 'Data files found complete on the DAQ disk since the agent started.',
  labels,
  maxSeries,
  range: [0, 1e9],
  recordMs: 60_000,
});

export const daqBytes = defineMetric({
  name: 'flash.daq.io',
  exposition: 'flash_daq_bytes_total',
  kind: 'counter',
  unit: 'By',
  help: 'Bytes of data files found complete on the DAQ disk since the agent started.',
  labels,
  maxSeries,
  range: [0, 1e16],
});

export const daqRate = defineMetric({
  name: 'flash.daq.rate',
  exposition: 'flash_daq_bytes_per_second',
  kind: 'gauge',
  unit: 'By/s',
  help: 'Bytes completed in the last full 10 s that the agent watched, per second; absent where it did not watch.',
  range: [0, 5e9],
});

export const daqLastFile = defineMetric({
  name: 'flash.daq.last_file.time',
  exposition: 'flash_daq_last_file_timestamp_seconds',
  kind: 'gauge',
  unit: 's',
  help: 'When the newest data file was taken, UTC seconds since 1970.',
  labels,
  maxSeries,
  range: [0, 5e9],
});

export const daqFileInterval = defineMetric({
  name: 'flash.daq.file.interval',
  exposition: 'flash_daq_file_interval_seconds',
  kind: 'gauge',
  unit: 's',
  help: 'Median time between the last data files.',
  labels,
  maxSeries,
  range: [0, 86_400],
});

export const daqFileSize = defineMetric({
  name: 'flash.daq.file.size',
  exposition: 'flash_daq_file_size_bytes',
  kind: 'gauge',
  unit: 'By',
  help: 'Median size of the last data files.',
  labels,
  maxSeries,
  range: [0, 1e14],
  recordMs: 60_000,
});

export const daqCompleted = defineMetric({
  name: 'flash.daq.completed',
  exposition: 'flash_daq_completed_files_total',
  kind: 'counter',
  unit: '{file}',
  help: 'Files read, by what told that they were complete: quiet, old, rename, marker, next, last (none followed).',
  labels: ['by'],
  values: { by: ['quiet', 'old', 'rename', 'marker', 'next', 'last'] },
  maxSeries: 6,
  range: [0, 1e9],
});

export const daqOpenFiles = defineMetric({
  name: 'flash.daq.open_files',
  exposition: 'flash_daq_open_files',
  kind: 'gauge',
  unit: '{file}',
  help: 'Files that are still being written.',
  range: [0, 1e6],
  recordMs: 60_000,
});

export const daqChecksumBacklog = defineMetric({
  name: 'flash.daq.checksum.backlog',
  exposition: 'flash_daq_checksum_backlog_bytes',
  kind: 'gauge',
  unit: 'By',
  help: 'Bytes of complete files whose checksum is not computed yet.',
  range: [0, 1e16],
  recordMs: 60_000,
});

export const daqBacklogFiles = defineMetric({
  name: 'flash.daq.backlog.files',
  exposition: 'flash_daq_backlog_files',
  kind: 'gauge',
  unit: '{file}',
  help: 'Complete files that are not read yet.',
  range: [0, 1e8],
  recordMs: 60_000,
});

export const daqUnlisted = defineMetric({
  name: 'flash.daq.unlisted_directories',
  exposition: 'flash_daq_unlisted_directories',
  kind: 'gauge',
  unit: '{directory}',
  help: 'Directories that wait to be listed until the backlog is shorter.',
  range: [0, 1e6],
});

export const daqChecksumTime = defineMetric({
  name: 'flash.daq.checksum.time',
  exposition: 'flash_daq_checksum_seconds_total',
  kind: 'counter',
  unit: 's',
  help: 'Time spent in checksums alone since the agent started: work of one core.',
  range: [0, 1e9],
});

export const daqReadTime = defineMetric({
  name: 'flash.daq.read.time',
  exposition: 'flash_daq_read_seconds_total',
  kind: 'counter',
  unit: 's',
  help: 'Time from opening to closing each file that was read, since the agent started; waiting for the rate limit is in it, and files read side by side count each.',
  range: [0, 1e9],
});

export const daqRoots = defineMetric({
  name: 'flash.daq.roots',
  exposition: 'flash_daq_roots',
  kind: 'gauge',
  unit: '{directory}',
  help: 'Watched roots by state: seen in the last round, or blind (not there, or no answer yet).',
  labels: ['state'],
  values: { state: ['seen', 'blind'] },
  maxSeries: 2,
  range: [0, 1_000],
  recordMs: 60_000,
});

export const daqReaderRestarts = defineMetric({
  name: 'flash.daq.reader.restarts',
  exposition: 'flash_daq_reader_restarts_total',
  kind: 'counter',
  unit: '{restart}',
  help: 'Readers of a mount that were started again because it gave no answer, since the agent started.',
  range: [0, 1e6],
});

export const daqOddFiles = defineMetric({
  name: 'flash.daq.odd_files',
  exposition: 'flash_daq_odd_files_total',
  kind: 'counter',
  unit: '{file}',
  help: 'Files and directories with something odd since the agent started, by reason; the page of the collector lists the reasons.',
  labels: ['reason'],
  maxSeries: 24,
  range: [0, 1e9],
  recordMs: 60_000,
});

export const daqOddSizes = defineMetric({
  name: 'flash.daq.odd_sizes',
  exposition: 'flash_daq_odd_size_files_total',
  kind: 'counter',
  unit: '{file}',
  help: 'Data files since the agent started whose size differs by more than a fifth from the median of the last ones; those of a history are not counted.',
  labels,
  maxSeries,
  recordMs: 60_000,
});

export const daqSweeps = defineMetric({
  name: 'flash.daq.sweeps',
  exposition: 'flash_daq_sweeps_total',
  kind: 'counter',
  unit: '{sweep}',
  help: 'S11 and S21 sweep files read since the agent started; outcome is fitted or refused.',
  labels: ['campaign', 'outcome'],
  values: { outcome: ['fitted', 'refused'] },
  maxSeries: 32,
  range: [0, 1e9],
  recordMs: 60_000,
});

/** Every metric of the data acquisition. */
export const daqMetrics = [
  daqFiles,
  daqBytes,
  daqRate,
  daqLastFile,
  daqFileInterval,
  daqFileSize,
  daqCompleted,
  daqOpenFiles,
  daqBacklogFiles,
  daqUnlisted,
  daqChecksumBacklog,
  daqChecksumTime,
  daqReadTime,
  daqRoots,
  daqReaderRestarts,
  daqOddFiles,
  daqOddSizes,
  daqSweeps,
] as const;
