/** Writes the series of channels that changed; untouched channels and tiles stay as they are. */

import type { ReadConnection } from '#telemetry/catalogue/read/connection.ts';
import type { ChannelRow } from '#telemetry/catalogue/read/series.ts';
import {
  addPending,
  RAW,
  type LevelKey,
  type PendingSeries,
  type SeriesSpan,
} from './pending-series.ts';
import { readNarrow, readWide } from './bucket-reader.ts';
import type { PublishedState } from './published-state.ts';
import { readAhead } from './read-ahead.ts';
import { SERIES_LEVELS, TILE_SPAN, type ChannelSeries, type LevelIndex } from './schema/series.ts';
import type { AssetStore } from './store.ts';
import type { Tree } from './tree.ts';
import { writeRawDays } from './write-raw-days.ts';
import { CLOSES_AFTER_MS, emptySeries, headOf, writeLevel } from './write-series.ts';

/** A span that is longer is read in pieces: a history that came in, or a first publication. */
const WIDE_MS = 2 * 86_400_000;

/** Channels that are read while one before them is packed: of a history, so many are in memory. */
const AHEAD = 2;

export interface SeriesPublication {
  readonly connection: ReadConnection;
  readonly store: AssetStore;
  readonly state: PublishedState;
  readonly tree: Tree;
  readonly channels: readonly ChannelRow[];
  readonly pending: PendingSeries;
  /** When each growing tile was written last. */
  readonly writtenAt: Map<string, number>;
  readonly now: number;
}

/** Writes all tiles that are due; what has to wait for a full bucket, or for the end of a day, stays pending. */
export async function publishSeries(publication: SeriesPublication): Promise<void> {
  const { state, channels, pending } = publication;
  const due = channels.filter(({ id, name }) => {
    const known = state.series.get(name);
    return pending.has(id) || (known !== undefined && isClosing(known, publication.now));
  });
  const write = (channel: ChannelRow): Promise<ChannelSeries> => {
    const series = state.series.get(channel.name) ?? emptySeries(channel, publication.now);
    const spans = pending.get(channel.id);
    pending.delete(channel.id);
    return writeChannel(publication, channel, series, spans);
  };
  for await (const [{ name }, series] of readAhead(due, AHEAD, write))
    state.series.set(name, series);
  const names = new Set(channels.map(({ name }) => name));
  for (const name of state.series.keys()) {
    if (names.has(name)) continue;
    state.series.delete(name);
    await dropChannel(publication.tree, name);
  }
}

/** After a start: growing tiles, and the day of raw readings that is not over, are taken up again. */
export function resumeSeries(
  state: PublishedState,
  channels: readonly ChannelRow[],
  pending: PendingSeries,
): void {
  for (const { id, name, first, last } of channels) {
    const series = state.series.get(name);
    if (series === undefined) {
      addPending(pending, id, first, last);
      continue;
    }
    for (const level of SERIES_LEVELS) {
      const starts = Object.keys(series.levels[String(level)]?.open ?? {}).map(Number);
      const from = starts.length === 0 ? null : Math.min(...starts);
      addPending(pending, id, from, from === null ? null : from + TILE_SPAN[level] - 1, [
        String(level),
      ]);
    }
    const [lastDay, count] = series.raw.spans.at(-1) ?? [first ?? 0, 0];
    addPending(pending, id, lastDay + count * 86_400_000, last, [RAW]);
  }
}

async function writeChannel(
  publication: SeriesPublication,
  channel: ChannelRow,
  series: ChannelSeries,
  spans: ReadonlyMap<LevelKey, SeriesSpan> | undefined,
): Promise<ChannelSeries> {
  const { connection, pending, writtenAt } = publication;
  const narrowest = spans?.get(String(SERIES_LEVELS[0]));
  const isWide = narrowest !== undefined && narrowest.to - narrowest.from > WIDE_MS;
  const readRollUps = (isWide ? readWide : readNarrow)(connection, channel.id);
  const writing = { ...publication, channel, readRollUps };
  const wait = (level: LevelKey, span: SeriesSpan | null): void => {
    if (span !== null) addPending(pending, channel.id, span.from, span.to, [level]);
  };
  const levels: Record<string, LevelIndex> = {};
  for (const level of SERIES_LEVELS) {
    const key = String(level);
    const span = spans?.get(key) ?? null;
    const { index, waits } = await writeLevel(writing, series, level, span, writtenAt);
    levels[key] = index;
    wait(key, waits);
  }
  const raw = await writeRawDays(writing, series, spans?.get(RAW) ?? null);
  wait(RAW, raw.waits);
  return { ...headOf(channel), generation: series.generation, levels, raw: raw.index };
}

/** Whether a tile that grew until now is over. */
function isClosing(series: ChannelSeries, now: number): boolean {
  return SERIES_LEVELS.some((level) =>
    Object.keys(series.levels[String(level)]?.open ?? {}).some(
      (start) => Number(start) + TILE_SPAN[level] + CLOSES_AFTER_MS <= now,
    ),
  );
}

async function dropChannel(tree: Tree, name: string): Promise<void> {
  const group = `series/${name}`;
  for (const leaf of await tree.leaves(group)) {
    for (const { path } of await tree.assets({ group, leaf })) tree.drop({ group, leaf }, path);
  }
}
