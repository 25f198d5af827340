/** What the files of `/proc` say of the machine, as metrics. */

import * as devices from '#telemetry/metrics/host-devices.ts';
import * as states from '#telemetry/metrics/host-state.ts';
import * as metrics from '#telemetry/metrics/host.ts';

import * as proc from '../../formats/proc.ts';
import { keepLabels, NONE } from './put.ts';
import type { Labels, Put, PutText } from './put.ts';

const modes: readonly Labels[] = proc.CPU_MODES.map((mode) => ({ cpu_mode: mode }));
const modesOf = keepLabels((cpu): readonly Labels[] =>
  proc.CPU_MODES.map((mode) => ({ cpu_logical_number: cpu, cpu_mode: mode })),
);

/** Makes what reads `/proc/stat`; each processor apart only where it is asked for. */
export function putProcessors(isEach: boolean): PutText {
  return (text, put) => {
    let cpus = 0;
    for (const { cpu, seconds } of proc.parseStat(text)) {
      if (cpu !== null) cpus += 1;
      if (cpu !== null && !isEach) continue;
      const labels = cpu === null ? modes : modesOf(cpu);
      const metric = cpu === null ? metrics.cpuTime : metrics.eachCpuTime;
      seconds.forEach((value, n) => {
        put(metric, labels[n] ?? NONE, value);
      });
    }
    if (cpus > 0) put(metrics.cpuCount, NONE, cpus);
  };
}

const spans: readonly Labels[] = ['1m', '5m', '15m'].map((span) => ({ span }));

export const putLoad: PutText = (text, put, odd) => {
  const load = proc.parseLoad(text);
  if (load === null) odd.push(text);
  else
    spans.forEach((labels, n) => {
      put(metrics.loadAverage, labels, load[n]);
    });
};

export const putUptime: PutText = (text, put, odd) => {
  const seconds = proc.parseUptime(text);
  if (seconds === null) odd.push(text);
  else put(metrics.uptime, NONE, seconds);
};

const free: Labels = { system_memory_state: 'free' };
const buffers: Labels = { system_memory_state: 'buffers' };
const cached: Labels = { system_memory_state: 'cached' };
const used: Labels = { system_memory_state: 'used' };
const reclaimable: Labels = { system_memory_linux_slab_state: 'reclaimable' };
const unreclaimable: Labels = { system_memory_linux_slab_state: 'unreclaimable' };
const dirty: Labels = { state: 'dirty' };
const writeback: Labels = { state: 'writeback' };
const swapUsed: Labels = { system_paging_state: 'used' };
const swapFree: Labels = { system_paging_state: 'free' };

/** The states add up to the whole: used is what is neither free, buffers nor cache. */
export const putMemory: PutText = (text, put, odd) => {
  const read = (name: string): number | null => proc.readMeminfo(text, name);
  const [total, freeBytes, inBuffers] = [read('MemTotal'), read('MemFree'), read('Buffers')];
  const slab = read('SReclaimable');
  if (total === null || freeBytes === null) odd.push(text.slice(0, 80));
  put(metrics.memoryLimit, NONE, total);
  put(metrics.memoryAvailable, NONE, read('MemAvailable'));
  put(metrics.memoryShared, NONE, read('Shmem'));
  put(metrics.memorySlab, reclaimable, slab);
  put(metrics.memorySlab, unreclaimable, read('SUnreclaim'));
  put(metrics.memoryUnwritten, dirty, read('Dirty'));
  put(metrics.memoryUnwritten, writeback, read('Writeback'));
  putSwap(read('SwapTotal'), read('SwapFree'), put);
  if (total === null || freeBytes === null || inBuffers === null) return;
  const inCache = (read('Cached') ?? 0) + (slab ?? 0);
  put(metrics.memoryUsage, free, freeBytes);
  put(metrics.memoryUsage, buffers, inBuffers);
  put(metrics.memoryUsage, cached, inCache);
  put(metrics.memoryUsage, used, total - freeBytes - inBuffers - inCache);
};

function putSwap(total: number | null, freeBytes: number | null, put: Put): void {
  if (total === null || total === 0 || freeBytes === null) return;
  put(metrics.pagingUsage, swapUsed, total - freeBytes);
  put(metrics.pagingUsage, swapFree, freeBytes);
}

const diskLabels = keepLabels((device) => ({
  device: { system_device: device },
  read: { system_device: device, disk_io_direction: 'read' },
  write: { system_device: device, disk_io_direction: 'write' },
}));

export const putDisks: PutText = (text, put, odd) => {
  for (const disk of proc.parseDiskstats(text, odd)) {
    const { device, read, write } = diskLabels(disk.device);
    put(devices.diskIo, read, disk.readBytes);
    put(devices.diskIo, write, disk.writtenBytes);
    put(devices.diskOperations, read, disk.reads);
    put(devices.diskOperations, write, disk.writes);
    put(devices.diskMerged, read, disk.readsMerged);
    put(devices.diskMerged, write, disk.writesMerged);
    put(devices.diskOperationTime, read, disk.readSeconds);
    put(devices.diskOperationTime, write, disk.writeSeconds);
    put(devices.diskIoTime, device, disk.busySeconds);
  }
};

const networkLabels = keepLabels((name) => ({
  receive: { network_interface_name: name, network_io_direction: 'receive' },
  transmit: { network_interface_name: name, network_io_direction: 'transmit' },
}));

export const putNetwork: PutText = (text, put, odd) => {
  for (const { name, ...counters } of proc.parseNetworkDevices(text, odd)) {
    const labels = networkLabels(name);
    for (const direction of ['receive', 'transmit'] as const) {
      const { bytes, packets, errors, dropped } = counters[direction];
      put(devices.networkIo, labels[direction], bytes);
      put(devices.networkPackets, labels[direction], packets);
      put(devices.networkErrors, labels[direction], errors);
      put(devices.networkDropped, labels[direction], dropped);
    }
  }
};

/** Makes what reads one file of `/proc/pressure`. */
export function putPressure(resource: 'cpu' | 'memory' | 'io'): PutText {
  const some: Labels = { resource, share: 'some' };
  const full: Labels = { resource, share: 'full' };
  return (text, put, odd) => {
    const waited = proc.parsePressure(text);
    if (waited.some === null && waited.full === null) odd.push(text);
    put(states.pressure, some, waited.some);
    put(states.pressure, full, waited.full);
  };
}
