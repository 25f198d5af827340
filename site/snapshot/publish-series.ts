/** Writes the series of channels that changed; untouched channels and tiles stay as they are. */

import type { ReadConnection } from '#telemetry/catalogue/read/connection.ts';
import type { ChannelRow } from '#telemetry/catalogue/read/series.ts';
import { channelFolder, writeChannelSeries, type SeriesSpan } from './build-series.ts';
import type { PublishedState } from './published-state.ts';
import { readAsset } from './reader.ts';
import type { ChannelSeries } from './schema/series.ts';
import type { AssetStore } from './store.ts';

/** Spans of time that changed, by channel id, until their tiles are written. */
export type PendingSeries = Map<number, SeriesSpan>;

/** Widens what is pending for a channel. */
export function addPending(
  pending: PendingSeries,
  channelId: number,
  from: number | null,
  to: number | null,
): void {
  if (from === null || to === null) return;
  const known = pending.get(channelId);
  pending.set(channelId, {
    from: Math.min(from, known?.from ?? from),
    to: Math.max(to, known?.to ?? to),
  });
}

/** Writes all pending tiles and empties `pending`; the state then names the new series of each channel. */
export async function publishSeries(options: {
  readonly connection: ReadConnection;
  readonly store: AssetStore;
  readonly state: PublishedState;
  readonly channels: readonly ChannelRow[];
  readonly pending: PendingSeries;
}): Promise<void> {
  const { connection, store, state, channels, pending } = options;
  for (const channel of channels) {
    const span = pending.get(channel.id);
    if (span === undefined) continue;
    const known = await knownSeries(store, state, channel.name);
    const series = await writeChannelSeries({ connection, store, channel, span, known });
    state.seriesContent.set(channel.name, series);
    state.series.set(
      channel.name,
      await store.putHashed(`series/${channelFolder(channel.name)}/index`, series),
    );
    pending.delete(channel.id);
  }
  pending.clear();
}

async function knownSeries(
  store: AssetStore,
  state: PublishedState,
  channel: string,
): Promise<ChannelSeries | null> {
  const kept = state.seriesContent.get(channel);
  if (kept !== undefined) return kept;
  const asset = state.series.get(channel);
  return asset === undefined ? null : await readAsset<ChannelSeries>(store.directory, asset);
}
