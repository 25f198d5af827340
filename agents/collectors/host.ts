/** The machine itself: processors, memory, disks, network, load, uptime, and whether its clock can be believed. */

import { readFileSync } from 'node:fs';

import { errorCode } from '#telemetry/errors.ts';
import type { MetricDefinition, Observation } from '#telemetry/metrics/definition.ts';
import * as metrics from '#telemetry/metrics/host.ts';

import { defineCollector } from '../collector.ts';
import type { CollectorProblem } from '../collector.ts';
import * as proc from '../formats/proc.ts';
import { readClock } from '../sources/clock.ts';

interface HostSettings {
  /** Where /proc is; tests and containers may name another. */
  readonly proc: string;
  /** Asks chrony for the clock's offset, where chrony is there. */
  readonly clock: boolean;
}

type Labels = Readonly<Record<string, string>>;
type Put = (metric: MetricDefinition, labels: Labels, value: number | null | undefined) => void;

/** One file of /proc and what its parser puts. */
const SOURCES: readonly (readonly [file: string, read: (text: string, put: Put) => void])[] = [
  ['stat', putProcessors],
  ['loadavg', putLoad],
  ['meminfo', putMemory],
  ['diskstats', putDisks],
  ['net/dev', putNetwork],
  ['uptime', (text, put) => put(metrics.uptime, {}, proc.parseUptime(text))],
];

export const host = defineCollector<HostSettings>({
  name: 'host',
  summary: 'processors, memory, disks, network, load, uptime and clock of the machine',
  intervalMs: 15_000,
  deadlineMs: 5_000,
  metrics: metrics.hostMetrics,
  schema: async () => {
    const { z } = await import('zod');
    return z.strictObject({
      proc: z.string().default('/proc'),
      clock: z.boolean().default(true),
    });
  },
  create: (settings, { signal }) => ({
    async collect() {
      const observations: Observation[] = [];
      const problems: CollectorProblem[] = [];
      const put: Put = (metric, labels, value) => {
        if (typeof value === 'number' && Number.isFinite(value))
          observations.push({ metric, labels, value });
      };
      for (const [file, read] of SOURCES) {
        const path = `${settings.proc}/${file}`;
        const problem = readInto(path, (text) => read(text, put));
        if (problem !== null) problems.push(problem);
      }
      const clock = settings.clock ? await readClock(signal()) : null;
      put(metrics.clockOffset, {}, clock?.offsetSeconds);
      put(metrics.clockSynchronised, {}, clock === null ? null : Number(clock.isSynchronised));
      return { facts: [], observations, problems, cursor: {} };
    },
  }),
});

/** /proc is memory: a synchronous read cannot block on a disk. A file that is not there is no problem. */
function readInto(path: string, use: (text: string) => void): CollectorProblem | null {
  try {
    use(readFileSync(path, 'utf8'));
    return null;
  } catch (thrown) {
    if (errorCode(thrown) === 'ENOENT') return null;
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    return { reason: 'unreadable', subject: path, message };
  }
}

function putProcessors(text: string, put: Put): void {
  const stat = proc.parseStat(text);
  if (stat === null) return;
  for (const [mode, seconds] of Object.entries(stat.seconds))
    put(metrics.cpuTime, { cpu_mode: mode }, seconds);
  put(metrics.cpuCount, {}, stat.cpus);
}

function putLoad(text: string, put: Put): void {
  const load = proc.parseLoad(text);
  ['1m', '5m', '15m'].forEach((span, n) => {
    put(metrics.loadAverage, { span }, load?.[n]);
  });
}

/** The states add up to the whole: used is what is neither free, buffers nor cache. */
function putMemory(text: string, put: Put): void {
  const memory = proc.parseMeminfo(text);
  const [total, free, buffers] = ['MemTotal', 'MemFree', 'Buffers'].map((name) => memory.get(name));
  const cached = (memory.get('Cached') ?? 0) + (memory.get('SReclaimable') ?? 0);
  put(metrics.memoryAvailable, {}, memory.get('MemAvailable'));
  if (total === undefined || free === undefined || buffers === undefined) return;
  put(metrics.memoryUsage, { state: 'free' }, free);
  put(metrics.memoryUsage, { state: 'buffers' }, buffers);
  put(metrics.memoryUsage, { state: 'cached' }, cached);
  put(metrics.memoryUsage, { state: 'used' }, total - free - buffers - cached);
}

function putDisks(text: string, put: Put): void {
  for (const disk of proc.parseDiskstats(text)) {
    const { device } = disk;
    put(metrics.diskIo, { device, direction: 'read' }, disk.readBytes);
    put(metrics.diskIo, { device, direction: 'write' }, disk.writtenBytes);
    put(metrics.diskOperations, { device, direction: 'read' }, disk.reads);
    put(metrics.diskOperations, { device, direction: 'write' }, disk.writes);
    put(metrics.diskIoTime, { device }, disk.busySeconds);
  }
}

function putNetwork(text: string, put: Put): void {
  for (const { name, ...directions } of proc.parseNetworkDevices(text)) {
    for (const direction of ['receive', 'transmit'] as const) {
      const labels = { interface: name, direction };
      put(metrics.networkIo, labels, directions[direction].bytes);
      put(metrics.networkErrors, labels, directions[direction].errors);
      put(metrics.networkDropped, labels, directions[direction].dropped);
    }
  }
}
