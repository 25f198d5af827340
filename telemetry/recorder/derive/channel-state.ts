/** Keeps what a channel's row says of its readings: how many, from when to when, the last, the last good, the cadence. */

import type { CorrectedReading, NumberedReading } from '../apply/number-readings.ts';
import type { ApplyContext } from '../context.ts';
import { insertRows, type Cell } from '../insert-rows.ts';
import { medianStep } from './median-step.ts';

export interface ChannelRow {
  readonly id: number;
  readonly name: string;
  readonly node: string | null;
  readonly reading_count: number;
  readonly first_ms: number | null;
  readonly last_ms: number | null;
  readonly last_good_ms: number | null;
  readonly cadence_ms: number | null;
}

export interface ChangedReadings {
  readonly channel: ChannelRow;
  /** New readings of the channel. */
  readonly added: readonly NumberedReading[];
  /** Readings that were there as good ones and are not; with `added` at least one. */
  readonly corrected: readonly CorrectedReading[];
}

/** The cadence is the median of the last steps between stamps. */
const CADENCE_OF = 20;

/** Steps within this share of the cadence do not change it enough to look it up again. */
const STEADY = 0.2;

/** What is not newer stays: `IF(?, …)` keeps the column. */
const UPDATE = `
  UPDATE channel SET reading_count = reading_count + ?, first_ms = LEAST(COALESCE(first_ms, ?), ?), cadence_ms = ?,
    last_ms = IF(?, ?, last_ms), last_value = IF(?, ?, last_value), last_quality = IF(?, ?, last_quality),
    last_good_ms = IF(?, ?, last_good_ms), last_good_value = IF(?, ?, last_good_value)
  WHERE id = ?`;

/** The newest reading and the newest good one, looked up again where a known reading is not good after all. */
const LOOK_AGAIN = `
  UPDATE channel SET
    last_quality = (SELECT quality FROM reading WHERE channel_id = ? ORDER BY t_ms DESC, n DESC LIMIT 1),
    last_good_value = (SELECT value FROM reading WHERE channel_id = ? AND quality = 'good' ORDER BY t_ms DESC, n DESC LIMIT 1),
    last_good_ms = (SELECT t_ms FROM reading WHERE channel_id = ? AND quality = 'good' ORDER BY t_ms DESC, n DESC LIMIT 1)
  WHERE id = ? AND (last_ms <= ? OR last_good_ms <= ?)`;

/** Brings the rows of channels up to date after their readings went in. */
export async function settleChannels(
  context: ApplyContext,
  settled: readonly ChangedReadings[],
): Promise<void> {
  for (const { channel, added, corrected } of settled) {
    context.touched.note('channel', channel.id, spanOf([...added, ...corrected]), added.length);
  }
  const grown = settled.filter(({ added }) => added.length > 0);
  const rows = await Promise.all(grown.map((one) => stateCells(context, one)));
  await insertRows(context.connection, UPDATE, rows);
  const worse = settled.filter(({ corrected }) => corrected.length > 0);
  await insertRows(context.connection, LOOK_AGAIN, worse.map(lookAgainCells));
}

function lookAgainCells({ channel: { id }, corrected }: ChangedReadings): readonly Cell[] {
  const { to } = spanOf(corrected);
  return [id, id, id, id, to, to];
}

async function stateCells(
  context: ApplyContext,
  { channel, added }: ChangedReadings,
): Promise<readonly Cell[]> {
  const span = spanOf(added);
  const last = newest(added, channel.last_ms);
  const good = newest(
    added.filter(({ quality }) => quality === 'good'),
    channel.last_good_ms,
  );
  const keep = last === null || isSteady(channel, added);
  const cadence = keep
    ? channel.cadence_ms
    : (cadenceOf(channel, added) ?? (await readCadence(context, channel.id)));
  const [hasLast, hasGood] = [last === null ? 0 : 1, good === null ? 0 : 1];
  return [
    added.length,
    span.from,
    span.from,
    cadence,
    hasLast,
    last?.t ?? null,
    hasLast,
    last?.value ?? null,
    hasLast,
    last?.quality ?? null,
    hasGood,
    good?.t ?? null,
    hasGood,
    good?.value ?? null,
    channel.id,
  ];
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

/** Whether the new readings go on in the known cadence, so that it need not be looked up again. */
export function isSteady(channel: ChannelRow, added: readonly NumberedReading[]): boolean {
  const { cadence_ms: cadence, last_ms: lastMs, reading_count: count } = channel;
  if (cadence === null || lastMs === null || count <= CADENCE_OF) return false;
  let before = lastMs;
  for (const { t } of added) {
    if (Math.abs(t - before - cadence) > STEADY * cadence) return false;
    before = t;
  }
  return true;
}

/** The cadence of the new readings alone, where they are enough and all newer than what there was; else null. */
function cadenceOf(
  { last_ms: lastMs }: ChannelRow,
  added: readonly NumberedReading[],
): number | null {
  const newer = added.map(({ t }) => t).filter((t) => lastMs === null || t > lastMs);
  if (newer.length <= CADENCE_OF) return null;
  const stamps = newer.toSorted((a, b) => b - a);
  return medianStep(stamps.slice(0, CADENCE_OF + 1));
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

function spanOf(readings: readonly { readonly t: number }[]): {
  readonly from: number;
  readonly to: number;
} {
  let [from, to] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { t } of readings) {
    from = Math.min(from, t);
    to = Math.max(to, t);
  }
  return { from, to };
}
