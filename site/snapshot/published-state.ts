/** What the publisher remembers of what it published; after a restart it is read back from the snapshot itself. */

import { FlashError } from '#telemetry/errors.ts';
import type { Log } from '#telemetry/effects.ts';
import { readAsset, readManifest } from './reader.ts';
import type { AssetReference } from './schema/asset.ts';
import type { Campaigns, CampaignHead, Manifest } from './schema/manifest.ts';
import type { Runs } from './schema/runs.ts';
import type { ChannelSeries, SeriesIndex } from './schema/series.ts';

export interface PublishedShard {
  readonly number: number;
  readonly revision: number;
  readonly state: string;
  readonly asset: AssetReference;
  /** When it was written, by the publisher's clock; 0: before this start. */
  readonly writtenAt: number;
}

export interface PublishedCampaign {
  head: CampaignHead;
  readonly runs: Runs;
  /** By run number. */
  readonly shards: ReadonlyMap<number, PublishedShard>;
}

export interface PublishedState {
  manifest: Manifest | null;
  /** By slug. */
  readonly campaigns: Map<string, PublishedCampaign>;
  /** By channel name. */
  readonly series: Map<string, AssetReference>;
  /** Read when a channel changes for the first time after a start. */
  readonly seriesContent: Map<string, ChannelSeries>;
}

/** Returns an empty memory: everything will be published. */
export function emptyState(): PublishedState {
  return { manifest: null, campaigns: new Map(), series: new Map(), seriesContent: new Map() };
}

/** Reads back what a directory holds; where it is damaged or of another schema, everything is published anew and the log says so. */
export async function loadState(directory: string, log: Log): Promise<PublishedState> {
  try {
    return await readState(directory);
  } catch (error) {
    if (!(error instanceof FlashError)) throw error;
    log.write('warn', `${error.message}; the whole snapshot is published anew`);
    return emptyState();
  }
}

async function readState(directory: string): Promise<PublishedState> {
  const state = emptyState();
  const manifest = await readManifest(directory);
  if (manifest === null) return state;
  const { campaigns } = await readAsset<Campaigns>(directory, manifest.assets.campaigns);
  for (const head of campaigns) {
    const runs = await readAsset<Runs>(directory, head.runs);
    const { number, revision, shard, state: states } = runs.columns;
    const shards = number.flatMap((n, i): [number, PublishedShard][] => {
      const asset = shard[i];
      if (asset === undefined) return [];
      return [
        [
          n,
          {
            number: n,
            revision: revision[i] ?? 0,
            state: states[i] ?? 'open',
            asset,
            writtenAt: 0,
          },
        ],
      ];
    });
    state.campaigns.set(head.slug, { head, runs, shards: new Map(shards) });
  }
  const { channels } = await readAsset<SeriesIndex>(directory, manifest.assets.series);
  for (const [channel, asset] of Object.entries(channels)) state.series.set(channel, asset);
  state.manifest = manifest;
  return state;
}
