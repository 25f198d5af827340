/** What the publisher remembers of what it published; after a restart it is read back from the snapshot itself. */

import type { Log } from '#telemetry/effects.ts';
import { FlashError } from '#telemetry/errors.ts';
import { unpackRuns } from './encoding/runs-table.ts';
import { logIndexSchema } from './parse/log.ts';
import { campaignsSchema } from './parse/manifest.ts';
import { runsSchema, tunerSchema } from './parse/runs.ts';
import { seriesIndexSchema } from './parse/series.ts';
import type { Place } from './publish-files.ts';
import { readAsset, readManifest } from './reader.ts';
import type { LogIndex } from './schema/log.ts';
import type { CampaignHead, Manifest } from './schema/manifest.ts';
import type { Runs, Tuner } from './schema/runs.ts';
import type { ChannelSeries } from './schema/series.ts';

export interface PublishedShard {
  readonly number: number;
  readonly revision: number;
  readonly state: string;
  /** When it was written, by the publisher's clock; 0: before this start. */
  readonly writtenAt: number;
}

export interface PublishedCampaign {
  readonly head: CampaignHead;
  readonly runs: Runs;
  readonly tuner: Tuner;
  /** By run number. */
  readonly shards: Map<number, PublishedShard>;
  /** Where each run's first file stands in the Parquet parts, by run number. */
  readonly places: Map<number, Place>;
}

export interface PublishedState {
  manifest: Manifest | null;
  /** By slug. */
  readonly campaigns: Map<string, PublishedCampaign>;
  /** By channel name. */
  readonly series: Map<string, ChannelSeries>;
  log: LogIndex;
}

/** Returns an empty memory: everything will be published. */
export function emptyState(): PublishedState {
  return { manifest: null, campaigns: new Map(), series: new Map(), log: { months: [] } };
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
  const { campaigns } = await readAsset(directory, manifest.assets.campaigns, campaignsSchema);
  for (const head of campaigns) {
    const runs = unpackRuns(await readAsset(directory, head.runs, runsSchema));
    const tuner = await readAsset(directory, head.tuner, tunerSchema);
    const { number, revision, state: states } = runs.columns;
    const shards = number.map((n, i): [number, PublishedShard] => [
      n,
      { number: n, revision: revision[i] ?? 0, state: states[i] ?? 'open', writtenAt: 0 },
    ]);
    const places = number.flatMap((n, i): [number, Place][] => {
      const [part, row] = [runs.columns.part[i] ?? null, runs.columns.row[i] ?? null];
      return part === null || row === null ? [] : [[n, { part, row }]];
    });
    state.campaigns.set(head.slug, {
      head,
      runs,
      tuner,
      shards: new Map(shards),
      places: new Map(places),
    });
  }
  const { channels } = await readAsset(directory, manifest.assets.series, seriesIndexSchema);
  for (const [channel, series] of Object.entries(channels)) state.series.set(channel, series);
  state.log = await readAsset(directory, manifest.assets.log, logIndexSchema);
  state.manifest = manifest;
  return state;
}
