/** Metrics of the machine itself, by OpenTelemetry's semantic conventions where they exist. */

import { definerOf } from './define.ts';
import { hostDeviceMetrics } from './host-devices.ts';
import { hostStateMetrics } from './host-state.ts';

const defineMetric = definerOf('host');

const CPU_MODES = [
  'user',
  'nice',
  'system',
  'idle',
  'iowait',
  'interrupt',
  'softirq',
  'steal',
] as const;

export const cpuTime = defineMetric({
  name: 'system.cpu.time',
  exposition: 'system_cpu_time_seconds_total',
  kind: 'counter',
  unit: 's',
  help: 'Time all processors spent in each mode since boot.',
  labels: ['cpu_mode'],
  values: { cpu_mode: CPU_MODES },
  maxSeries: 16,
  recordMs: 60_000,
});

export const eachCpuTime = defineMetric({
  name: 'flash.host.cpu.time',
  exposition: 'flash_host_cpu_time_seconds_total',
  kind: 'counter',
  unit: 's',
  help: 'Time one processor spent in each mode since boot; only where each_cpu is set.',
  labels: ['cpu_logical_number', 'cpu_mode'],
  values: { cpu_mode: CPU_MODES },
  maxSeries: 2_048,
});

export const cpuCount = defineMetric({
  name: 'system.cpu.logical.count',
  exposition: 'system_cpu_logical_processors',
  kind: 'gauge',
  unit: '{cpu}',
  help: 'Logical processors.',
  range: [1, 4_096],
});

export const loadAverage = defineMetric({
  name: 'system.cpu.load_average',
  exposition: 'system_cpu_load_average',
  kind: 'gauge',
  unit: '{process}',
  help: 'Processes that run or wait, averaged over the span.',
  labels: ['span'],
  values: { span: ['1m', '5m', '15m'] },
  maxSeries: 3,
  range: [0, 100_000],
  recordMs: 60_000,
});

export const memoryUsage = defineMetric({
  name: 'system.memory.usage',
  exposition: 'system_memory_usage_bytes',
  kind: 'gauge',
  unit: 'By',
  help: 'Memory by state; the states add up to the whole.',
  labels: ['system_memory_state'],
  values: { system_memory_state: ['used', 'free', 'buffers', 'cached'] },
  maxSeries: 8,
  range: [0, 1e15],
});

export const memoryLimit = defineMetric({
  name: 'system.memory.limit',
  exposition: 'system_memory_limit_bytes',
  kind: 'gauge',
  unit: 'By',
  help: 'Memory of the machine.',
  range: [0, 1e15],
});

export const memoryAvailable = defineMetric({
  name: 'system.memory.linux.available',
  exposition: 'system_memory_linux_available_bytes',
  kind: 'gauge',
  unit: 'By',
  help: 'Memory that a new program could have without swapping, as the kernel estimates it.',
  range: [0, 1e15],
});

export const memoryShared = defineMetric({
  name: 'system.memory.linux.shared',
  exposition: 'system_memory_linux_shared_bytes',
  kind: 'gauge',
  unit: 'By',
  help: 'Memory shared between processes, files in memory among it.',
  range: [0, 1e15],
});

export const memorySlab = defineMetric({
  name: 'system.memory.linux.slab.usage',
  exposition: 'system_memory_linux_slab_usage_bytes',
  kind: 'gauge',
  unit: 'By',
  help: 'Memory the kernel holds for itself, by whether it could give it back.',
  labels: ['system_memory_linux_slab_state'],
  values: { system_memory_linux_slab_state: ['reclaimable', 'unreclaimable'] },
  maxSeries: 2,
  range: [0, 1e15],
});

export const memoryUnwritten = defineMetric({
  name: 'flash.host.memory.unwritten',
  exposition: 'flash_host_memory_unwritten_bytes',
  kind: 'gauge',
  unit: 'By',
  help: 'What programs wrote and no disk holds yet: dirty waits, writeback is on its way.',
  labels: ['state'],
  values: { state: ['dirty', 'writeback'] },
  maxSeries: 2,
  range: [0, 1e15],
});

export const pagingUsage = defineMetric({
  name: 'system.paging.usage',
  exposition: 'system_paging_usage_bytes',
  kind: 'gauge',
  unit: 'By',
  help: 'Swap space by state; absent where the machine has none.',
  labels: ['system_paging_state'],
  values: { system_paging_state: ['used', 'free'] },
  maxSeries: 2,
  range: [0, 1e15],
});

export const uptime = defineMetric({
  name: 'system.uptime',
  exposition: 'system_uptime_seconds',
  kind: 'gauge',
  unit: 's',
  help: 'Time since the machine booted.',
  range: [0, 1e10],
});

/** Every metric of a node. */
export const hostMetrics = [
  cpuTime,
  eachCpuTime,
  cpuCount,
  loadAverage,
  memoryUsage,
  memoryLimit,
  memoryAvailable,
  memoryShared,
  memorySlab,
  memoryUnwritten,
  pagingUsage,
  uptime,
  ...hostDeviceMetrics,
  ...hostStateMetrics,
] as const;
