/** Readings of slow control, made inside the server: raw at 10 s, minutes and hours from them, older ones by the same formula. */

import type { Connection } from 'mariadb';

import { ROLL_UP_HOURS, ROLL_UP_MINUTES } from '#telemetry/recorder/derive/roll-ups.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, type Scale } from './scale.ts';

/** Key channels first: cavity, mixing chamber, field. */
const KEY_CHANNELS = [
  { name: 'bluefors/ch3-t', quantity: 'temperature', unit: 'K', base: 0.03 },
  { name: 'bluefors/ch6-t', quantity: 'temperature', unit: 'K', base: 0.011 },
  { name: 'magnet/field', quantity: 'magnetic flux density', unit: 'T', base: 7.995 },
];
const CADENCE_MS = 10_000;

export interface ChannelPlan {
  readonly id: number;
  readonly name: string;
  readonly device: string;
  readonly quantity: string;
  readonly unit: string;
  readonly base: number;
}

export function planChannels({ channels }: Scale): readonly ChannelPlan[] {
  return Array.from({ length: channels }, (_, n) => {
    const device = `rack${String(Math.floor(n / 10)).padStart(2, '0')}`;
    const other = {
      name: `${device}/ch${String(n % 10)}`,
      quantity: 'temperature',
      unit: 'K',
      base: 4 + n / 7,
    };
    const plan = KEY_CHANNELS[n] ?? other;
    return { ...plan, id: n + 1, device: plan.name.split('/')[0] ?? device };
  });
}

export interface ReadingSpans {
  readonly rawFrom: number;
  readonly minutesFrom: number;
  readonly from: number;
  readonly until: number;
}

export function spansOf({ until, rawDays, minuteDays, days }: Scale): ReadingSpans {
  return {
    rawFrom: until - rawDays * DAY_MS,
    minutesFrom: until - Math.max(rawDays, minuteDays) * DAY_MS,
    from: until - days * DAY_MS,
    until,
  };
}

/** A daily wave with noise of two parts in a thousand; `t` is an SQL expression. In doubles: decimals are ten times slower. */
function valueOf({ id, base }: ChannelPlan, t: string): string {
  const wave = `1e-2 * SIN(7.2722052e-8 * (${t} MOD ${String(DAY_MS)}) + ${String(id)})`;
  const noise = `1.98e-6 * ((${t} DIV 1000 * 40503 + ${String(id * 97)}) MOD 1009)`;
  return `ROUND(${String(base)}e0 * (1e0 + ${wave} + ${noise}), 7)`;
}

/** Every channel is silent for ten minutes a day. */
function isThere({ id }: ChannelPlan, t: string): string {
  return `(${t} MOD ${String(DAY_MS)} + ${String(id * 411_000)}) MOD ${String(DAY_MS)} >= 600000`;
}

/** Fills raw readings, minutes and hours of one channel; resolves with the number of raw ones. */
export async function fillChannel(
  connection: Connection,
  channel: ChannelPlan,
  spans: ReadingSpans,
): Promise<number> {
  const { rawFrom, minutesFrom, from, until } = spans;
  await fillRaw(connection, channel, rawFrom, until);
  const minutes = {
    table: 'reading_minute',
    size: MINUTE_MS,
    n: 6,
    from: minutesFrom,
    to: rawFrom,
  };
  await fillBuckets(connection, channel, minutes);
  for (const [a, b] of months(rawFrom, until)) {
    await connection.query(ROLL_UP_MINUTES, [channel.id, a, b]);
  }
  const hours = { table: 'reading_hour', size: HOUR_MS, n: 360, from, to: minutesFrom };
  await fillBuckets(connection, channel, hours);
  for (const [a, b] of months(minutesFrom, until)) {
    await connection.query(ROLL_UP_HOURS, [channel.id, a, b]);
  }
  await connection.query(SETTLE_CHANNEL, [rawFrom, channel.id]);
  const rows = await connection.query<{ n: number }[]>(
    'SELECT reading_count AS n FROM channel WHERE id = ?',
    [channel.id],
  );
  return rows[0]?.n ?? 0;
}

async function fillRaw(
  connection: Connection,
  channel: ChannelPlan,
  from: number,
  to: number,
): Promise<void> {
  const t = `(${String(from)} + seq * ${String(CADENCE_MS)})`;
  await connection.query(
    `INSERT INTO reading (channel_id, t_ms, n, value, quality)
     SELECT ${String(channel.id)}, ${t}, 0, ${valueOf(channel, t)}, IF(seq MOD 997 = 0, 'over', 'good')
     FROM seq_0_to_${String((to - from) / CADENCE_MS - 1)} WHERE ${isThere(channel, t)}`,
  );
}

interface Buckets {
  readonly table: string;
  readonly size: number;
  readonly n: number;
  readonly from: number;
  readonly to: number;
}

async function fillBuckets(
  connection: Connection,
  channel: ChannelPlan,
  { table, size, n, from, to }: Buckets,
): Promise<void> {
  if (to <= from) return;
  const t = `(${String(from)} + seq * ${String(size)})`;
  const value = valueOf(channel, t);
  await connection.query(
    `INSERT INTO ${table} (channel_id, t_ms, n, min_value, max_value, mean_value, last_value, all_count)
     SELECT ${String(channel.id)}, t, ${String(n)}, v * 0.999e0, v * 1.001e0, v, v * 1.0002e0, ${String(n)}
     FROM (SELECT ${t} AS t, ${value} AS v FROM seq_0_to_${String((to - from) / size - 1)} WHERE ${isThere(channel, t)}) AS made`,
  );
}

/** Spans of thirty days, so that sorting stays in memory. */
function* months(from: number, to: number): Generator<readonly [number, number]> {
  for (let a = from; a < to; a += 30 * DAY_MS) yield [a, Math.min(to, a + 30 * DAY_MS)];
}

/** What a channel knows of its readings: counted over its hours, never over the readings themselves. */
const SETTLE_CHANNEL = `
  UPDATE channel c SET
    cadence_ms = ${String(CADENCE_MS)},
    reading_count = COALESCE((SELECT SUM(h.all_count) FROM reading_hour h WHERE h.channel_id = c.id AND h.t_ms >= ?), 0),
    first_ms = (SELECT MIN(t_ms) FROM reading_hour h WHERE h.channel_id = c.id),
    last_ms = (SELECT MAX(t_ms) FROM reading r WHERE r.channel_id = c.id),
    last_value = (SELECT value FROM reading r WHERE r.channel_id = c.id ORDER BY t_ms DESC LIMIT 1),
    last_quality = (SELECT quality FROM reading r WHERE r.channel_id = c.id ORDER BY t_ms DESC LIMIT 1),
    last_good_ms = (SELECT MAX(t_ms) FROM reading r WHERE r.channel_id = c.id AND quality = 'good'),
    last_good_value = (SELECT value FROM reading r WHERE r.channel_id = c.id AND quality = 'good' ORDER BY t_ms DESC LIMIT 1)
  WHERE c.id = ?`;
