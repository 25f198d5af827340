/** What came since the tiles were last written: readings, files and runs, so that a point is on the screen within two seconds. */

import type { ReadConnection } from '#telemetry/catalogue/read/connection.ts';
import { readFilesSince, readRunsSince } from '#telemetry/catalogue/read/tail.ts';
import { readReadings, type ChannelRow } from '#telemetry/catalogue/read/series.ts';
import type { Quality } from '#telemetry/facts/quality.ts';
import type { Tail } from './schema/tail.ts';

export interface TailInput {
  readonly connection: ReadConnection;
  readonly channels: readonly ChannelRow[];
  /** Start of the tail: tiles hold everything before. */
  readonly from: number;
  readonly to: number;
  /** Runs whose shard was replaced since, or that changed: `campaign id` and row. */
  readonly slugs: ReadonlyMap<number, string>;
}

/** Reads the tail; readings that are not good carry no value. */
export async function buildTail(input: TailInput): Promise<Tail> {
  const { connection, from, to, slugs } = input;
  const live = input.channels.filter((channel) => channel.last !== null && channel.last >= from);
  const names = new Map(live.map((channel) => [channel.id, channel.name]));
  const readings: Record<string, { t: number[]; value: (number | null)[]; quality: Quality[] }> =
    {};
  for (const row of await readReadings(connection, [...names.keys()], from, to)) {
    const name = names.get(row.channelId);
    if (name === undefined) continue;
    const columns = (readings[name] ??= { t: [], value: [], quality: [] });
    columns.t.push(row.t);
    columns.value.push(row.quality === 'good' ? row.value : null);
    columns.quality.push(row.quality);
  }
  const files = await readFilesSince(connection, from);
  const runs = await readRunsSince(connection, from);
  return {
    from,
    to,
    readings,
    files: files.map(({ campaignId, run, name, bytes, t }) => ({
      campaign: slugs.get(campaignId) ?? '',
      run,
      name,
      bytes,
      t,
    })),
    runs: runs.map(({ campaignId, number, revision }) => ({
      campaign: slugs.get(campaignId) ?? '',
      number,
      revision,
    })),
  };
}
