/** Metrics about text files of others; what stands in the files has its own names and is not in this catalogue. */

import { definerOf } from './define.ts';

const defineMetric = definerOf('textfile');

/** The name of a file without `.prom`: given by whoever runs the machine, and bounded in number. */
const labels = ['source'] as const;
const maxSeries = 256;

export const textfileUp = defineMetric({
  name: 'flash.textfile.up',
  exposition: 'flash_textfile_up',
  kind: 'gauge',
  unit: '1',
  help: 'Whether the file is whole and right, so that what it says is shown.',
  labels,
  maxSeries,
  range: [0, 1],
});

export const textfileModified = defineMetric({
  name: 'flash.textfile.modified.time',
  exposition: 'flash_textfile_modified_timestamp_seconds',
  kind: 'gauge',
  unit: 's',
  help: 'When the content that is shown was written, UTC seconds since 1970; absent where none is.',
  labels,
  maxSeries,
  range: [0, 5e9],
});

export const textfileSeries = defineMetric({
  name: 'flash.textfile.series',
  exposition: 'flash_textfile_series',
  kind: 'gauge',
  unit: '{series}',
  help: 'Series of the file that are shown.',
  labels,
  maxSeries,
  range: [0, 1e6],
});

export const textfileLeftOut = defineMetric({
  name: 'flash.textfile.series.left_out',
  exposition: 'flash_textfile_left_out_series',
  kind: 'gauge',
  unit: '{series}',
  help: 'Series of the file that are not shown because all files together have too many; absent while none is.',
  labels,
  maxSeries,
  range: [0, 1e7],
});

/** Every metric of text files of others. */
export const textfileMetrics = [
  textfileUp,
  textfileModified,
  textfileSeries,
  textfileLeftOut,
] as const;
