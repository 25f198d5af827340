/** Keeps what a channel's row says of its readings: how many, from when to when, the last, the last good, the cadence. */

import type { NumberedReading } from '../apply/number-readings.ts';
import type { ApplyContext } from '../context.ts';
import { medianStep } from './median-step.ts';

export interface ChannelRow {
  readonly id: number;
  readonly name: string;
  readonly reading_count: number;
  readonly first_ms: number | null;
  readonly last_ms: number | null;
  readonly last_good_ms: number | null;
  readonly cadence_ms: number | null;
}

/** The cadence is the median of the last steps between stamps. */
const CADENCE_OF = 20;

/** Brings the row up to date after `added` went in. */
export async function settleChannel(
  context: ApplyContext,
  channel: ChannelRow,
  added: readonly NumberedReading[],
): Promise<void> {
  const { connection, touched } = context;
  const stamps = added.map(({ t }) => t);
  const span = { from: minOf(stamps), to: maxOf(stamps) };
  touched.note('channel', channel.id, span, added.length);
  const last = newest(added, channel.last_ms);
  const good = newest(
    added.filter(({ quality }) => quality === 'good'),
    channel.last_good_ms,
  );
  const cadence = last === null ? channel.cadence_ms : await readCadence(context, channel.id);
  await connection.query(
    `UPDATE channel SET reading_count = reading_count + ?, first_ms = LEAST(COALESCE(first_ms, ?), ?), cadence_ms = ?
     WHERE id = ?`,
    [added.length, span.from, span.from, cadence, channel.id],
  );
  if (last !== null) {
    await connection.query(
      'UPDATE channel SET last_ms = ?, last_value = ?, last_quality = ? WHERE id = ?',
      [last.t, last.value, last.quality, channel.id],
    );
  }
  if (good !== null) {
    await connection.query(
      'UPDATE channel SET last_good_ms = ?, last_good_value = ? WHERE id = ?',
      [good.t, good.value, channel.id],
    );
  }
}

/** The latest of the readings, the later one where two share a stamp; null where it is older than what is known. */
export function newest(
  readings: readonly NumberedReading[],
  knownMs: number | null,
): NumberedReading | null {
  let found: NumberedReading | null = null;
  for (const reading of readings) {
    if (found === null || reading.t > found.t || (reading.t === found.t && reading.n > found.n)) {
      found = reading;
    }
  }
  return found !== null && found.t >= (knownMs ?? found.t) ? found : null;
}

async function readCadence(
  { connection }: ApplyContext,
  channelId: number,
): Promise<number | null> {
  const rows = await connection.query<{ t_ms: number }[]>(
    'SELECT t_ms FROM reading WHERE channel_id = ? ORDER BY t_ms DESC LIMIT ?',
    [channelId, CADENCE_OF + 1],
  );
  return medianStep(rows.map(({ t_ms }) => t_ms));
}

function minOf(values: readonly number[]): number {
  return values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
}

function maxOf(values: readonly number[]): number {
  return values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
}
