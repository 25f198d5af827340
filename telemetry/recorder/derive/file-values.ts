/** Temperatures and frequency of live files: the last good reading of the campaign's key channels, f0 of the step. */

import type { ApplyContext, FactOf, Sequenced } from '../context.ts';
import { insertRows, type Cell } from '../insert-rows.ts';
import type { RunRow } from '../runs.ts';
import { spansOf, type Span } from '../touched.ts';
import {
  lastBefore,
  readGood,
  readKeyChannels,
  readNotGood,
  type KeyChannelRow,
} from './good-readings.ts';

export interface FileValues {
  readonly tCavK: number | null;
  readonly tMcK: number | null;
  readonly cavityHz: number | null;
}

/** Files farther apart than this are looked up apart, ms. */
const SPARSE_MS = 3_600_000;

type Lookup = (t: number) => number | null;

/** Values of new files of a run, in their order; null for one that an older catalogue lists, or without a time. */
export async function assignValues(
  context: ApplyContext,
  run: RunRow,
  facts: readonly Sequenced<FactOf<'file'>>[],
): Promise<readonly (FileValues | null)[]> {
  const times = facts.map(({ fact }) => (fact.origin === 'live' ? fact.takenAt : null));
  const known = times.filter((t) => t !== null);
  if (known.length === 0) return times.map(() => null);
  const channels = await readKeyChannels(context, [run.campaign_id]);
  const tCav = await lookUp(context, channels, 't_cav', known);
  const tMc = await lookUp(context, channels, 't_mc', known);
  const f0 = await lookUpSteps(context, run.id);
  return times.map((t) => (t === null ? null : { tCavK: tCav(t), tMcK: tMc(t), cavityHz: f0(t) }));
}

async function lookUp(
  context: ApplyContext,
  channels: readonly KeyChannelRow[],
  role: string,
  times: readonly number[],
): Promise<Lookup> {
  const channel = channels.find((key) => key.role === role);
  if (channel === undefined) return () => null;
  const stale = channel.stale_after_ms;
  const parts: { span: Span; readings: Awaited<ReturnType<typeof readGood>> }[] = [];
  for (const span of spansOf(times, SPARSE_MS)) {
    const readings = await readGood(context, channel.channel_id, span.from - stale, span.to);
    parts.push({ span, readings });
  }
  return (t) => {
    const part = parts.find(({ span }) => t >= span.from && t <= span.to);
    return part === undefined ? null : lastBefore(part.readings, t, stale);
  };
}

async function lookUpSteps({ connection }: ApplyContext, runId: number): Promise<Lookup> {
  const steps = await connection.query<
    { start_ms: number; end_ms: number | null; f0_hz: number | null }[]
  >('SELECT start_ms, end_ms, f0_hz FROM step WHERE run_id = ? ORDER BY n', [runId]);
  return (t) => {
    const step = steps.findLast(({ start_ms }) => start_ms <= t);
    return step !== undefined && (step.end_ms === null || t < step.end_ms) ? step.f0_hz : null;
  };
}

const SELECT_FILES = `
  SELECT f.id, f.run_id, f.taken_ms, f.t_cav_k, f.t_mc_k FROM file f JOIN run r ON r.id = f.run_id
  WHERE r.campaign_id = ? AND r.origin = 'live' AND r.first_file_ms <= ? AND r.last_file_ms >= ?
    AND f.taken_ms >= ? AND f.taken_ms <= ?`;

interface FileRow {
  readonly id: number;
  readonly run_id: number;
  readonly taken_ms: number;
  readonly t_cav_k: number | null;
  readonly t_mc_k: number | null;
}

/**
 * Gives files that were recorded before their readings came, or before these turned out not to be good, the values they
 * would have got: of the span in which readings of a temperature channel arrived, only where the value differs.
 */
export async function refillTemperatures(
  context: ApplyContext,
  key: KeyChannelRow,
  span: Span,
): Promise<void> {
  const column = { t_cav: 't_cav_k', t_mc: 't_mc_k' } as const;
  if (key.role !== 't_cav' && key.role !== 't_mc') return;
  const name = column[key.role];
  const stale = key.stale_after_ms;
  const [from, to] = [span.from, span.to + stale];
  const files = await context.connection.query<FileRow[]>(SELECT_FILES, [
    key.campaign_id,
    to,
    from,
    from,
    to,
  ]);
  if (files.length === 0) return;
  const readings = await readGood(context, key.channel_id, from - stale, to);
  const doubtful = await readNotGood(context, key.channel_id, from - stale, to);
  const rows: Cell[][] = [];
  for (const file of files) {
    const value = lastBefore(readings, file.taken_ms, stale);
    // Without a good reading a value stays (an older catalogue may have listed it), unless its reading is not good.
    const isWithdrawn = lastBefore(doubtful, file.taken_ms, stale) === file[name];
    if (value === file[name] || (value === null && !isWithdrawn)) continue;
    rows.push([value, file.id]);
    context.touched.note('run', file.run_id, { from: file.taken_ms, to: file.taken_ms });
  }
  await insertRows(context.connection, `UPDATE file SET ${name} = ? WHERE id = ?`, rows);
}
