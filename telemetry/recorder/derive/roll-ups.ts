/** Keeps minutes and hours of a channel up: every bucket that new readings fall into is computed anew, late ones too. */

import type { ApplyContext } from '../context.ts';
import { insertRows, type Cell } from '../insert-rows.ts';
import { spansOf } from '../touched.ts';
import type { ChangedReadings } from './channel-state.ts';
import { splitMinutes } from './whole-minutes.ts';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;

/** Buckets farther apart than this are computed one by one, so that two readings years apart do not read all between. */
const SPARSE_MS = 6 * HOUR_MS;

/**
 * The fuller of two buckets stays: readings are never deleted one by one, so that one with fewer than are there was
 * made after its readings had been dropped (retention), of what came in again or late.
 */
const UPDATE = `
  ON DUPLICATE KEY UPDATE ${['n', 'min_value', 'max_value', 'mean_value', 'last_value'].map(ofFuller).join(', ')},
    all_count = GREATEST(all_count, VALUES(all_count))`;

/** Assignments go from left to right: the count that is compared comes last. */
function ofFuller(column: string): string {
  return `${column} = IF(VALUES(all_count) >= all_count, VALUES(${column}), ${column})`;
}

/** Minutes of some channels from their readings: ids, from, to. */
export const ROLL_UP_MINUTES = `
  INSERT INTO reading_minute (channel_id, t_ms, n, min_value, max_value, mean_value, last_value, all_count)
  SELECT channel_id, bucket, SUM(good), MIN(IF(good, value, NULL)), MAX(IF(good, value, NULL)),
    AVG(IF(good, value, NULL)), MAX(IF(good AND newest = 1, value, NULL)), COUNT(*)
  FROM (
    SELECT channel_id, t_ms - t_ms MOD ${String(MINUTE_MS)} AS bucket, value, quality = 'good' AS good,
      ROW_NUMBER() OVER (PARTITION BY channel_id, t_ms DIV ${String(MINUTE_MS)}, quality = 'good' ORDER BY t_ms DESC, n DESC) AS newest
    FROM reading WHERE channel_id IN (?) AND t_ms >= ? AND t_ms < ?
  ) AS readings
  GROUP BY channel_id, bucket ${UPDATE}`;

/** Hours of some channels from their minutes: ids, from, to. */
export const ROLL_UP_HOURS = `
  INSERT INTO reading_hour (channel_id, t_ms, n, min_value, max_value, mean_value, last_value, all_count)
  SELECT channel_id, bucket, SUM(n), MIN(min_value), MAX(max_value),
    SUM(mean_value * n) / NULLIF(SUM(IF(mean_value IS NULL, 0, n)), 0),
    MAX(IF(n > 0 AND newest = 1, last_value, NULL)), SUM(all_count)
  FROM (
    SELECT channel_id, t_ms - t_ms MOD ${String(HOUR_MS)} AS bucket, n, min_value, max_value, mean_value, last_value, all_count,
      ROW_NUMBER() OVER (PARTITION BY channel_id, t_ms DIV ${String(HOUR_MS)}, n > 0 ORDER BY t_ms DESC) AS newest
    FROM reading_minute WHERE channel_id IN (?) AND t_ms >= ? AND t_ms < ?
  ) AS minutes
  GROUP BY channel_id, bucket ${UPDATE}`;

const WHOLE_MINUTES = `
  INSERT INTO reading_minute (channel_id, t_ms, n, min_value, max_value, mean_value, last_value, all_count)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?) ${UPDATE}`;

/** Times of readings whose buckets are to be computed from the catalogue. */
interface ChangedTimes {
  readonly channelId: number;
  readonly times: readonly number[];
}

/** Channels that one statement takes: live ones share their minute, so that two statements do for fifty. */
const CHANNELS_AT_ONCE = 50;

/**
 * Computes the minutes and hours of readings that are new or changed; statistics over good values, `all_count` over all.
 * Minutes behind a channel's last reading are made of what is at hand, others are read back.
 */
export async function rollUp(
  context: ApplyContext,
  changed: readonly ChangedReadings[],
): Promise<void> {
  const whole: (readonly Cell[])[] = [];
  const others: ChangedTimes[] = [];
  for (const { channel, added, corrected } of changed) {
    const minutes = splitMinutes(channel.id, channel.last_ms, added, MINUTE_MS);
    for (const row of minutes.rows) whole.push(row);
    const times = [...minutes.others, ...corrected.map(({ t }) => t)];
    if (times.length > 0) others.push({ channelId: channel.id, times });
  }
  await insertRows(context.connection, WHOLE_MINUTES, whole, { isAnyOrder: true });
  await compute(context, ROLL_UP_MINUTES, MINUTE_MS, others);
  await compute(context, ROLL_UP_HOURS, HOUR_MS, changed.map(allTimes));
}

function allTimes({ channel, added, corrected }: ChangedReadings): ChangedTimes {
  return { channelId: channel.id, times: [...added, ...corrected].map(({ t }) => t) };
}

async function compute(
  { connection }: ApplyContext,
  sql: string,
  size: number,
  changed: readonly ChangedTimes[],
): Promise<void> {
  for (const { from, to, channelIds } of sharedSpans(changed, size)) {
    for (let start = 0; start < channelIds.length; start += CHANNELS_AT_ONCE) {
      const ids = channelIds.slice(start, start + CHANNELS_AT_ONCE);
      await connection.query(sql, [ids, from, to + size]);
    }
  }
}

/** Spans of buckets with the channels that have just this span. */
function sharedSpans(
  changed: readonly ChangedTimes[],
  size: number,
): readonly { readonly from: number; readonly to: number; readonly channelIds: number[] }[] {
  const shared = new Map<string, { from: number; to: number; channelIds: number[] }>();
  for (const { channelId, times } of changed) {
    const buckets = new Set<number>();
    for (const t of times) buckets.add(t - (t % size));
    for (const { from, to } of spansOf(buckets, SPARSE_MS)) {
      const key = `${String(from)} ${String(to)}`;
      const found = shared.get(key);
      if (found === undefined) shared.set(key, { from, to, channelIds: [channelId] });
      else found.channelIds.push(channelId);
    }
  }
  return [...shared.values()];
}
