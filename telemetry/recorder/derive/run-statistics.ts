/** n, least, greatest, mean and last of each key channel over a run: whole minutes from the roll-up, edges from readings. */

import type { ApplyContext } from '../context.ts';
import type { RunRow } from '../runs.ts';
import { readKeyChannels } from './good-readings.ts';
import { MINUTE_MS } from './roll-ups.ts';

const MINUTES_AND_EDGES = `
  SELECT SUM(n) AS n, MIN(least) AS least, MAX(greatest) AS greatest, SUM(total) / SUM(n) AS mean FROM (
    SELECT n, min_value AS least, max_value AS greatest, mean_value * n AS total FROM reading_minute
    WHERE channel_id = ? AND t_ms >= ? AND t_ms < ? AND n > 0
    UNION ALL
    SELECT 1, value, value, value FROM reading
    WHERE channel_id = ? AND t_ms >= ? AND t_ms < ? AND quality = 'good'
    UNION ALL
    SELECT 1, value, value, value FROM reading
    WHERE channel_id = ? AND t_ms >= ? AND t_ms <= ? AND quality = 'good'
  ) AS parts`;

const LAST = `
  SELECT value FROM reading WHERE channel_id = ? AND t_ms >= ? AND t_ms <= ? AND quality = 'good'
  ORDER BY t_ms DESC, n DESC LIMIT 1`;

const UPSERT = `
  INSERT INTO run_channel (run_id, channel_id, n, min_value, max_value, mean_value, last_value)
  VALUES (?, ?, ?, ?, ?, ?, ?)
  ON DUPLICATE KEY UPDATE n = VALUES(n), min_value = VALUES(min_value), max_value = VALUES(max_value),
    mean_value = VALUES(mean_value), last_value = VALUES(last_value)`;

interface Statistics {
  readonly n: number | null;
  readonly least: number | null;
  readonly greatest: number | null;
  readonly mean: number | null;
}

/**
 * Computes the statistics of a run anew, of all its key channels or of those given: over good readings from its start
 * to its end, both included; while it is open, up to now, or to its last file where the clock here is behind.
 */
export async function deriveStatistics(
  context: ApplyContext,
  run: RunRow,
  only?: ReadonlySet<number>,
): Promise<void> {
  if (run.start_ms === null) return;
  const channels = await readKeyChannels(context, [run.campaign_id]);
  for (const { channel_id: id } of channels) {
    if (only === undefined || only.has(id)) await deriveOne(context, run, run.start_ms, id);
  }
}

async function deriveOne(
  { connection, now }: ApplyContext,
  run: RunRow,
  start: number,
  channelId: number,
): Promise<void> {
  const end = run.end_ms ?? Math.max(now, run.last_file_ms ?? now);
  const { firstMinute, endMinute } = wholeMinutes(start, end);
  const found = await connection.query<Statistics[]>(MINUTES_AND_EDGES, [
    channelId,
    firstMinute,
    endMinute,
    channelId,
    start,
    firstMinute,
    channelId,
    endMinute,
    end,
  ]);
  const { n = null, least = null, greatest = null, mean = null } = found[0] ?? {};
  if (n === null || n === 0) {
    await connection.query('DELETE FROM run_channel WHERE run_id = ? AND channel_id = ?', [
      run.id,
      channelId,
    ]);
    return;
  }
  const last = await connection.query<{ value: number }[]>(LAST, [channelId, start, end]);
  const cells = [run.id, channelId, n, least, greatest, mean, last[0]?.value ?? null];
  await connection.query(UPSERT, cells);
}

/** The whole minutes within a span, so that before, minutes and after share nothing and miss nothing. */
export function wholeMinutes(
  start: number,
  end: number,
): { readonly firstMinute: number; readonly endMinute: number } {
  const firstMinute = Math.min(Math.ceil(start / MINUTE_MS) * MINUTE_MS, end);
  const endMinute = Math.max(Math.floor(end / MINUTE_MS) * MINUTE_MS, firstMinute);
  return { firstMinute, endMinute };
}
