/** Good readings of a channel over a span, and the last one before a time. */

import type { ApplyContext } from '../context.ts';

export interface ReadValues {
  readonly t: readonly number[];
  readonly value: readonly number[];
}

export interface KeyChannelRow {
  readonly campaign_id: number;
  readonly channel_id: number;
  readonly channel: string;
  readonly role: string;
  /** How old a reading may be and still count, ms. */
  readonly stale_after_ms: number;
}

/** At least this long a reading counts, ms. */
const SHORTEST_STALE_MS = 5_000;
/** Of a channel whose cadence is not known yet, ms. */
const UNKNOWN_STALE_MS = 60_000;

/** Key channels of campaigns that have reported, in the order of their pages; stale after: declared, else three cadences. */
export async function readKeyChannels(
  { connection }: Pick<ApplyContext, 'connection'>,
  campaignIds: readonly number[],
): Promise<readonly KeyChannelRow[]> {
  if (campaignIds.length === 0) return [];
  return await connection.query<KeyChannelRow[]>(
    `SELECT k.campaign_id, c.id AS channel_id, c.name AS channel, k.role,
       GREATEST(COALESCE(c.stale_after_ms, 3 * c.cadence_ms, ?), ?) AS stale_after_ms
     FROM key_channel k JOIN channel c ON c.name = k.channel
     WHERE k.campaign_id IN (?) ORDER BY k.campaign_id, k.position`,
    [UNKNOWN_STALE_MS, SHORTEST_STALE_MS, campaignIds],
  );
}

/** Good readings with `from <= t <= to`, in the order of time. */
export async function readGood(
  context: Pick<ApplyContext, 'connection'>,
  channelId: number,
  from: number,
  to: number,
): Promise<ReadValues> {
  return await readValues(context, "quality = 'good'", [channelId, from, to]);
}

/** Readings with a number that are not good, with `from <= t <= to`, in the order of time. */
export async function readNotGood(
  context: Pick<ApplyContext, 'connection'>,
  channelId: number,
  from: number,
  to: number,
): Promise<ReadValues> {
  return await readValues(context, "quality <> 'good' AND value IS NOT NULL", [
    channelId,
    from,
    to,
  ]);
}

async function readValues(
  { connection }: Pick<ApplyContext, 'connection'>,
  condition: string,
  values: readonly [channelId: number, from: number, to: number],
): Promise<ReadValues> {
  const rows = await connection.query<[number, number][]>(
    {
      sql: `SELECT t_ms, value FROM reading
            WHERE channel_id = ? AND t_ms >= ? AND t_ms <= ? AND ${condition} ORDER BY t_ms, n`,
      rowsAsArray: true,
    },
    [...values],
  );
  return { t: rows.map(([t]) => t), value: rows.map(([, value]) => value) };
}

/** Value of the last reading at or before `t`, not older than `staleAfterMs`; null where there is none. */
export function lastBefore(
  { t: times, value }: ReadValues,
  t: number,
  staleAfterMs: number,
): number | null {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] ?? 0) <= t) low = middle + 1;
    else high = middle;
  }
  const found = times[low - 1];
  return found !== undefined && t - found <= staleAfterMs ? (value[low - 1] ?? null) : null;
}
