/** What the agent's process does to itself: how late its timers are, and how long it collects garbage. */

import type { Clock } from '#telemetry/effects.ts';
import {
  eventLoopDelay,
  gcDuration,
  heapUsed,
  processCpu,
  processFiles,
  processMemory,
  runtimeInfo,
} from '#telemetry/metrics/process.ts';
import type { Observation } from '#telemetry/metrics/definition.ts';

import type { Timers } from './timers.ts';

export interface ProcessWatch {
  readonly observations: () => Observation[];
  /** Looks until the signal is aborted. */
  readonly run: (signal: AbortSignal) => Promise<void>;
  /** How late the latest timer was in this window and the one before, ms. */
  readonly delayMs: () => number;
}

/** Twice a second is enough to see what a scrape would have to wait for, and costs nothing. */
const LOOK_MS = 500;
const WINDOW_MS = 60_000;
const NO_LABELS = {};

/** Makes the watch; nothing is measured before `run`. */
export function createProcessWatch(clock: Clock, timers: Timers): ProcessWatch {
  const collected = new Map<string, number>();
  let [now, before, until] = [0, 0, clock.monotonic() + WINDOW_MS];
  const note = (late: number): void => {
    if (clock.monotonic() >= until) [before, now, until] = [now, 0, clock.monotonic() + WINDOW_MS];
    now = Math.max(now, late);
  };
  return {
    delayMs: () => Math.max(now, before),
    observations: () => observe(Math.max(now, before), collected),
    async run(signal) {
      const stop = watchGarbage(collected);
      while (!signal.aborted) {
        const due = clock.monotonic() + LOOK_MS;
        await timers.wait(LOOK_MS, signal);
        if (!signal.aborted) note(Math.max(0, clock.monotonic() - due));
      }
      stop();
    },
  };
}

function observe(delayMs: number, collected: ReadonlyMap<string, number>): Observation[] {
  const { user, system } = process.cpuUsage();
  const memory = process.memoryUsage();
  const runtime = {
    process_runtime_name: 'nodejs',
    process_runtime_version: process.versions.node,
  };
  const files = countFiles();
  return [
    { metric: processMemory, labels: NO_LABELS, value: memory.rss },
    { metric: heapUsed, labels: NO_LABELS, value: memory.heapUsed },
    { metric: processCpu, labels: { cpu_mode: 'user' }, value: user / 1e6 },
    { metric: processCpu, labels: { cpu_mode: 'system' }, value: system / 1e6 },
    { metric: eventLoopDelay, labels: NO_LABELS, value: delayMs / 1_000 },
    { metric: runtimeInfo, labels: runtime, value: 1 },
    ...(files === null ? [] : [{ metric: processFiles, labels: NO_LABELS, value: files }]),
    ...[...collected].map(([type, ms]) => ({
      metric: gcDuration,
      labels: { v8js_gc_type: type },
      value: ms / 1_000,
    })),
  ];
}

/** Null where there is no `/proc`. The descriptor that reads the folder is not counted. */
function countFiles(): number | null {
  try {
    return process.getBuiltinModule('node:fs').readdirSync('/proc/self/fd').length - 1;
  } catch {
    return null;
  }
}

/** Kinds of V8's collector (perf_hooks' constants), by the words of the semantic conventions. */
const GC_TYPES: Readonly<Record<number, string>> = {
  1: 'minor',
  4: 'major',
  8: 'incremental',
  16: 'weakcb',
};

function watchGarbage(collected: Map<string, number>): () => void {
  const { PerformanceObserver } = process.getBuiltinModule('node:perf_hooks');
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const { duration } = entry;
      const type = GC_TYPES['detail' in entry ? kindOf(entry.detail) : 0];
      if (type !== undefined) collected.set(type, (collected.get(type) ?? 0) + duration);
    }
  });
  observer.observe({ entryTypes: ['gc'] });
  return () => {
    observer.disconnect();
  };
}

function kindOf(detail: unknown): number {
  if (typeof detail !== 'object' || detail === null || !('kind' in detail)) return 0;
  return typeof detail.kind === 'number' ? detail.kind : 0;
}
