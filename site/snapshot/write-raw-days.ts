/** Days of a channel's raw readings as Parquet: each is written when the day is over, and again only where readings came late. */

import { readReadings, readTileStarts } from '#telemetry/catalogue/read/series.ts';
import { beginParquet, type ParquetColumn } from '#telemetry/output/parquet-file.ts';
import { hasStart, withStart } from './level-index.ts';
import type { SeriesSpan } from './pending-series.ts';
import { rawPath, type ChannelSeries, type LevelIndex } from './schema/series.ts';
import { CLOSES_AFTER_MS, type SeriesWriting } from './write-series.ts';

const DAY = 86_400_000;

/** Writes the days that a span touches and that are over; returns the new index and the span that has to wait. */
export async function writeRawDays(
  { connection, store, tree, channel, now }: Omit<SeriesWriting, 'readRollUps'>,
  series: ChannelSeries,
  span: SeriesSpan | null,
): Promise<{ readonly index: LevelIndex; readonly waits: SeriesSpan | null }> {
  let index = series.raw;
  if (span === null) return { index, waits: null };
  const today = Math.floor((now - CLOSES_AFTER_MS) / DAY) * DAY;
  const days = await readTileStarts(connection, channel.id, DAY, span.from, span.to);
  for (const start of days.filter((day) => day < today)) {
    const rows = await readReadings(connection, [channel.id], start, start + DAY - 1);
    // Raw readings go after some time; a day that was published stays.
    if (rows.length === 0) continue;
    const isThere = hasStart(index.spans, start, DAY);
    const key = String(start);
    const old = isThere ? rawPath(series, index, start) : null;
    index = {
      ...index,
      spans: withStart(index.spans, start, DAY),
      revised: isThere ? { ...index.revised, [key]: (index.revised[key] ?? 0) + 1 } : index.revised,
    };
    const asset = await store.putStream(rawPath(series, index, start), async (write) => {
      const file = beginParquet(columnsOf(channel.unit, channel.quantity), write);
      await file.write([
        rows.map(({ t }) => new Date(t)),
        rows.map(({ value }) => value),
        rows.map(({ quality }) => quality),
      ]);
      await file.finish();
    });
    const branch = {
      group: `series/${channel.name}`,
      leaf: new Date(start).toISOString().slice(0, 7),
    };
    if (old !== null) tree.drop(branch, old);
    tree.put(branch, asset);
  }
  const waits = span.to >= today ? { from: Math.max(span.from, today), to: span.to } : null;
  return { index, waits };
}

function columnsOf(unit: string, quantity: string): readonly ParquetColumn[] {
  return [
    {
      name: 't',
      isSearched: true,
      meaning: { type: 'time', unit: null, description: 'Time of the reading, UTC' },
    },
    {
      name: 'value',
      isSearched: true,
      meaning: {
        type: 'double',
        unit,
        description: `${quantity}; believe it where the quality is good`,
      },
    },
    {
      name: 'quality',
      meaning: {
        type: 'text',
        unit: null,
        description: 'good, over, under, off, uncalibrated or missing',
      },
    },
  ];
}
