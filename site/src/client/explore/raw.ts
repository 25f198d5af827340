/** Fetches days of raw readings; the code that reads Parquet comes with the first. */

import type { ChannelSeries } from '#site/snapshot/schema/series.ts';
import type { TailReadings } from '#site/snapshot/schema/tail.ts';
import type { Span } from '../../charts/time-axis.ts';
import { MARGIN } from '../../explore/margin.ts';
import { parseRawDay, rawDays, readingsIn } from '../../explore/raw-readings.ts';
import { dataHref } from '../../href.ts';

/** Two days of a dozen channels. */
const KEPT = 24;
const days = new Map<string, Promise<TailReadings>>();

/** Returns the readings of a window; null: its days are not kept one by one. @throws {Error} where they cannot be had or read */
export async function rawReadings(
  series: ChannelSeries,
  window: Span,
): Promise<TailReadings | null> {
  const references = rawDays(series, window);
  if (references === null) return null;
  const read = await Promise.all(references.map(({ path }) => kept(path)));
  return readingsIn(read, window, (window.to - window.from) * MARGIN);
}

/** A day that could not be fetched is asked for again the next time. */
async function kept(path: string): Promise<TailReadings> {
  const asked = days.get(path) ?? fetchDay(path);
  days.delete(path);
  days.set(path, asked);
  if (days.size > KEPT) days.delete(days.keys().next().value ?? path);
  return await asked.catch((error: unknown) => {
    days.delete(path);
    throw error;
  });
}

async function fetchDay(path: string): Promise<TailReadings> {
  const response = await fetch(dataHref(path));
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return await parseRawDay(await response.arrayBuffer());
}
