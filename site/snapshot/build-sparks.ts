/** The small charts of the Now page: four hours in 120 buckets, gaps as gaps. */

import type { ReadConnection } from '#telemetry/catalogue/read/connection.ts';
import { readFileSums, readUsage, readVolumes } from '#telemetry/catalogue/read/now.ts';
import { readOpenRuns } from '#telemetry/catalogue/read/runs.ts';
import { readBuckets, type ChannelRow } from '#telemetry/catalogue/read/series.ts';
import { readThroughput } from './build-run-series.ts';
import { intoBuckets, short } from './buckets.ts';
import type { Spark } from './schema/now.ts';
import type { KeyChannel } from './schema/runs.ts';

const SPAN_MS = 4 * 3_600_000;
const STEP_MS = 120_000;
/** A file is complete, delivered and recorded within this; a bucket that is younger may still lack some. */
const DELIVERY_MS = 20_000;

/** What a tile draws: the first key channel of a role, or a recorded metric of a node. */
const TILES = [
  { tile: 'field', role: 'field' },
  { tile: 'cold', role: 't_cav' },
] as const;

/** As an agent records the metric of running jobs. */
const RUNNING = /\/flash\.batch\.jobs\/.*\bstate=running\b/;

export interface SparkInput {
  readonly connection: ReadConnection;
  readonly keyChannels: readonly KeyChannel[];
  readonly channels: ReadonlyMap<string, ChannelRow>;
  readonly campaignId: number | null;
  readonly now: number;
}

/** Reads the sparks of all tiles; a tile without data has none. */
export async function buildSparks(input: SparkInput): Promise<Readonly<Record<string, Spark>>> {
  const sparks: Record<string, Spark> = {};
  for (const { tile, role } of TILES) {
    const key = input.keyChannels.find((one) => one.role === role);
    const spark = key === undefined ? null : await channelSpark(input, key.channel);
    if (spark !== null) sparks[tile] = spark;
  }
  for (const channel of input.channels.keys()) {
    const jobs = RUNNING.test(channel) ? await channelSpark(input, channel) : null;
    if (jobs !== null) sparks['jobs'] = jobs;
  }
  const disk = await diskSpark(input);
  if (disk !== null) sparks['disk'] = disk;
  const daq = await daqSpark(input);
  if (daq !== null) sparks['daq'] = daq;
  return sparks;
}

async function channelSpark(input: SparkInput, channel: string): Promise<Spark | null> {
  const row = input.channels.get(channel);
  if (row === undefined) return null;
  const from = Math.floor((input.now - SPAN_MS) / STEP_MS) * STEP_MS;
  const buckets = await readBuckets(input.connection, row.id, 60_000, from, input.now + 60_000);
  const samples = buckets.flatMap(({ t, n, min, max, mean }) =>
    n > 0 && min !== null && max !== null && mean !== null ? [{ t, n, min, max, mean }] : [],
  );
  if (samples.length === 0) return null;
  const { start, stepMs, min, max } = intoBuckets(samples, from, input.now, STEP_MS);
  return { start, stepMs, min: min.map((v) => short(v)), max: max.map((v) => short(v)) };
}

/** Bytes used on the DAQ's disk. */
async function diskSpark({ connection, now }: SparkInput): Promise<Spark | null> {
  const volume = (await readVolumes(connection)).find((one) => one.role === 'daq');
  if (volume === undefined) return null;
  const from = Math.floor((now - SPAN_MS) / STEP_MS) * STEP_MS;
  const samples = (await readUsage(connection, volume.id, from)).flatMap(({ at, used }) =>
    used === null ? [] : [{ t: at, n: 1, min: used, max: used, mean: used }],
  );
  if (samples.length === 0) return null;
  const { start, stepMs, min, max } = intoBuckets(samples, from, now, STEP_MS);
  return { start, stepMs, min, max };
}

async function daqSpark(input: SparkInput): Promise<Spark | null> {
  const open = (await readOpenRuns(input.connection)).find(
    (run) => run.campaignId === input.campaignId,
  );
  if (open === undefined || open.start === null) return null;
  const from = Math.max(open.start, input.now - SPAN_MS);
  const series = await readThroughput(input.connection, {
    sums: (...slots) => readFileSums(input.connection, open.id, ...slots),
    witness: open.node === null ? null : (input.channels.get(`${open.node}/daq/rate`) ?? null),
    cadenceMs: open.cadenceMs,
    from,
    to: input.now - DELIVERY_MS,
  });
  // The bucket that is still filling says nothing yet.
  return series === null
    ? null
    : {
        start: series.start,
        stepMs: series.stepMs,
        min: series.min.slice(0, -1),
        max: series.max.slice(0, -1),
      };
}
