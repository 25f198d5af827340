/** Reads a published snapshot from a directory through its manifest, as pages and commands do. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode, FlashError } from '#telemetry/errors.ts';
import { SNAPSHOT_SCHEMA, type AssetReference } from './schema/asset.ts';
import type { Campaigns, Manifest } from './schema/manifest.ts';
import type { Now } from './schema/now.ts';
import type { Run } from './schema/run.ts';
import type { Runs } from './schema/runs.ts';
import type { ChannelSeries, SeriesIndex, SeriesTile, TileReference } from './schema/series.ts';
import type { Tail } from './schema/tail.ts';
import { program } from '#telemetry/program.ts';

export interface Snapshot {
  readonly manifest: Manifest;
  readonly now: Now;
  readonly tail: Tail;
  campaigns(): Promise<Campaigns>;
  /** Null: the snapshot has no campaign of this slug. */
  runs(slug: string): Promise<Runs | null>;
  /** Null: no such campaign, or no run of this number in it. */
  run(slug: string, number: number): Promise<Run | null>;
  /** Null: the snapshot has no series of this channel. */
  series(channel: string): Promise<ChannelSeries | null>;
  tile(reference: TileReference): Promise<SeriesTile>;
}

/** Returns the manifest of a directory, null where nothing was published yet; an unknown schema is an error. */
export async function readManifest(directory: string): Promise<Manifest | null> {
  let text: string;
  try {
    text = await readFile(join(directory, 'snapshot.json'), 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
  const manifest = parse(join(directory, 'snapshot.json'), text) as Manifest;
  if (manifest.schema === SNAPSHOT_SCHEMA) return manifest;
  throw new FlashError({
    operation: 'read the snapshot',
    subject: directory,
    reason: `it has schema ${String(manifest.schema)}, this version reads ${SNAPSHOT_SCHEMA}`,
    hint: `publish it again with this version: ${program} snapshot`,
  });
}

/** Opens one consistent state; null where nothing was published yet. Assets are read once and kept while it is held. */
export async function openSnapshot(directory: string): Promise<Snapshot | null> {
  const manifest = await readManifest(directory);
  if (manifest === null) return null;
  const read = cachedReader(directory);
  const campaigns = (): Promise<Campaigns> => read<Campaigns>(manifest.assets.campaigns);
  const runs = async (slug: string): Promise<Runs | null> => {
    const head = (await campaigns()).campaigns.find((campaign) => campaign.slug === slug);
    return head === undefined ? null : await read<Runs>(head.runs);
  };
  return {
    manifest,
    now: await read<Now>(manifest.assets.now),
    tail: await read<Tail>(manifest.assets.tail),
    campaigns,
    runs,
    async run(slug, number) {
      const index = await runs(slug);
      const shard = index?.columns.shard[index.columns.number.indexOf(number)];
      return shard === undefined ? null : await read<Run>(shard);
    },
    async series(channel) {
      const asset = (await read<SeriesIndex>(manifest.assets.series)).channels[channel];
      return asset === undefined ? null : await read<ChannelSeries>(asset);
    },
    tile: (reference) => read<SeriesTile>(reference),
  };
}

function cachedReader(directory: string): <T>(asset: AssetReference) => Promise<T> {
  const known = new Map<string, Promise<unknown>>();
  return <T>(asset: AssetReference): Promise<T> => {
    const running = known.get(asset.path) ?? readAsset(directory, asset);
    known.set(asset.path, running);
    return running as Promise<T>;
  };
}

/** Returns the content of an asset; one that is missing or has another length is an error that says so. */
export async function readAsset<T>(directory: string, asset: AssetReference): Promise<T> {
  const path = join(directory, asset.path);
  const body = await readFile(path).catch((cause: unknown) => {
    throw damaged(path, 'the manifest leads to it and it cannot be read', cause);
  });
  if (body.length !== asset.bytes)
    throw damaged(path, `it has ${body.length} bytes, the manifest says ${asset.bytes}`);
  return parse(path, body.toString('utf8')) as T;
}

function parse(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw damaged(path, 'it is not JSON', cause);
  }
}

function damaged(path: string, reason: string, cause?: unknown): FlashError {
  return new FlashError({
    operation: 'read the snapshot',
    subject: path,
    reason,
    hint: `publish it anew from the catalogue: ${program} snapshot`,
    cause,
  });
}
