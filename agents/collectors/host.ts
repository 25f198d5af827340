/** The machine itself: processors, memory, disks, network, file systems, load, pressure, temperature, uptime, failed units, and whether its clock can be believed. */

import { describeError } from '#telemetry/errors.ts';
import type { Observation } from '#telemetry/metrics/definition.ts';
import { groupCpus, groupMemory } from '#telemetry/metrics/host-state.ts';
import { hostMetrics } from '#telemetry/metrics/host.ts';

import { defineCollector } from '../collector.ts';
import type { Collector, CollectorContext, CollectorProblem } from '../collector.ts';
import { parseCgroupPath, parseCpuMax, parseMemoryMax } from '../formats/cgroup.ts';
import { createKernelFiles } from '../sources/kernel-files.ts';
import type { KernelFiles } from '../sources/kernel-files.ts';
import { askClock, askSensors, askUnits } from './host/asked.ts';
import type { Asked } from './host/asked.ts';
import { createFileSystems } from './host/file-systems.ts';
import * as kernel from './host/kernel.ts';
import { NONE } from './host/put.ts';
import type { Put, PutText } from './host/put.ts';

const PARTS = [
  'cpu',
  'memory',
  'disks',
  'network',
  'load',
  'file_systems',
  'pressure',
  'uptime',
  'temperatures',
  'clock',
  'units',
  'group',
] as const;

type Part = (typeof PARTS)[number];

interface HostSettings {
  /** Where /proc is; tests and containers may name another. */
  readonly proc: string;
  /** Where /sys is. */
  readonly sys: string;
  /** Times of each processor apart, beside those of all together. */
  readonly each_cpu: boolean;
  /** What is not looked at. */
  readonly leave_out: readonly Part[];
}

/** One file of /proc and what is made of it. */
interface KernelPart {
  readonly part: Part;
  readonly file: string;
  readonly put: PutText;
}

export const host = defineCollector<HostSettings>({
  name: 'host',
  summary:
    'processors, memory, disks, network, file systems, temperatures, failed units and clock of the machine',
  intervalMs: 15_000,
  deadlineMs: 5_000,
  metrics: hostMetrics,
  schema: async () => {
    const { z } = await import('zod');
    return z.strictObject({
      proc: z.string().startsWith('/', 'expected an absolute path').default('/proc'),
      sys: z.string().startsWith('/', 'expected an absolute path').default('/sys'),
      each_cpu: z.boolean().default(false),
      leave_out: z.array(z.enum(PARTS)).default([]),
    });
  },
  create: createHost,
});

function createHost(settings: HostSettings, { effects, signal }: CollectorContext): Collector {
  const { proc, sys, each_cpu: isEach, leave_out: leftOut } = settings;
  const isIn = ({ part }: { readonly part: Part }): boolean => !leftOut.includes(part);
  const files = createKernelFiles(proc);
  const controlGroups = createKernelFiles(`${sys}/fs/cgroup`);
  const fileSystems = createFileSystems();
  const kernelParts = listKernelParts(isEach).filter(isIn);
  const asked = listAsked(effects.clock, sys).filter(isIn);
  return {
    async collect() {
      const observations: Observation[] = [];
      const problems: CollectorProblem[] = [];
      const put: Put = (metric, labels, value) => {
        if (typeof value === 'number' && Number.isFinite(value))
          observations.push({ metric, labels, value });
      };
      for (const { file, put: putText } of kernelParts)
        problems.push(...readInto(files, file, (text, odd) => putText(text, put, odd)));
      if (isIn({ part: 'file_systems' })) {
        const putMounts = (text: string, odd: string[]): void => {
          problems.push(...fileSystems.put(text, put, odd));
        };
        problems.push(...readInto(files, 'self/mountinfo', putMounts, 'utf8'));
      }
      if (isIn({ part: 'group' })) problems.push(...putGroup(files, controlGroups, put));
      const answers = await Promise.all(asked.map(({ ask }) => ask(put, signal())));
      problems.push(...answers.flat());
      return { facts: [], observations, problems, cursor: {} };
    },
  };
}

function listKernelParts(isEach: boolean): readonly KernelPart[] {
  return [
    { part: 'cpu', file: 'stat', put: kernel.putProcessors(isEach) },
    { part: 'load', file: 'loadavg', put: kernel.putLoad },
    { part: 'memory', file: 'meminfo', put: kernel.putMemory },
    { part: 'disks', file: 'diskstats', put: kernel.putDisks },
    { part: 'network', file: 'net/dev', put: kernel.putNetwork },
    { part: 'uptime', file: 'uptime', put: kernel.putUptime },
    { part: 'pressure', file: 'pressure/cpu', put: kernel.putPressure('cpu') },
    { part: 'pressure', file: 'pressure/memory', put: kernel.putPressure('memory') },
    { part: 'pressure', file: 'pressure/io', put: kernel.putPressure('io') },
  ];
}

function listAsked(
  clock: CollectorContext['effects']['clock'],
  sys: string,
): readonly { readonly part: Part; readonly ask: Asked }[] {
  return [
    { part: 'temperatures', ask: askSensors(clock, sys) },
    { part: 'clock', ask: askClock(clock) },
    { part: 'units', ask: askUnits(clock) },
  ];
}

/** A file that is not there is no problem: kernels and containers differ. */
function readInto(
  files: KernelFiles,
  file: string,
  use: (text: string, odd: string[]) => void,
  encoding: 'latin1' | 'utf8' = 'latin1',
): CollectorProblem[] {
  const odd: string[] = [];
  try {
    const text = files.read(file, encoding);
    if (text !== null) use(text, odd);
  } catch (thrown) {
    return [{ reason: 'unreadable', subject: file, message: describeError(thrown) }];
  }
  return odd.map((line) => ({
    reason: 'parse',
    subject: file,
    message: `${file}: it is not of the form known: "${line.slice(0, 80).trim()}"`,
  }));
}

/** The limits of the group that the agent is in, of version 2; a container's, where it runs in one. */
function putGroup(files: KernelFiles, groups: KernelFiles, put: Put): CollectorProblem[] {
  const folders: string[] = [];
  return [
    ...readInto(files, 'self/cgroup', (text) => {
      const path = parseCgroupPath(text);
      if (path !== null) folders.push(path === '/' ? '' : `${path.slice(1)}/`);
    }),
    ...folders.flatMap((folder) => [
      ...readInto(groups, `${folder}memory.max`, (text) => {
        put(groupMemory, NONE, parseMemoryMax(text));
      }),
      ...readInto(groups, `${folder}cpu.max`, (text) => {
        put(groupCpus, NONE, parseCpuMax(text));
      }),
    ]),
  ];
}
