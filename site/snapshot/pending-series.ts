/** Spans of time that changed, by channel and level, until their tiles are written. */

import { SERIES_LEVELS } from './schema/series.ts';

export interface SeriesSpan {
  readonly from: number;
  readonly to: number;
}

/** A level's bucket width, or `raw`: days of raw readings. */
export type LevelKey = string;

export const RAW: LevelKey = 'raw';

export type PendingSeries = Map<number, Map<LevelKey, SeriesSpan>>;

/** Widens what is pending for a channel, at one level or at all. */
export function addPending(
  pending: PendingSeries,
  channelId: number,
  from: number | null,
  to: number | null,
  levels: readonly LevelKey[] = [...SERIES_LEVELS.map(String), RAW],
): void {
  if (from === null || to === null) return;
  const spans = pending.get(channelId) ?? new Map<LevelKey, SeriesSpan>();
  pending.set(channelId, spans);
  for (const level of levels) {
    const known = spans.get(level);
    spans.set(level, {
      from: Math.min(from, known?.from ?? from),
      to: Math.max(to, known?.to ?? to),
    });
  }
}
