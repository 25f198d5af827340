/** Reads what a query asks for: tiles of its channels in one or two windows, and what happened in the first. */

import type { RunSeries } from '#site/snapshot/schema/run.ts';
import type { TailReadings } from '#site/snapshot/schema/tail.ts';
import {
  levelIn,
  tilesOf,
  type ChannelSeries,
  type SeriesLevel,
} from '#site/snapshot/schema/series.ts';
import { joinTiles } from '../charts/join-tiles.ts';
import type { Span } from '../charts/time-axis.ts';
import type { SnapshotAccess } from '../snapshot/access.ts';
import type { Declared } from './channels.ts';
import { MARGIN } from './margin.ts';
import { notesIn, type NoteLane, type NotesSource } from './notes.ts';
import { compareFrom, type ChartsQuery } from './query.ts';

/** Where charts are read from: a snapshot on the hub, its assets in the browser. */
export type ChartSource = NotesSource &
  Pick<SnapshotAccess, 'series' | 'tile'> & {
    /** Readings one by one; null: that window is not kept so. Where a source has none, minutes are drawn. */
    readonly readings?: (series: ChannelSeries, window: Span) => Promise<TailReadings | null>;
    readonly now: {
      readonly channels: readonly (Declared & { readonly staleAfterMs: number | null })[];
    };
  };

export interface ChannelData extends Declared {
  readonly staleMs: number;
  /** Null: there is no tile of it in the window. */
  readonly series: RunSeries | null;
  /** One by one, where the window is short and they are there: they go before the series. */
  readonly raw: TailReadings | null;
  /** The second span, at its own times. */
  readonly other: RunSeries | null;
}

/** All that is drawn for a query in a window, but what came in the last minute. */
export interface ChartData {
  readonly window: Span;
  /** Where the second span begins; null: there is none. */
  readonly otherFrom: number | null;
  readonly channels: readonly ChannelData[];
  readonly lanes: readonly NoteLane[];
}

export interface Loading {
  readonly window: Span;
  /** Of a panel, shared by its curves. */
  readonly mostBuckets: number;
  /** What was read lately and still holds; null: notes are read. */
  readonly lanes?: readonly NoteLane[] | null;
}

/** Where a channel does not say when it is stale. */
const UNKNOWN_STALE_MS = 180_000;
const LEAST_BUCKETS = 60;
/** In a shorter window a minute is coarse. */
const RAW_MS = 2 * 3_600_000;

/** Returns the data. @throws {Error} where something of the snapshot cannot be read */
export async function loadCharts(
  source: ChartSource,
  query: ChartsQuery,
  { window, mostBuckets, lanes = null }: Loading,
): Promise<ChartData> {
  const otherFrom = compareFrom(query, window);
  const [channels, notes] = await Promise.all([
    Promise.all(
      query.panels.map((panel) => {
        const buckets = Math.max(LEAST_BUCKETS, Math.floor(mostBuckets / panel.length));
        return loadPanel(source, panel, window, otherFrom, buckets);
      }),
    ),
    lanes ?? notesIn(source, window),
  ]);
  return { window, otherFrom, channels: channels.flat(), lanes: notes };
}

/** Curves of a panel have one bucket width, also that of the second span: what is compared is as coarse. */
async function loadPanel(
  source: ChartSource,
  names: readonly string[],
  window: Span,
  otherFrom: number | null,
  mostBuckets: number,
): Promise<readonly ChannelData[]> {
  const other =
    otherFrom === null ? null : { from: otherFrom, to: otherFrom + window.to - window.from };
  const found = await Promise.all(names.map((name) => source.series(name)));
  const level = levelOf(found, other === null ? [window] : [window, other]);
  return await Promise.all(
    names.map(async (name, i): Promise<ChannelData> => {
      const index = found[i] ?? null;
      const read = (of: Span): Promise<RunSeries | null> =>
        readWindow(source, index, { level, window: of, mostBuckets });
      const [series, second] = await Promise.all([
        read(window),
        other === null ? null : read(other),
      ]);
      const isShort = window.to - window.from <= RAW_MS;
      const raw = isShort && index !== null ? await source.readings?.(index, window) : null;
      const declared = declaredOf(source, name, index);
      return { ...declared, series, raw: raw ?? null, other: second };
    }),
  );
}

function levelOf(found: readonly (ChannelSeries | null)[], windows: readonly Span[]): SeriesLevel {
  let level: SeriesLevel = 60_000;
  for (const index of found)
    for (const { from, to } of windows) {
      const own: SeriesLevel = index === null ? level : levelIn(index, from, to);
      if (own > level) level = own;
    }
  return level;
}

async function readWindow(
  source: ChartSource,
  index: ChannelSeries | null,
  { level, window, mostBuckets }: { level: SeriesLevel; window: Span; mostBuckets: number },
): Promise<RunSeries | null> {
  if (index === null) return null;
  const references = tilesOf(index, level, window.from, window.to);
  if (references.length === 0) return null;
  const tiles = await Promise.all(references.map((reference) => source.tile(reference)));
  const margin = (window.to - window.from) * MARGIN;
  return joinTiles({
    channel: index.channel,
    tiles,
    level,
    window: { from: window.from - margin, to: window.to + margin },
    mostBuckets: mostBuckets * (1 + 2 * MARGIN),
  });
}

/** A channel that was dropped from the configuration still has its readings. */
function declaredOf(
  { now }: ChartSource,
  name: string,
  index: ChannelSeries | null,
): Declared & { readonly staleMs: number } {
  const known = now.channels.find((one) => one.name === name);
  if (known === undefined)
    return {
      name,
      device: name.split('/')[0] ?? name,
      label: index?.label ?? name,
      quantity: index?.quantity ?? '',
      unit: index?.unit ?? '1',
      role: null,
      limits: [],
      staleMs: UNKNOWN_STALE_MS,
    };
  const { device, label, quantity, unit, role, limits, staleAfterMs } = known;
  return {
    name,
    device,
    label,
    quantity,
    unit,
    role,
    limits,
    staleMs: staleAfterMs ?? UNKNOWN_STALE_MS,
  };
}
