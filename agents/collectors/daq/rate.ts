/** Throughput as a channel: bytes that were completed in each 10 s of the agent's life, and nothing for time it did not watch. */

import type { Fact } from '#telemetry/facts/index.ts';

export const RATE_WINDOW_MS = 10_000;

/** A time stamp this far ahead of the last look was set by another clock: its bytes count nowhere here. */
const AHEAD_MS = 60_000;

/** Throughput is stale after three windows. */
const RATE_STALE_MS = 3 * RATE_WINDOW_MS;

/** After this long without a look the time between was not watched. */
const BLIND_MS = 30_000;

export interface RateReading {
  /** End of the window, UTC milliseconds. */
  readonly t: number;
  readonly bytesPerSecond: number;
}

export interface RateMeter {
  /** A complete file; it counts in the window that holds the time of its last write. */
  add(mtimeMs: number, bytes: number): void;
  /** One look at the disk: gives the windows that are over and can get no more files. */
  look(now: number): readonly RateReading[];
  /** The disk could not be read: what follows was not watched until the next look. */
  blind(): void;
}

/**
 * Makes a meter. `lagMs`: how long after its last write a file may still be found complete.
 *
 * A window is given only where the agent watched all of it: 0 then means that it saw nothing. Files that came
 * while it was away count nowhere here; whoever needs their rate has their times and sizes in the catalogue.
 */
export function createRateMeter({ lagMs }: { lagMs: number }): RateMeter {
  let nextEnd = Number.NaN;
  let lastLook = Number.NaN;
  const sums = new Map<number, number>();
  const endOf = (t: number): number => (Math.floor(t / RATE_WINDOW_MS) + 1) * RATE_WINDOW_MS;
  return {
    add(mtimeMs, bytes) {
      const end = endOf(mtimeMs);
      if (!(end >= nextEnd) || mtimeMs > lastLook + AHEAD_MS) return;
      sums.set(end, (sums.get(end) ?? 0) + bytes);
    },
    look(now) {
      if (!(now >= lastLook && now - lastLook <= BLIND_MS)) {
        nextEnd = endOf(now) + RATE_WINDOW_MS;
        sums.clear();
      }
      lastLook = now;
      const readings: RateReading[] = [];
      for (; nextEnd + lagMs <= now; nextEnd += RATE_WINDOW_MS) {
        const bytes = sums.get(nextEnd) ?? 0;
        sums.delete(nextEnd);
        readings.push({ t: nextEnd, bytesPerSecond: (bytes * 1000) / RATE_WINDOW_MS });
      }
      return readings;
    },
    blind() {
      lastLook = Number.NaN;
    },
  };
}

/** The readings as facts of a channel of the node; the first ones declare it. */
export function rateFacts(
  node: string,
  readings: readonly RateReading[],
  isDeclared: boolean,
): Fact[] {
  if (readings.length === 0) return [];
  const name = `${node}/daq/rate`;
  const facts: Fact[] = [];
  if (!isDeclared) {
    const meaning = { quantity: 'rate', unit: 'By/s', label: 'DAQ throughput' };
    facts.push({ kind: 'channel', name, device: node, ...meaning, staleAfterMs: RATE_STALE_MS });
  }
  const values = readings.map(({ t, bytesPerSecond }) => [t, bytesPerSecond, 'good'] as const);
  facts.push({ kind: 'readings', channel: name, values, origin: 'live' });
  return facts;
}
