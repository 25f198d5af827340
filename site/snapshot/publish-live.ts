/** What is written with every publication: the current state, and what came since the tiles. */

import { readKeyChannels, readLimits } from '#telemetry/catalogue/read/campaigns.ts';
import type { ReadConnection } from '#telemetry/catalogue/read/connection.ts';
import { span } from '#telemetry/otel/trace.ts';
import { buildLately } from './build-lately.ts';
import { buildNow } from './build-now.ts';
import { keyChannelsOf } from './build-runs.ts';
import { buildSparks } from './build-sparks.ts';
import {
  HEARTBEAT_MS,
  isDue,
  type PublicationMemory,
  type PublicationOptions,
  type Seen,
} from './publication-memory.ts';
import { packNow } from './encoding/now-table.ts';
import { locationsOf } from './publish-days.ts';
import { overviewPieces } from './publish-overview.ts';
import { piecesOf, publishTail } from './publish-tail.ts';
import type { AssetReference } from './schema/asset.ts';
import type { Manifest } from './schema/manifest.ts';
import type { Now } from './schema/now.ts';

const AT_TAIL = { 'code.function.name': 'site/snapshot/publish-tail.ts#publishTail' };

/** Writes `now` and `tail`. */
export async function publishLive(
  connection: ReadConnection,
  memory: PublicationMemory,
  { store }: PublicationOptions,
  seen: Pick<Seen, 'campaigns' | 'channels' | 'now'> & Pick<Now, 'alarms' | 'needs'>,
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
  await readLately(connection, memory, {
    keyChannels,
    channels,
    campaignId: current?.id ?? null,
    now,
  });
  const slugs = new Map(campaigns.map((campaign) => [campaign.id, campaign.slug]));
  const content = await buildNow({
    connection,
    campaigns,
    keyChannels,
    channels,
    sparks: memory.sparks,
    lately: memory.lately,
    alarms: seen.alarms,
    needs: seen.needs,
    now,
  });
  const live: AssetReference[] = [];
  const put = async (stem: string, part: unknown): Promise<AssetReference> => {
    const asset = await store.putHashed(stem, part);
    live.push(asset);
    return asset;
  };
  const packed = await store.putHashed('now', await packNow(content, put));
  const isOfTiles = memory.tilesAt === now;
  const tail = await span('tail', AT_TAIL, () =>
    publishTail({ connection, store, memory: memory.tail, channels, slugs, isOfTiles, now }),
  );
  live.push(...piecesOf(memory.tail), ...overviewPieces(memory.overview));
  memory.live = live;
  return { now: packed, tail };
}

/** Every ten seconds: the small charts, and what else changes by the minute. */
async function readLately(
  connection: ReadConnection,
  memory: PublicationMemory,
  {
    channels,
    ...seen
  }: Pick<Seen, 'channels' | 'now'> & {
    readonly keyChannels: ReturnType<typeof keyChannelsOf>;
    readonly campaignId: number | null;
  },
): Promise<void> {
  if (!isDue(seen.now, memory.sparksAt, HEARTBEAT_MS)) return;
  const byName = new Map(channels.map((channel) => [channel.name, channel]));
  memory.sparks = await buildSparks({ connection, ...seen, channels: byName });
  memory.lately = await buildLately({
    connection,
    ...seen,
    memory: memory.ofLately,
    channels: byName,
    locations: locationsOf(memory.overview.days),
  });
  memory.sparksAt = seen.now;
}
