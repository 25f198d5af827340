/** What a publisher remembers of the tail: its pieces, and what came since each. */

import type { ChangeSpan } from '#telemetry/catalogue/read/changes.ts';
import type { ChannelRow } from '#telemetry/catalogue/read/series.ts';
import type { AssetReference } from './schema/asset.ts';

/** Spans of time in which something came. */
export interface NewSpans {
  /** By channel id. */
  readonly channels: ReadonlyMap<number, { readonly from: number; readonly to: number }>;
  /** The oldest file that came; null: none came. */
  readonly filesFrom: number | null;
}

export interface TailMemory {
  /** Start of the tail, UTC ms. */
  from: number;
  /** A piece for each writing of the tiles since `from`, oldest first; null: this process has written none yet. */
  minutes: { readonly asset: AssetReference; readonly at: number }[] | null;
  /** Everything since the tiles, up to `recentAt`. */
  recent: AssetReference | null;
  recentAt: number;
  sinceTiles: NewSpans;
  sinceRecent: NewSpans;
}

/** Nothing came. */
export const NO_NEWS: NewSpans = { channels: new Map(), filesFrom: null };

/** The memory of a publisher that has just started. */
export function newTailMemory(): TailMemory {
  return {
    from: 0,
    minutes: null,
    recent: null,
    recentAt: 0,
    sinceTiles: NO_NEWS,
    sinceRecent: NO_NEWS,
  };
}

/** Notes what came, for the piece that is to be and for the one after it; `changes` null: everything may have. */
export function noteNews(
  memory: TailMemory,
  changes: readonly ChangeSpan[] | null,
  channels: readonly ChannelRow[],
): void {
  memory.sinceTiles = withChanges(memory.sinceTiles, changes, channels);
  memory.sinceRecent = withChanges(memory.sinceRecent, changes, channels);
}

function withChanges(
  known: NewSpans,
  changes: readonly ChangeSpan[] | null,
  channels: readonly ChannelRow[],
): NewSpans {
  if (changes === null) return everything(channels);
  const spans = new Map(known.channels);
  let { filesFrom } = known;
  for (const { subject, subjectId, from, to } of changes) {
    if (from === null || to === null) continue;
    if (subject === 'run') filesFrom = Math.min(filesFrom ?? from, from);
    if (subject !== 'channel') continue;
    const before = spans.get(subjectId);
    spans.set(subjectId, {
      from: Math.min(before?.from ?? from, from),
      to: Math.max(before?.to ?? to, to),
    });
  }
  return { channels: spans, filesFrom };
}

/** Whatever any channel has. */
export function everything(channels: readonly ChannelRow[]): NewSpans {
  const spans = channels.flatMap(({ id, first, last }) =>
    first === null || last === null ? [] : [[id, { from: first, to: last }] as const],
  );
  return { channels: new Map(spans), filesFrom: 0 };
}
