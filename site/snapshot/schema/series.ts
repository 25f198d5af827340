/** `series.<hash>.json` and `series/…`: every channel's readings at several resolutions, as tiles that join without a seam. */

/** Bucket widths, ms: 1 minute, 5 minutes, half an hour, 3 hours, a day, 3 days. */
export const SERIES_LEVELS = [
  60_000, 300_000, 1_800_000, 10_800_000, 86_400_000, 259_200_000,
] as const;
/** A bucket width in ms. */
export type SeriesLevel = (typeof SERIES_LEVELS)[number];
/** Three days, ms. */
export const COARSEST_LEVEL: SeriesLevel = 259_200_000;

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/**
 * What one tile of a level spans, ms: 240 buckets of a minute, 288 of 5 minutes and half an hour, 576 of 3 hours, 720
 * of a day, 960 of 3 days. A growing tile is written once a bucket: only those of minutes must be short, and the fewer
 * the others are, the fewer requests a long span needs.
 */
export const TILE_SPAN: Readonly<Record<SeriesLevel, number>> = {
  60000: 4 * HOUR,
  300000: DAY,
  1800000: 6 * DAY,
  10800000: 72 * DAY,
  86400000: 720 * DAY,
  259200000: 2_880 * DAY,
};

/** Tiles of one span of time. */
const MOST_TILES = 8;

/** Buckets of one span of time: as many as a chart has points. */
const MOST_BUCKETS = 2_016;

/** Which tiles of a level there are, without naming each. */
export interface LevelIndex {
  /** First start of neighbouring tiles, and how many there are. */
  readonly spans: readonly (readonly [start: number, count: number])[];
  /** By start: how often a closed tile was written again (late readings); 0 is left out. */
  readonly revised: Readonly<Record<string, number>>;
  /** By start: tiles that still grow, with the number of their last writing. */
  readonly open: Readonly<Record<string, number>>;
}

/** A channel, and which tiles of it there are. */
export interface ChannelSeries {
  readonly channel: string;
  readonly quantity: string;
  readonly unit: string;
  /** Null: none was given. */
  readonly label: string | null;
  /** Usual time between readings, ms; null: too few. */
  readonly cadenceMs: number | null;
  /** Time of the first reading, UTC ms; null: none. */
  readonly first: number | null;
  /** Time of the last one that the tiles hold, UTC ms; null: none. */
  readonly last: number | null;
  /** The first revision of its tiles: the minute (since 1970) in which the channel was published whole. */
  readonly generation: number;
  /** By level (bucket width in ms as text). */
  readonly levels: Readonly<Record<string, LevelIndex>>;
  /** Days of raw readings as Parquet, by the day's start in UTC. */
  readonly raw: LevelIndex;
}

/** All channels that were ever read. */
export interface SeriesIndex {
  readonly channels: Readonly<Record<string, ChannelSeries>>;
}

/** Where a tile stands, and where it begins. */
export interface TileReference {
  /** Below `/data/`. */
  readonly path: string;
  /** Start of the tile: a multiple of its span. */
  readonly start: number;
}

/** One tile: buckets that hold a good reading, as columns; a bucket that is not listed is a gap. */
export interface SeriesTile {
  readonly channel: string;
  /** Width of a bucket, ms. */
  readonly level: number;
  /** UTC ms. */
  readonly start: number;
  /** Bucket number from `start`. */
  readonly i: readonly number[];
  /** Good readings in a bucket. */
  readonly n: readonly number[];
  /** Least, in the channel's unit. */
  readonly min: readonly number[];
  /** Greatest. */
  readonly max: readonly number[];
  /** Mean. */
  readonly mean: readonly number[];
  /** The value with the latest time. */
  readonly last: readonly number[];
  /** Spans in which readings came that are not good: drawn with their word, never as a value. */
  readonly notGood: readonly {
    readonly from: number;
    readonly to: number;
    readonly quality: string;
  }[];
}

/** Returns a channel's name as a folder: ASCII letters, digits, dots and dashes, everything else percent-encoded with `~`. */
export function channelFolder(channel: string): string {
  return encodeURIComponent(channel)
    .replaceAll(/[!'()*~]/g, (c) => `%${c.charCodeAt(0).toString(16)}`)
    .replace(/^\.+/, (dots) => '%2e'.repeat(dots.length))
    .replaceAll('%', '~');
}

/** Returns the finest level at which a span of time is at most eight tiles, and no more buckets than a chart has points. */
export function levelFor(spanMs: number): SeriesLevel {
  const fits = (level: SeriesLevel): boolean =>
    spanMs <= Math.min((MOST_TILES - 1) * TILE_SPAN[level], MOST_BUCKETS * level);
  return SERIES_LEVELS.find(fits) ?? COARSEST_LEVEL;
}

/**
 * Returns the finest level at which a window is at most eight tiles and the channel's readings reach as far back as
 * the window does: minutes are kept for years, hours for ever.
 */
export function levelIn(
  { levels, first }: Pick<ChannelSeries, 'levels' | 'first'>,
  from: number,
  to: number,
): SeriesLevel {
  const finest = levelFor(to - from);
  const since = Math.max(from, first ?? from);
  const reaches = (level: SeriesLevel): boolean =>
    (levels[String(level)]?.spans[0]?.[0] ?? Infinity) <= since;
  return SERIES_LEVELS.find((level) => level >= finest && reaches(level)) ?? finest;
}

/** Returns the tiles of a level with anything in `from` <= t < `to`, oldest first. */
export function tilesOf(
  series: Pick<ChannelSeries, 'channel' | 'generation' | 'levels'>,
  level: SeriesLevel,
  from: number,
  to: number,
): readonly TileReference[] {
  const index = series.levels[String(level)];
  if (index === undefined) return [];
  return startsOf(index, TILE_SPAN[level], from, to).map((start) => ({
    start,
    path: tilePath(series, index, level, start),
  }));
}

/** Returns the days of raw readings with anything in `from` <= t < `to`, oldest first: paths of Parquet files. */
export function rawDaysOf(
  series: Pick<ChannelSeries, 'channel' | 'generation' | 'raw'>,
  from: number,
  to: number,
): readonly TileReference[] {
  return startsOf(series.raw, DAY, from, to).map((start) => ({
    start,
    path: rawPath(series, series.raw, start),
  }));
}

/** Returns the starts of the tiles that an index names, of a width, that touch `from` <= t < `to`. */
export function startsOf(
  { spans }: Pick<LevelIndex, 'spans'>,
  width: number,
  from: number,
  to: number,
): readonly number[] {
  return spans.flatMap(([first, count]) => {
    const begin = Math.max(0, Math.floor((from - first) / width));
    const end = Math.min(count, Math.ceil((to - first) / width));
    return Array.from({ length: Math.max(0, end - begin) }, (_, i) => first + (begin + i) * width);
  });
}

/** Returns where a tile stands: `r` and a revision where it is closed, `o` and two numbers while it grows. */
export function tilePath(
  { channel, generation }: Pick<ChannelSeries, 'channel' | 'generation'>,
  { open, revised }: Pick<LevelIndex, 'open' | 'revised'>,
  level: SeriesLevel,
  start: number,
): string {
  const serial = open[String(start)];
  const end =
    serial === undefined
      ? `r${generation + (revised[String(start)] ?? 0)}`
      : `o${generation}-${serial}`;
  return `series/${channelFolder(channel)}/${level}-${start}.${end}.json`;
}

/** Returns where a day of raw readings stands: `raw-2026-11-20.r29925120.parquet`. */
export function rawPath(
  { channel, generation }: Pick<ChannelSeries, 'channel' | 'generation'>,
  { revised }: Pick<LevelIndex, 'revised'>,
  start: number,
): string {
  const day = new Date(start).toISOString().slice(0, 10);
  const revision = generation + (revised[String(start)] ?? 0);
  return `series/${channelFolder(channel)}/raw-${day}.r${revision}.parquet`;
}
