/** One publication: reads one consistent state of the catalogue, writes what changed, then the manifest. */

import { randomBytes } from 'node:crypto';
import {
  readCampaigns,
  readKeyChannels,
  readLimits,
  type CampaignRow,
} from '#telemetry/catalogue/read/campaigns.ts';
import {
  readChanges,
  readOldestChange,
  readPosition,
  type ChangeSpan,
} from '#telemetry/catalogue/read/changes.ts';
import type { ReadConnection } from '#telemetry/catalogue/read/connection.ts';
import { readRowCounts } from '#telemetry/catalogue/read/now.ts';
import { readChannels, type ChannelRow } from '#telemetry/catalogue/read/series.ts';
import { span } from '#telemetry/otel/trace.ts';
import { buildNow } from './build-now.ts';
import { keyChannelsOf } from './build-runs.ts';
import { buildSparks } from './build-sparks.ts';
import { buildTail } from './build-tail.ts';
import { publishRuns } from './publish-runs.ts';
import { addPending, publishSeries, type PendingSeries } from './publish-series.ts';
import type { PublishedState } from './published-state.ts';
import { SNAPSHOT_SCHEMA } from './schema/asset.ts';
import type { Manifest } from './schema/manifest.ts';
import type { Spark } from './schema/now.ts';
import type { AssetStore } from './store.ts';

/** The manifest is written again this often even when nothing changed, and is stale after three times that. */
export const HEARTBEAT_MS = 10_000;
export const STALE_AFTER_S = 30;
/** Tiles are written once a minute; the tail reaches this much further back, for readings that come late. */
const TILES_EVERY_MS = 60_000;
const TAIL_MARGIN_MS = 180_000;

const AT_TAIL = { 'code.function.name': 'site/snapshot/build-tail.ts#buildTail' };
const AT_MANIFEST = { 'code.function.name': 'site/snapshot/store.ts#AssetStore.putManifest' };

export interface PublicationOptions {
  readonly store: AssetStore;
  readonly state: PublishedState;
  /** What the DEMO mark says; null: a real experiment. */
  readonly demoNote: string | null;
  /** 500 on a hub, 30 000 on a static host. */
  readonly pollAfterMs: number;
}

/** What lives between publications besides the state: what waits for its minute. */
export interface PublicationMemory {
  readonly pending: PendingSeries;
  tilesAt: number;
  /** The position whose changes the tiles hold; null: this process has not published yet. */
  tilesPosition: number | null;
  tailFrom: number;
  manifestAt: number;
  sparksAt: number;
  sparks: Readonly<Record<string, Spark>>;
  /** Campaigns whose open run changed and waits for its minute. */
  readonly waiting: Set<number>;
}

/** The memory of a publisher that has just started: everything is due. */
export function newMemory(): PublicationMemory {
  return {
    pending: new Map(),
    tilesAt: 0,
    tilesPosition: null,
    tailFrom: 0,
    manifestAt: 0,
    sparksAt: 0,
    sparks: {},
    waiting: new Set(),
  };
}

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
  if (state.manifest !== null && position === since && now - memory.manifestAt < HEARTBEAT_MS)
    return null;

  const campaigns = await readCampaigns(connection);
  const channels = await readChannels(connection);
  // A publisher that has just started takes up what the last one had not put into tiles and shards yet.
  const isFirst = memory.tilesPosition === null;
  const from = isFirst ? (state.manifest?.tiles_position ?? 0) : since;
  // Of another catalogue, or away for so long that changes it did not see were removed: everything may differ.
  const isLost = position < since || from < (await readOldestChange(connection)) - 1;
  const changes =
    state.manifest === null || isLost ? null : await readChanges(connection, from, position);
  await publishTiles(connection, memory, options, { channels, changes, now, position });
  const seen = { campaigns, channels, changes: isFirst ? null : changes, now, position };
  await publishCampaigns(connection, memory, options, seen);
  const live = await publishLive(connection, memory, options, { campaigns, channels, now });

  const heads = campaigns.flatMap((campaign) => state.campaigns.get(campaign.slug)?.head ?? []);
  for (const slug of state.campaigns.keys()) {
    if (!heads.some((head) => head.slug === slug)) state.campaigns.delete(slug);
  }
  const manifest: Manifest = {
    schema: SNAPSHOT_SCHEMA,
    id: snapshotId(now),
    previous: state.manifest?.id ?? null,
    generated_at: now,
    poll_after_ms: options.pollAfterMs,
    stale_after_s: STALE_AFTER_S,
    position,
    tiles_position: memory.tilesPosition ?? 0,
    demo: options.demoNote !== null,
    demo_note: options.demoNote,
    rows: await readRowCounts(connection),
    assets: {
      ...live,
      campaigns: await store.putHashed('campaigns', { campaigns: heads }),
      series: await store.putHashed('series', { channels: Object.fromEntries(state.series) }),
    },
  };
  const written = { ...AT_MANIFEST, 'flash.snapshot': manifest.id };
  await span('manifest', written, () => store.putManifest(manifest));
  state.manifest = manifest;
  memory.manifestAt = now;
  return manifest;
}

interface Seen {
  readonly channels: readonly ChannelRow[];
  /** Null: everything may have changed. */
  readonly changes: readonly ChangeSpan[] | null;
  readonly now: number;
  readonly position: number;
}

async function publishTiles(
  connection: ReadConnection,
  memory: PublicationMemory,
  { state, store }: PublicationOptions,
  { channels, changes, now, position }: Seen,
): Promise<void> {
  const spans =
    changes ??
    channels.map(({ id, first, last }) => ({
      subject: 'channel',
      subjectId: id,
      from: first,
      to: last,
    }));
  for (const { subject, subjectId, from, to } of spans) {
    if (subject === 'channel') addPending(memory.pending, subjectId, from, to);
  }
  if (now - memory.tilesAt < TILES_EVERY_MS) return;
  await publishSeries({ connection, store, state, channels, pending: memory.pending });
  memory.tilesAt = now;
  memory.tilesPosition = position;
  memory.tailFrom = Math.floor((now - TAIL_MARGIN_MS) / 60_000) * 60_000;
}

async function publishCampaigns(
  connection: ReadConnection,
  memory: PublicationMemory,
  { state, store }: PublicationOptions,
  seen: Seen & { readonly campaigns: readonly CampaignRow[] },
): Promise<void> {
  const { campaigns, channels, changes, now } = seen;
  const keyChannelRows = await readKeyChannels(connection);
  const limits = await readLimits(connection);
  const byName = new Map(channels.map((channel) => [channel.name, channel]));
  const touched =
    changes === null || changes.some(({ subject }) => subject === 'run' || subject === 'campaign');
  for (const campaign of campaigns) {
    const known = state.campaigns.get(campaign.slug);
    const isUnchanged = known !== undefined && known.head.runCount === campaign.runCount;
    if (!touched && isUnchanged && !memory.waiting.has(campaign.id)) continue;
    const waits = await publishRuns({
      connection,
      store,
      state,
      campaign,
      keyChannelRows,
      limits,
      channels: byName,
      now,
    });
    if (waits) memory.waiting.add(campaign.id);
    else memory.waiting.delete(campaign.id);
  }
}

async function publishLive(
  connection: ReadConnection,
  memory: PublicationMemory,
  { store }: PublicationOptions,
  seen: {
    readonly campaigns: readonly CampaignRow[];
    readonly channels: readonly ChannelRow[];
    readonly now: number;
  },
): Promise<Pick<Manifest['assets'], 'now' | 'tail'>> {
  const { campaigns, channels, now } = seen;
  const current = campaigns.find((campaign) => campaign.lastStart !== null) ?? campaigns[0];
  const keyChannels =
    current === undefined
      ? []
      : keyChannelsOf(
          current.id,
          await readKeyChannels(connection),
          await readLimits(connection),
          now,
        );
  if (now - memory.sparksAt >= HEARTBEAT_MS) {
    const byName = new Map(channels.map((channel) => [channel.name, channel]));
    const campaignId = current?.id ?? null;
    memory.sparks = await buildSparks({
      connection,
      keyChannels,
      channels: byName,
      campaignId,
      now,
    });
    memory.sparksAt = now;
  }
  const slugs = new Map(campaigns.map((campaign) => [campaign.id, campaign.slug]));
  const content = await buildNow({
    connection,
    campaigns,
    keyChannels,
    channels,
    sparks: memory.sparks,
    now,
  });
  const tail = await span('tail', AT_TAIL, () =>
    buildTail({ connection, channels, from: memory.tailFrom, to: now, slugs }),
  );
  return { now: await store.putHashed('now', content), tail: await store.putHashed('tail', tail) };
}

/** Returns `20261123T101006Z-3f2a`: the time and four random digits. */
function snapshotId(now: number): string {
  const time = new Date(now).toISOString().replaceAll(/[-:]|\.\d+/g, '');
  return `${time}-${randomBytes(2).toString('hex')}`;
}
