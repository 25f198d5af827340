/** Metrics of the machine itself, by OpenTelemetry's semantic conventions where they exist. */

import { defineMetric } from './define.ts';

export const cpuTime = defineMetric({
  name: 'system.cpu.time',
  exposition: 'system_cpu_time_seconds_total',
  kind: 'counter',
  unit: 's',
  help: 'Time all processors spent in each mode since boot.',
  labels: ['cpu_mode'],
  maxSeries: 16,
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
  maxSeries: 3,
  range: [0, 100_000],
});

export const memoryUsage = defineMetric({
  name: 'system.memory.usage',
  exposition: 'system_memory_usage_bytes',
  kind: 'gauge',
  unit: 'By',
  help: 'Memory by state; the states add up to the whole.',
  labels: ['state'],
  maxSeries: 8,
  range: [0, 1e15],
});

export const memoryAvailable = defineMetric({
  name: 'system.memory.linux.available',
  exposition: 'system_memory_available_bytes',
  kind: 'gauge',
  unit: 'By',
  help: 'Memory that a new program could have without swapping, as the kernel estimates it.',
  range: [0, 1e15],
});

const diskLabels = ['device', 'direction'] as const;

export const diskIo = defineMetric({
  name: 'system.disk.io',
  exposition: 'system_disk_io_bytes_total',
  kind: 'counter',
  unit: 'By',
  help: 'Bytes read from and written to the disk since boot.',
  labels: diskLabels,
});

export const diskOperations = defineMetric({
  name: 'system.disk.operations',
  exposition: 'system_disk_operations_total',
  kind: 'counter',
  unit: '{operation}',
  help: 'Reads and writes of the disk since boot.',
  labels: diskLabels,
});

export const diskIoTime = defineMetric({
  name: 'system.disk.io_time',
  exposition: 'system_disk_io_time_seconds_total',
  kind: 'counter',
  unit: 's',
  help: 'Time the disk was busy since boot.',
  labels: ['device'],
});

const networkLabels = ['interface', 'direction'] as const;

export const networkIo = defineMetric({
  name: 'system.network.io',
  exposition: 'system_network_io_bytes_total',
  kind: 'counter',
  unit: 'By',
  help: 'Bytes received and sent since boot.',
  labels: networkLabels,
});

export const networkErrors = defineMetric({
  name: 'system.network.errors',
  exposition: 'system_network_errors_total',
  kind: 'counter',
  unit: '{error}',
  help: 'Packets with errors since boot.',
  labels: networkLabels,
});

export const networkDropped = defineMetric({
  name: 'system.network.packet.dropped',
  exposition: 'system_network_dropped_packets_total',
  kind: 'counter',
  unit: '{packet}',
  help: 'Packets dropped since boot.',
  labels: networkLabels,
});

export const uptime = defineMetric({
  name: 'system.uptime',
  exposition: 'system_uptime_seconds',
  kind: 'gauge',
  unit: 's',
  help: 'Time since the machine booted.',
  range: [0, 1e10],
});

export const clockOffset = defineMetric({
  name: 'flash.host.clock.offset',
  exposition: 'flash_host_clock_offset_seconds',
  kind: 'gauge',
  unit: 's',
  help: 'Offset of the clock from its reference, positive when fast; absent where nothing tells.',
  range: [-1, 1],
});

export const clockSynchronised = defineMetric({
  name: 'flash.host.clock.synchronised',
  exposition: 'flash_host_clock_synchronised',
  kind: 'gauge',
  unit: '1',
  help: 'Whether the clock follows a reference; absent where nothing tells.',
  range: [0, 1],
});

export const hostMetrics = [
  cpuTime,
  cpuCount,
  loadAverage,
  memoryUsage,
  memoryAvailable,
  diskIo,
  diskOperations,
  diskIoTime,
  networkIo,
  networkErrors,
  networkDropped,
  uptime,
  clockOffset,
  clockSynchronised,
] as const;
