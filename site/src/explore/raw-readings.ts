/** Readings one by one, for windows in which a minute is coarse: from the days that the snapshot keeps as Parquet. */

import { parquetReadObjects } from 'hyparquet';
import { rawDaysOf, type ChannelSeries, type TileReference } from '#site/snapshot/schema/series.ts';
import type { TailReadings } from '#site/snapshot/schema/tail.ts';
import { QUALITIES, type Quality } from '#telemetry/facts/quality.ts';
import type { Span } from '../charts/time-axis.ts';
import { DAY } from './span.ts';

/** Returns the days that hold a window; null: one of them is not kept so, or is not over yet. */
export function rawDays(
  series: Pick<ChannelSeries, 'channel' | 'generation' | 'raw'>,
  { from, to }: Span,
): readonly TileReference[] | null {
  const days = rawDaysOf(series, from, to);
  const touched = Math.ceil(to / DAY) - Math.floor(from / DAY);
  return days.length === touched ? days : null;
}

/** Returns the readings of a day. @throws {Error} where the bytes are no such file */
export async function parseRawDay(file: ArrayBuffer): Promise<TailReadings> {
  const rows = await parquetReadObjects({ file, columns: ['t', 'value', 'quality'] });
  return {
    t: rows.map(({ t }) => (t instanceof Date ? t.getTime() : Number(t))),
    value: rows.map(({ value }) => (typeof value === 'number' ? value : null)),
    quality: rows.map(({ quality }) => qualityOf(quality)),
  };
}

/** A word that is not ours is not a good one. */
function qualityOf(word: unknown): Quality {
  return QUALITIES.find((quality) => quality === word) ?? 'missing';
}

/** Returns the readings of several days within a window and a margin around it. */
export function readingsIn(
  days: readonly TailReadings[],
  { from, to }: Span,
  margin: number,
): TailReadings {
  const t: number[] = [];
  const value: (number | null)[] = [];
  const quality: Quality[] = [];
  for (const day of days)
    for (const [i, time] of day.t.entries()) {
      if (time < from - margin || time > to + margin) continue;
      t.push(time);
      value.push(day.value[i] ?? null);
      quality.push(day.quality[i] ?? 'missing');
    }
  return { t, value, quality };
}
