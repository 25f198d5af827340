/** A piece of the tail: readings and files that came since the piece before, so that a point is on the screen within two seconds. */

import type { ReadConnection } from '#telemetry/catalogue/read/connection.ts';
import { readFilesSince, readRunsSince } from '#telemetry/catalogue/read/tail.ts';
import { readReadings, type ChannelRow } from '#telemetry/catalogue/read/series.ts';
import type { Quality } from '#telemetry/facts/quality.ts';
import type { Tail } from './schema/tail.ts';
import type { NewSpans } from './tail-memory.ts';

export interface TailInput {
  readonly connection: ReadConnection;
  readonly channels: readonly ChannelRow[];
  /** Start of the whole tail: tiles hold everything before. */
  readonly from: number;
  readonly to: number;
  /** What came since the piece before. */
  readonly news: NewSpans;
  /** By campaign id. */
  readonly slugs: ReadonlyMap<number, string>;
}

/** Reads one piece; readings that are not good carry no value. */
export async function buildTail(input: TailInput): Promise<Tail> {
  const { connection, from, to, news, slugs } = input;
  const runs = await readRunsSince(connection, from);
  const filesFrom = news.filesFrom === null ? null : Math.max(from, news.filesFrom);
  const files = filesFrom === null ? [] : await readFilesSince(connection, filesFrom);
  return {
    from,
    to,
    readings: await readNews(input),
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

async function readNews({
  connection,
  channels,
  from,
  to,
  news,
}: TailInput): Promise<Tail['readings']> {
  const live = channels.flatMap(({ id, name }) => {
    const span = news.channels.get(id);
    return span === undefined || span.to < from ? [] : [{ id, name, ...span }];
  });
  const known = new Map(live.map((channel) => [channel.id, channel]));
  const first = Math.max(from, Math.min(...live.map((channel) => channel.from)));
  const readings: Record<string, { t: number[]; value: (number | null)[]; quality: Quality[] }> =
    {};
  for (const row of await readReadings(connection, [...known.keys()], first, to)) {
    const channel = known.get(row.channelId);
    if (channel === undefined || row.t < channel.from || row.t > channel.to) continue;
    const columns = (readings[channel.name] ??= { t: [], value: [], quality: [] });
    columns.t.push(row.t);
    columns.value.push(row.quality === 'good' ? row.value : null);
    columns.quality.push(row.quality);
  }
  return readings;
}
