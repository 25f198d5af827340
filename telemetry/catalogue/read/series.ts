/** Channels and their readings, raw and rolled up by minute and hour. */

import type { Quality } from '../../facts/quality.ts';
import type { ReadConnection } from './connection.ts';

export interface ChannelRow {
  readonly id: number;
  readonly name: string;
  readonly device: string;
  readonly label: string | null;
  readonly quantity: string;
  readonly unit: string;
  readonly staleAfterMs: number | null;
  readonly cadenceMs: number | null;
  readonly count: number;
  readonly first: number | null;
  readonly last: number | null;
  readonly lastValue: number | null;
  readonly lastQuality: Quality | null;
  readonly lastGood: number | null;
  readonly lastGoodValue: number | null;
}

/** Returns every channel, by name. */
export async function readChannels(connection: ReadConnection): Promise<readonly ChannelRow[]> {
  return await connection.query<ChannelRow>(
    `SELECT id, name, device, label, quantity, unit, stale_after_ms AS staleAfterMs, cadence_ms AS cadenceMs,
            reading_count AS count, first_ms AS first, last_ms AS \`last\`, last_value AS lastValue,
            last_quality AS lastQuality, last_good_ms AS lastGood, last_good_value AS lastGoodValue
     FROM channel ORDER BY name`,
  );
}

export interface BucketRow {
  readonly t: number;
  readonly n: number;
  readonly min: number | null;
  readonly max: number | null;
  readonly mean: number | null;
  readonly last: number | null;
  readonly allCount: number;
}

/** Returns the roll-ups of a channel with `from` <= t < `to`; `level` is 60 000 (minute) or 3 600 000 (hour). */
export async function readBuckets(
  connection: ReadConnection,
  channelId: number,
  level: 60_000 | 3_600_000,
  from: number,
  to: number,
): Promise<readonly BucketRow[]> {
  const table = level === 60_000 ? 'reading_minute' : 'reading_hour';
  return await connection.query<BucketRow>(
    `SELECT t_ms AS t, n, min_value AS \`min\`, max_value AS \`max\`, mean_value AS mean, last_value AS \`last\`,
            all_count AS allCount
     FROM ${table} WHERE channel_id = ? AND t_ms >= ? AND t_ms < ? ORDER BY t_ms`,
    [channelId, from, to],
  );
}

/** Returns the starts of the tiles of `width` ms that hold any reading with `from` <= t <= `to`, by the channel's hours. */
export async function readTileStarts(
  connection: ReadConnection,
  channelId: number,
  width: number,
  from: number,
  to: number,
): Promise<readonly number[]> {
  const rows = await connection.query<{ start: number }>(
    `SELECT DISTINCT t_ms - t_ms MOD ? AS start FROM reading_hour
     WHERE channel_id = ? AND t_ms >= ? AND t_ms <= ?`,
    [width, channelId, Math.floor(from / 3_600_000) * 3_600_000, to],
  );
  return rows.map((row) => row.start);
}

export interface ReadingRow {
  readonly channelId: number;
  readonly t: number;
  readonly value: number | null;
  readonly quality: Quality;
}

/** Returns the raw readings of some channels with `from` <= t <= `to`, by channel and time. */
export async function readReadings(
  connection: ReadConnection,
  channelIds: readonly number[],
  from: number,
  to: number,
): Promise<readonly ReadingRow[]> {
  if (channelIds.length === 0) return [];
  return await connection.query<ReadingRow>(
    `SELECT channel_id AS channelId, t_ms AS t, value, quality FROM reading
     WHERE channel_id IN (?) AND t_ms >= ? AND t_ms <= ? ORDER BY channel_id, t_ms, n`,
    [channelIds, from, to],
  );
}

/** Returns the quality of one reading with `from` <= t < `to` that is not good; null: there is none, or none any more. */
export async function readOneQuality(
  connection: ReadConnection,
  channelId: number,
  from: number,
  to: number,
): Promise<Quality | null> {
  const rows = await connection.query<{ quality: Quality }>(
    `SELECT quality FROM reading
     WHERE channel_id = ? AND t_ms >= ? AND t_ms < ? AND quality <> 'good' ORDER BY t_ms LIMIT 1`,
    [channelId, from, to],
  );
  return rows[0]?.quality ?? null;
}

/** Returns the readings of a channel that are not good, with `from` <= t <= `to`. */
export async function readNotGood(
  connection: ReadConnection,
  channelId: number,
  from: number,
  to: number,
): Promise<readonly ReadingRow[]> {
  return await connection.query<ReadingRow>(
    `SELECT channel_id AS channelId, t_ms AS t, value, quality FROM reading
     WHERE channel_id = ? AND t_ms >= ? AND t_ms <= ? AND quality <> 'good' ORDER BY t_ms, n`,
    [channelId, from, to],
  );
}

/**
 * Returns the newest hour in which a channel was otherwise than it is now; null: never. With a `value`, other than that
 * value; without one, on the other side of a tenth of its unit.
 */
export async function readLastOther(
  connection: ReadConnection,
  channelId: number,
  value: number | null,
  isOn: boolean,
): Promise<number | null> {
  const other =
    value === null
      ? `GREATEST(ABS(min_value), ABS(max_value)) >= 0.1 AND LEAST(ABS(min_value), ABS(max_value)) < 0.1
         OR (ABS(last_value) >= 0.1) <> ?`
      : 'min_value <> max_value OR last_value <> ?';
  const rows = await connection.query<{ t: number }>(
    `SELECT t_ms AS t FROM reading_hour WHERE channel_id = ? AND n > 0 AND (${other}) ORDER BY t_ms DESC LIMIT 1`,
    [channelId, value ?? (isOn ? 1 : 0)],
  );
  return rows[0]?.t ?? null;
}
