/** What Now shows that changes by the minute, beside charts and log: who is on shift, trends, live time, since when the field is as it is, copies behind. */

import type { Observation } from '#telemetry/metrics/definition.ts';
import { thresholds } from '#dashboards/thresholds.ts';
import { copiesOldestSingle, copiesOldestUnarchived } from '#telemetry/metrics/experiment.ts';
import { trendOf } from '#telemetry/analysis/trend.ts';
import type { ReadConnection } from '#telemetry/catalogue/read/connection.ts';
import { readFileSums } from '#telemetry/catalogue/read/now.ts';
import { readShiftsOn } from '#telemetry/catalogue/read/rota.ts';
import { readOpenRuns } from '#telemetry/catalogue/read/runs.ts';
import { readBuckets, readLastOther, type ChannelRow } from '#telemetry/catalogue/read/series.ts';
import { createCopyWatch } from '../observe-copies.ts';
import type { Lately } from './schema/now.ts';
import type { KeyChannel } from './schema/runs.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** A file is complete, delivered and recorded within this. */
const DELIVERY_MS = 20_000;
/** Below it there is no field, as for the tile. */
const FIELD_T = thresholds.fieldOn.value;
/** Under so many minutes with readings a trend is noise. */
const LEAST_MINUTES = 20;

export type LatelyBeside = Omit<Lately, 'sparks' | 'log'>;

export const NOTHING_LATELY: LatelyBeside = {
  shifts: [],
  trends: {},
  live: null,
  fieldSince: null,
  copies: null,
};

/** What is remembered between readings: who asks about copies, and since when a channel has its value. */
export interface LatelyMemory {
  readonly watchCopies: ReturnType<typeof createCopyWatch>;
  readonly since: Map<string, { readonly value: number; readonly at: number | null }>;
}

export function newLatelyMemory(): LatelyMemory {
  return { watchCopies: createCopyWatch(), since: new Map() };
}

export interface LatelyInput {
  readonly connection: ReadConnection;
  readonly memory: LatelyMemory;
  readonly keyChannels: readonly KeyChannel[];
  readonly channels: ReadonlyMap<string, ChannelRow>;
  readonly campaignId: number | null;
  /** Places of which any copy is known. */
  readonly locations: readonly string[];
  readonly now: number;
}

export async function buildLately(input: LatelyInput): Promise<LatelyBeside> {
  const { connection, now } = input;
  const shifts = await readShiftsOn(connection, now - HOUR, now + DAY);
  return {
    shifts: shifts.map(({ id, person, role, from, to }) => ({ id, person, role, from, to })),
    trends: await trendsOf(input),
    live: await liveOf(input),
    fieldSince: await fieldSince(input),
    copies: await copiesOf(input),
  };
}

/** Units an hour, through the minutes of the last hour, where a line describes them. */
async function trendsOf({
  connection,
  keyChannels,
  channels,
  now,
}: LatelyInput): Promise<Lately['trends']> {
  const trends: Record<string, number | null> = {};
  for (const { channel } of keyChannels) {
    const row = channels.get(channel);
    if (row === undefined || row.last === null || row.last < now - HOUR) continue;
    const minutes = await readBuckets(connection, row.id, 60_000, now - HOUR, now + 1);
    const known = minutes.flatMap(({ t, mean }) => (mean === null ? [] : [{ t, mean }]));
    if (known.length < LEAST_MINUTES) continue;
    const slope = trendOf(
      known.map(({ t }) => t),
      known.map(({ mean }) => mean),
    );
    trends[channel] = slope === null ? null : Number((slope * 3_600).toPrecision(4));
  }
  return trends;
}

/** The share of the last hour, or of the run where it is younger, in which data were taken: a cadence for every file. */
async function liveOf({ connection, campaignId, now }: LatelyInput): Promise<Lately['live']> {
  const open = (await readOpenRuns(connection)).find((run) => run.campaignId === campaignId);
  if (open === undefined || open.start === null || open.cadenceMs === null) return null;
  const to = now - DELIVERY_MS;
  const from = Math.max(open.start, to - HOUR);
  if (to - from < 60_000) return null;
  const [sum] = await readFileSums(connection, open.id, from, to, to - from);
  return { from, fraction: Math.min(1, ((sum?.files ?? 0) * open.cadenceMs) / (to - from)) };
}

/** Since when the magnet is in its mode; without such a channel since when the field is there or not. */
async function fieldSince(input: LatelyInput): Promise<number | null> {
  const key =
    input.keyChannels.find(({ role }) => role === 'magnet_mode') ??
    input.keyChannels.find(({ role }) => role === 'field');
  const row = key === undefined ? undefined : input.channels.get(key.channel);
  if (key === undefined || row === undefined || row.lastGoodValue === null) return null;
  const isMode = key.role === 'magnet_mode';
  const value = isMode ? row.lastGoodValue : Number(Math.abs(row.lastGoodValue) >= FIELD_T);
  const known = input.memory.since.get(key.channel);
  if (known?.value === value && known.at !== null) return known.at;
  const isSame = (read: number): boolean =>
    isMode ? read === value : Number(Math.abs(read) >= FIELD_T) === value;
  const other = await readLastOther(input.connection, row.id, isMode ? value : null, value === 1);
  const at = other === null ? row.first : await nextMinute(input, row.id, { hour: other, isSame });
  input.memory.since.set(key.channel, { value, at });
  return at;
}

/** The hour in which it last was otherwise, to the minute where minutes are kept. */
async function nextMinute(
  { connection }: LatelyInput,
  channelId: number,
  { hour, isSame }: { readonly hour: number; readonly isSame: (value: number) => boolean },
): Promise<number> {
  const minutes = await readBuckets(connection, channelId, 60_000, hour, hour + 2 * HOUR);
  const changed = minutes.findLastIndex(({ last }) => last !== null && !isSame(last));
  return minutes[changed + 1]?.t ?? hour + HOUR;
}

async function copiesOf(input: LatelyInput): Promise<Lately['copies']> {
  const { locations } = input;
  // Where the DAQ's own disk is all that tells of copies every file lacks another, and asking each says nothing.
  if (locations.length < 2) return { locations, oldestSingle: null, oldestUnarchived: null };
  const seen = await input.memory.watchCopies(input.connection, input.now);
  const of = (metric: Observation['metric']): number | null => {
    const value = seen.find((one) => one.metric === metric)?.value;
    return value === undefined ? null : value * 1_000;
  };
  return {
    locations,
    oldestSingle: of(copiesOldestSingle),
    oldestUnarchived: of(copiesOldestUnarchived),
  };
}
