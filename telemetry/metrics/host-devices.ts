/** Metrics of the machine's disks, file systems and network, by OpenTelemetry's semantic conventions where they exist. */

import { definerOf } from './define.ts';

const defineMetric = definerOf('host');

const diskLabels = ['system_device', 'disk_io_direction'] as const;
const diskValues = { disk_io_direction: ['read', 'write'] } as const;

/** Sixty-four disks; more are counted as overflow. */
const DISK_SERIES = 128;

export const diskIo = defineMetric({
  name: 'system.disk.io',
  exposition: 'system_disk_io_bytes_total',
  kind: 'counter',
  unit: 'By',
  help: 'Bytes read from and written to the disk since boot.',
  labels: diskLabels,
  values: diskValues,
  maxSeries: DISK_SERIES,
});

export const diskOperations = defineMetric({
  name: 'system.disk.operations',
  exposition: 'system_disk_operations_total',
  kind: 'counter',
  unit: '{operation}',
  help: 'Reads and writes of the disk since boot.',
  labels: diskLabels,
  values: diskValues,
  maxSeries: DISK_SERIES,
});

export const diskMerged = defineMetric({
  name: 'system.disk.merged',
  exposition: 'system_disk_merged_total',
  kind: 'counter',
  unit: '{operation}',
  help: 'Reads and writes that were joined to a neighbour since boot.',
  labels: diskLabels,
  values: diskValues,
  maxSeries: DISK_SERIES,
});

export const diskOperationTime = defineMetric({
  name: 'system.disk.operation_time',
  exposition: 'system_disk_operation_time_seconds_total',
  kind: 'counter',
  unit: 's',
  help: 'Time that all reads and writes took together since boot; divided by their number, how long one takes.',
  labels: diskLabels,
  values: diskValues,
  maxSeries: DISK_SERIES,
});

export const diskIoTime = defineMetric({
  name: 'system.disk.io_time',
  exposition: 'system_disk_io_time_seconds_total',
  kind: 'counter',
  unit: 's',
  help: 'Time the disk was busy since boot.',
  labels: ['system_device'],
});

const networkLabels = ['network_interface_name', 'network_io_direction'] as const;
const networkValues = { network_io_direction: ['receive', 'transmit'] } as const;

export const networkIo = defineMetric({
  name: 'system.network.io',
  exposition: 'system_network_io_bytes_total',
  kind: 'counter',
  unit: 'By',
  help: 'Bytes received and sent since boot.',
  labels: networkLabels,
  values: networkValues,
});

export const networkPackets = defineMetric({
  name: 'system.network.packet.count',
  exposition: 'system_network_packet_count_total',
  kind: 'counter',
  unit: '{packet}',
  help: 'Packets received and sent since boot.',
  labels: networkLabels,
  values: networkValues,
});

export const networkErrors = defineMetric({
  name: 'system.network.errors',
  exposition: 'system_network_errors_total',
  kind: 'counter',
  unit: '{error}',
  help: 'Packets with errors since boot.',
  labels: networkLabels,
  values: networkValues,
});

export const networkDropped = defineMetric({
  name: 'system.network.packet.dropped',
  exposition: 'system_network_packet_dropped_total',
  kind: 'counter',
  unit: '{packet}',
  help: 'Packets dropped since boot.',
  labels: networkLabels,
  values: networkValues,
});

const fileSystemLabels = [
  'system_device',
  'system_filesystem_mountpoint',
  'system_filesystem_type',
] as const;

export const fileSystemUsage = defineMetric({
  name: 'system.filesystem.usage',
  exposition: 'system_filesystem_usage_bytes',
  kind: 'gauge',
  unit: 'By',
  help: 'Room on a local file system by state; reserved is what only root may fill.',
  labels: [...fileSystemLabels, 'system_filesystem_state'],
  values: { system_filesystem_state: ['used', 'free', 'reserved'] },
  maxSeries: 192,
  range: [0, 1e18],
});

export const fileSystemLimit = defineMetric({
  name: 'system.filesystem.limit',
  exposition: 'system_filesystem_limit_bytes',
  kind: 'gauge',
  unit: 'By',
  help: 'Size of a local file system.',
  labels: fileSystemLabels,
  range: [0, 1e18],
});

export const fileSystemInodes = defineMetric({
  name: 'flash.host.filesystem.inodes',
  exposition: 'flash_host_filesystem_inodes',
  kind: 'gauge',
  unit: '{inode}',
  help: 'Files that a local file system holds and can still take; absent where it sets no limit.',
  labels: ['system_filesystem_mountpoint', 'system_filesystem_state'],
  values: { system_filesystem_state: ['used', 'free'] },
  maxSeries: 128,
  range: [0, 1e15],
});

/** Every metric of disks, file systems and network devices. */
export const hostDeviceMetrics = [
  diskIo,
  diskOperations,
  diskMerged,
  diskOperationTime,
  diskIoTime,
  networkIo,
  networkPackets,
  networkErrors,
  networkDropped,
  fileSystemUsage,
  fileSystemLimit,
  fileSystemInodes,
] as const;
