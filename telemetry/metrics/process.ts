/** Metrics of the agent's own process, by OpenTelemetry's semantic conventions where they exist. */

import { definerOf } from './define.ts';

const defineMetric = definerOf('agent');

export const processMemory = defineMetric({
  name: 'process.memory.usage',
  exposition: 'process_memory_usage_bytes',
  kind: 'gauge',
  unit: 'By',
  help: 'Resident memory of the agent.',
  range: [0, 1e11],
  recordMs: 60_000,
});

export const processCpu = defineMetric({
  name: 'process.cpu.time',
  exposition: 'process_cpu_time_seconds_total',
  kind: 'counter',
  unit: 's',
  help: 'Processor time the agent used.',
  labels: ['cpu_mode'],
  values: { cpu_mode: ['user', 'system'] },
  maxSeries: 2,
  recordMs: 60_000,
});

export const processFiles = defineMetric({
  name: 'process.unix.file_descriptor.count',
  exposition: 'process_unix_file_descriptors',
  kind: 'gauge',
  unit: '{file_descriptor}',
  help: 'Files and sockets the agent has open.',
  range: [0, 1e7],
});

export const runtimeInfo = defineMetric({
  name: 'process.runtime',
  exposition: 'process_runtime_info',
  kind: 'info',
  unit: '1',
  help: 'What the agent runs on.',
  labels: ['process_runtime_name', 'process_runtime_version'],
  maxSeries: 1,
});

export const heapUsed = defineMetric({
  name: 'v8js.memory.heap.used',
  exposition: 'v8js_memory_heap_used_bytes',
  kind: 'gauge',
  unit: 'By',
  help: 'JavaScript heap in use, with what has not been collected yet.',
  range: [0, 1e11],
});

export const gcDuration = defineMetric({
  name: 'v8js.gc.duration',
  exposition: 'v8js_gc_duration_seconds_total',
  kind: 'counter',
  unit: 's',
  help: 'Time spent collecting garbage, during which nothing else runs.',
  labels: ['v8js_gc_type'],
  maxSeries: 4,
});

export const eventLoopDelay = defineMetric({
  name: 'nodejs.eventloop.delay.max',
  exposition: 'nodejs_eventloop_delay_max_seconds',
  kind: 'gauge',
  unit: 's',
  help: 'The longest that a due timer had to wait in the last one to two minutes.',
  range: [0, 3_600],
});

/** Every metric of the agent’s process. */
export const processMetrics = [
  processMemory,
  processCpu,
  processFiles,
  runtimeInfo,
  heapUsed,
  gcDuration,
  eventLoopDelay,
] as const;
