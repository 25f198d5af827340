/** `series.<hash>.json` and `series/…`: every channel's readings at several resolutions, as tiles that join without a seam. */

import type { AssetReference } from './asset.ts';

/** Bucket widths, ms: a minute and an hour. */
export const SERIES_LEVELS = [60_000, 3_600_000] as const;
export type SeriesLevel = (typeof SERIES_LEVELS)[number];

/** What one tile of a level spans, ms: 6 hours of minutes (360 buckets), 15 days of hours (360 buckets). */
export const TILE_SPAN: Readonly<Record<SeriesLevel, number>> = {
  60000: 21_600_000,
  3600000: 1_296_000_000,
};

export interface TileReference extends AssetReference {
  /** Start of the tile: a multiple of its span. */
  readonly start: number;
}

export interface ChannelSeries {
  readonly channel: string;
  readonly quantity: string;
  readonly unit: string;
  readonly label: string | null;
  readonly cadenceMs: number | null;
  readonly first: number | null;
  readonly last: number | null;
  /** By level (bucket width in ms as text). */
  readonly tiles: Readonly<Record<string, readonly TileReference[]>>;
}

/** `series.<hash>.json` lists one asset per channel, so that only changed branches are written. */
export interface SeriesIndex {
  readonly channels: Readonly<Record<string, AssetReference>>;
}

/** One tile: buckets that hold a good reading, as columns; a bucket that is not listed is a gap. */
export interface SeriesTile {
  readonly channel: string;
  readonly level: number;
  readonly start: number;
  /** Bucket number from `start`. */
  readonly i: readonly number[];
  readonly n: readonly number[];
  readonly min: readonly number[];
  readonly max: readonly number[];
  readonly mean: readonly number[];
  readonly last: readonly number[];
  /** Spans in which readings came that are not good: drawn with their word, never as a value. */
  readonly notGood: readonly {
    readonly from: number;
    readonly to: number;
    readonly quality: string;
  }[];
}
