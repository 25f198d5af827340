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

/** A daily wave with noise of two parts in a thousand; `t` is an SQL expression. */
function valueOf({ id, base }: ChannelPlan, t: string): string {
  const wave = `0.01 * SIN(6.283185307 * (${t} MOD ${String(DAY_MS)}) / ${String(DAY_MS)} + ${String(id)})`;
  return `ROUND(${String(base)} * (1 + ${wave} + ((${t} DIV 1000 * 2654435761 + ${String(id * 97)}) MOD 1009) / 504500), 7)`;
}

/** Every channel is silent for ten minutes a day. */
function isThere({ id }: ChannelPlan, t: string): string {
  return `(${t} MOD ${String(DAY_MS)} + ${String(id * 411_000)}) MOD ${String(DAY_MS)} >= 600000`;
}

/** Fills raw readings, minutes and hours of one channel. */
export async function fillChannel(
  connection: Connection,
  channel: ChannelPlan,
  spans: ReadingSpans,
): Promise<void> {
  const { rawFrom, minutesFrom, from, until } = spans;
  await fillRaw(connection, channel, rawFrom, until);
  await fillBuckets(connection, channel, {
    table: 'reading_minute',
    size: MINUTE_MS,
    n: 6,
    from: minutesFrom,
    to: rawFrom,
  });
  for (const [a, b] of months(rawFrom, until))
    await connection.query(ROLL_UP_MINUTES, [channel.id, a, b]);
  await fillBuckets(connection, channel, {
    table: 'reading_hour',
    size: HOUR_MS,
    n: 360,
    from,
    to: minutesFrom,
  });
  for (const [a, b] of months(minutesFrom, until))
    await connection.query(ROLL_UP_HOURS, [channel.id, a, b]);
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
     SELECT ${String(channel.id)}, t, ${String(n)}, v * 0.999, v * 1.001, v, v * 1.0002, ${String(n)}
     FROM (SELECT ${t} AS t, ${value} AS v FROM seq_0_to_${String((to - from) / size - 1)} WHERE ${isThere(channel, t)}) AS made`,
  );
}

/** Spans of thirty days, so that sorting stays in memory. */
function* months(from: number, to: number): Generator<readonly [number, number]> {
  for (let a = from; a < to; a += 30 * DAY_MS) yield [a, Math.min(to, a + 30 * DAY_MS)];
}

/** What a channel knows of its readings: counted over its hours, never over the readings themselves. */
export const SETTLE_CHANNELS = `
  UPDATE channel c SET
    cadence_ms = ${String(CADENCE_MS)},
    reading_count = COALESCE((SELECT SUM(h.all_count) FROM reading_hour h WHERE h.channel_id = c.id AND h.t_ms >= ?), 0),
    first_ms = (SELECT MIN(t_ms) FROM reading_hour h WHERE h.channel_id = c.id),
    last_ms = (SELECT MAX(t_ms) FROM reading r WHERE r.channel_id = c.id),
    last_value = (SELECT value FROM reading r WHERE r.channel_id = c.id ORDER BY t_ms DESC LIMIT 1),
    last_quality = (SELECT quality FROM reading r WHERE r.channel_id = c.id ORDER BY t_ms DESC LIMIT 1),
    last_good_ms = (SELECT MAX(t_ms) FROM reading r WHERE r.channel_id = c.id AND quality = 'good'),
    last_good_value = (SELECT value FROM reading r WHERE r.channel_id = c.id AND quality = 'good' ORDER BY t_ms DESC LIMIT 1)`;
