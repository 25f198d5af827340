/** A run's first-view series: its key channels and its throughput on one time axis, at most 400 buckets each. */

import type { ReadConnection } from '#telemetry/catalogue/read/connection.ts';
import type { FileSumRow } from '#telemetry/catalogue/read/now.ts';
import type { FileRow } from '#telemetry/catalogue/read/run.ts';
import {
  readBuckets,
  readNotGood,
  readReadings,
  type ChannelRow,
} from '#telemetry/catalogue/read/series.ts';
import { bucketWidth, intoBuckets, short, type Bucketed, type Sample } from './buckets.ts';
import { spansOf } from './not-good.ts';
import type { RunSeries } from './schema/run.ts';

/** Buckets of a first view. */
const MOST = 400;

/** Returns one channel's series between two times; null where it has no reading there at all. */
export async function readRunSeries(
  connection: ReadConnection,
  channel: ChannelRow,
  from: number,
  to: number,
): Promise<RunSeries | null> {
  const narrow = bucketWidth(to - from, MOST);
  const samples = await readSamples(connection, channel.id, from, to, narrow);
  // The cadence of that time, not of today: a bucket narrower than it would draw every reading as an island.
  const cadence = medianStep(samples) ?? channel.cadenceMs ?? 0;
  const stepMs = bucketWidth(to - from, MOST, Math.max(narrow, cadence * 1.5));
  const notGood = spansOf(
    await readNotGood(connection, channel.id, from, to),
    Math.max(stepMs, cadence * 3),
  );
  if (samples.length === 0 && notGood.length === 0) return null;
  return { channel: channel.name, ...shorten(intoBuckets(samples, from, to, stepMs)), notGood };
}

/** Returns the median time between samples, ms; null for fewer than three. */
export function medianStep(samples: readonly Pick<Sample, 't'>[]): number | null {
  if (samples.length < 3) return null;
  const steps = samples.slice(1).map((sample, i) => sample.t - (samples[i]?.t ?? sample.t));
  return steps.toSorted((a, b) => a - b)[Math.floor(steps.length / 2)] ?? null;
}

async function readSamples(
  connection: ReadConnection,
  channelId: number,
  from: number,
  to: number,
  stepMs: number,
): Promise<readonly Sample[]> {
  if (stepMs < 60_000) {
    const rows = await readReadings(connection, [channelId], from, to);
    return rows.flatMap(({ t, value, quality }) =>
      quality === 'good' && value !== null
        ? [{ t, n: 1, min: value, max: value, mean: value }]
        : [],
    );
  }
  const level = stepMs >= 3_600_000 ? 3_600_000 : 60_000;
  const rows = await readBuckets(
    connection,
    channelId,
    level,
    Math.floor(from / level) * level,
    to + 1,
  );
  return rows.flatMap(({ t, n, min, max, mean }) =>
    n > 0 && min !== null && max !== null && mean !== null ? [{ t, n, min, max, mean }] : [],
  );
}

/** Returns files and bytes of a run by slots of `stepMs` from `from`, before `to`; slots without files are left out. */
export type FileSums = (from: number, to: number, stepMs: number) => Promise<readonly FileSumRow[]>;

/** Sums of files that are in memory. */
export function sumsOf(files: readonly FileRow[]): FileSums {
  return (from, to, stepMs) => {
    const sums = new Map<number, { slot: number; files: number; bytes: number }>();
    for (const { t, bytes } of files) {
      if (t === null || t < from || t >= to) continue;
      const slot = Math.floor((t - from) / stepMs);
      const sum = sums.get(slot) ?? { slot, files: 0, bytes: 0 };
      sum.files += 1;
      sum.bytes += bytes ?? 0;
      sums.set(slot, sum);
    }
    return Promise.resolve([...sums.values()].toSorted((a, b) => a.slot - b.slot));
  };
}

/**
 * Returns bytes a second of a run's files by bucket. A bucket without files is 0 only where an agent witnessed it
 * (it delivered a reading of the node's rate channel there), else it is a gap.
 */
export async function readThroughput(
  connection: ReadConnection,
  options: {
    readonly sums: FileSums;
    readonly witness: ChannelRow | null;
    readonly cadenceMs: number | null;
    readonly from: number;
    readonly to: number;
  },
): Promise<RunSeries | null> {
  const { sums: readSums, witness, cadenceMs, from, to } = options;
  const stepMs = bucketWidth(to - from, MOST, Math.max(10_000, (cadenceMs ?? 0) * 4));
  const start = Math.floor(from / stepMs) * stepMs;
  const sums = await readSums(start, to + 1, stepMs);
  if (sums.length === 0) return null;
  const count = Math.floor((to - start) / stepMs) + 1;
  const rate: (number | null)[] = Array.from({ length: count }, () => null);
  for (const slot of await readWitnessed(connection, witness, start, to, stepMs)) rate[slot] = 0;
  for (const { slot, bytes } of sums) {
    const first = Math.max(start + slot * stepMs, from);
    const end = Math.min(start + (slot + 1) * stepMs, to);
    // At the ends of a run a sliver of a bucket says nothing about a rate.
    rate[slot] = end - first < stepMs / 2 ? null : (bytes / (end - first)) * 1_000;
  }
  const rounded = rate.map((value) => short(value, 5));
  return {
    channel: 'throughput',
    start,
    stepMs,
    min: rounded,
    max: rounded,
    mean: rounded,
    notGood: [],
  };
}

async function readWitnessed(
  connection: ReadConnection,
  witness: ChannelRow | null,
  start: number,
  to: number,
  stepMs: number,
): Promise<ReadonlySet<number>> {
  if (witness === null) return new Set();
  const rows = await readBuckets(connection, witness.id, 60_000, start, to + 1);
  return new Set(rows.map((row) => Math.floor((row.t - start) / stepMs)));
}

function shorten(series: Bucketed): Bucketed {
  return {
    ...series,
    min: series.min.map((value) => short(value)),
    max: series.max.map((value) => short(value)),
    mean: series.mean.map((value) => short(value)),
  };
}
