/** One publication: reads one consistent state of the catalogue, writes what changed, then the manifest. */

import { randomBytes } from 'node:crypto';
import { readCampaigns, type CampaignRow } from '#telemetry/catalogue/read/campaigns.ts';
import { readChanges, readOldestChange, readPosition } from '#telemetry/catalogue/read/changes.ts';
import type { ReadConnection } from '#telemetry/catalogue/read/connection.ts';
import { readChannelCounts } from '#telemetry/catalogue/read/now.ts';
import { readChannels } from '#telemetry/catalogue/read/series.ts';
import { span } from '#telemetry/otel/trace.ts';
import { followRenames, readMoved } from './moved.ts';
import {
  HEARTBEAT_MS,
  isDue,
  type PublicationMemory,
  type PublicationOptions,
  type Seen,
} from './publication-memory.ts';
import { publishAlarms } from './publish-alarms.ts';
import { publishCampaigns } from './publish-campaigns.ts';
import { publishOverview } from './publish-overview.ts';
import { publishLive } from './publish-live.ts';
import { resumeSeries } from './publish-series.ts';
import { publishTiles } from './publish-tiles.ts';
import { SNAPSHOT_SCHEMA } from './schema/asset.ts';
import type { Manifest } from './schema/manifest.ts';
import type { Moved } from './schema/moved.ts';
import { refuseShrinkage } from './shrinkage.ts';
import type { Tree } from './tree.ts';

const STALE_AFTER_S = 30;
const AT_MANIFEST = { 'code.function.name': 'site/snapshot/store.ts#AssetStore.putManifest' };

/** Publishes if anything changed or the heartbeat is due; returns the new manifest, or null where there was nothing to do. `connection` is inside one consistent read. */
export async function publishOnce(
  connection: ReadConnection,
  memory: PublicationMemory,
  options: PublicationOptions,
  now: number,
): Promise<Manifest | null> {
  const { state, store } = options;
  const position = await readPosition(connection);
  const since = state.manifest?.position ?? 0;
  const isBeating = isDue(now, memory.manifestAt, HEARTBEAT_MS);
  if (state.manifest !== null && position === since && !isBeating) return null;

  const moved = await readMoved(connection);
  const before = followRenames(state.campaigns, moved);
  const { seen, isFirst, isLost } = await look(connection, memory, options, { position, now });
  if (isFirst) resumeSeries(state, seen.channels, memory.pending);
  await publishTiles(connection, memory, options, seen);
  const ofCampaigns = isFirst ? { ...seen, changes: null } : seen;
  await publishCampaigns(connection, memory, options, ofCampaigns);
  for (const slug of state.campaigns.keys()) {
    if (seen.campaigns.some((campaign) => campaign.slug === slug)) continue;
    state.campaigns.delete(slug);
    await dropGroup(options.tree, `campaign/${slug}`);
  }
  const runs = await refuseShrinkage(connection, {
    before,
    state,
    campaigns: seen.campaigns,
    since: isLost ? position : since,
    position,
  });
  if (runs > 0) options.say('info', `${runs} runs went, as the catalogue records`);

  const alarms = await publishAlarms(connection, memory, options, seen);
  const overview = await publishOverview(connection, memory, options, seen);
  const live = await publishLive(connection, memory, options, { ...seen, ...alarms.shown });
  const parts = { live: { ...live, alarms: alarms.asset, overview }, moved };
  const manifest = await manifestOf(connection, memory, options, seen, parts);
  const written = { ...AT_MANIFEST, 'flash.snapshot': manifest.id };
  await span('manifest', written, () => store.putManifest(manifest));
  state.manifest = manifest;
  memory.manifestAt = now;
  return manifest;
}

/** Nothing leads to the assets of a campaign that is gone, or goes by another slug. */
async function dropGroup(tree: Tree, group: string): Promise<void> {
  for (const leaf of await tree.leaves(group)) tree.drop({ group, leaf }, '*');
}

/** Reads what there is, and what changed since this publisher, or the one before it, looked last. */
async function look(
  connection: ReadConnection,
  memory: PublicationMemory,
  { state }: PublicationOptions,
  { position, now }: Pick<Seen, 'position' | 'now'>,
): Promise<{ readonly seen: Seen; readonly isFirst: boolean; readonly isLost: boolean }> {
  const campaigns = await readCampaigns(connection);
  const channels = await readChannels(connection);
  const since = state.manifest?.position ?? 0;
  // A publisher that has just started takes up what the last one had not put into tiles and shards yet.
  const isFirst = memory.tilesPosition === null;
  const from = isFirst ? (state.manifest?.tiles_position ?? 0) : since;
  // Of another catalogue, or away for so long that changes it did not see were removed: everything may differ.
  const isLost = position < since || from < (await readOldestChange(connection)) - 1;
  const isWhole = state.manifest === null || isLost;
  const changes = isWhole ? null : await readChanges(connection, from, position);
  return { seen: { campaigns, channels, changes, now, position }, isFirst, isLost };
}

async function manifestOf(
  connection: ReadConnection,
  memory: PublicationMemory,
  { state, store, tree, pollAfterMs, demoNote }: PublicationOptions,
  { campaigns, now, position }: Seen,
  {
    live,
    moved,
  }: {
    readonly live: Pick<Manifest['assets'], 'now' | 'tail' | 'alarms' | 'overview'>;
    readonly moved: Moved;
  },
): Promise<Manifest> {
  const heads = campaigns.flatMap((campaign) => state.campaigns.get(campaign.slug)?.head ?? []);
  const total = (count: (campaign: CampaignRow) => number): number =>
    campaigns.reduce((sum, campaign) => sum + count(campaign), 0);
  return {
    schema: SNAPSHOT_SCHEMA,
    id: snapshotId(now),
    previous: state.manifest?.id ?? null,
    generated_at: now,
    poll_after_ms: pollAfterMs,
    stale_after_s: STALE_AFTER_S,
    position,
    tiles_position: memory.tilesPosition ?? 0,
    demo: demoNote !== null,
    demo_note: demoNote,
    // Of the catalogue at this position: what was not written yet is counted too.
    rows: {
      campaign: campaigns.length,
      run: total(({ runCount }) => runCount),
      file: total(({ fileCount }) => fileCount),
      ...(await readChannelCounts(connection)),
      log_entry: state.log.months.reduce((sum, { count }) => sum + count, 0),
    },
    assets: {
      ...live,
      campaigns: await store.putHashed('campaigns', { campaigns: heads, moved }),
      ...(await indexesOf(memory, { state, store }, now)),
      tree: await tree.flush(),
    },
  };
}

/** The lists of channels and of months are written with the tiles; in between they are those of the manifest in force. */
async function indexesOf(
  memory: PublicationMemory,
  { state, store }: Pick<PublicationOptions, 'state' | 'store'>,
  now: number,
): Promise<Pick<Manifest['assets'], 'series' | 'log'>> {
  const known = state.manifest?.assets;
  // At the beginning, and where damage was found, nothing of before counts.
  if (known !== undefined && memory.tilesAt !== now && memory.manifestAt !== 0) {
    return { series: known.series, log: known.log };
  }
  return {
    series: await store.putHashed('series', { channels: Object.fromEntries(state.series) }),
    log: await store.putHashed('log', state.log),
  };
}

/** Returns `20261123T101006Z-3f2a`: the time and four random digits. */
function snapshotId(now: number): string {
  const time = new Date(now).toISOString().replaceAll(/[-:]|\.\d+/g, '');
  return `${time}-${randomBytes(2).toString('hex')}`;
}
