/** Writes the shards of runs that changed and the index of their campaign. */

import type { CampaignRow, KeyChannelRow, LimitRow } from '#telemetry/catalogue/read/campaigns.ts';
import type { ReadConnection } from '#telemetry/catalogue/read/connection.ts';
import {
  readCopyCounts,
  readListedAngles,
  readRunChannels,
  readRuns,
  readStepSummaries,
  readTunerPoints,
  type CopyCountRow,
  type RunRow,
} from '#telemetry/catalogue/read/runs.ts';
import type { ChannelRow } from '#telemetry/catalogue/read/series.ts';
import { buildRun } from './build-run.ts';
import { buildRuns, keyChannelsOf } from './build-runs.ts';
import type { PublishedCampaign, PublishedShard, PublishedState } from './published-state.ts';
import type { AssetStore } from './store.ts';

/** An open run's shard is written again at most once a minute; a closed one that still changes (an import) every five seconds. */
const OPEN_EVERY_MS = 60_000;
const CLOSED_EVERY_MS = 5_000;

export interface RunsPublication {
  readonly connection: ReadConnection;
  readonly store: AssetStore;
  readonly state: PublishedState;
  readonly campaign: CampaignRow;
  readonly keyChannelRows: readonly KeyChannelRow[];
  readonly limits: readonly LimitRow[];
  readonly channels: ReadonlyMap<string, ChannelRow>;
  readonly now: number;
}

/** Returns whether a run's shard has to be written now: it is new, it closed, or it changed and its pause is over. */
export function isShardDue(
  run: RunRow,
  shard: PublishedShard | undefined,
  now: number,
  shownFiles: number | null = null,
): boolean {
  if (shard === undefined) return true;
  if (shard.revision === run.revision) return false;
  if (shard.state !== run.state) return true;
  // While a history is taken in, an open run is another one every few seconds.
  const hasGrown = shownFiles !== null && run.fileCount > shownFiles * 1.2 + 20;
  const pause = run.state === 'open' && !hasGrown ? OPEN_EVERY_MS : CLOSED_EVERY_MS;
  return now - shard.writtenAt >= pause;
}

/** Publishes a campaign's runs where they changed; returns whether something still waits for its pause to end. */
export async function publishRuns(publication: RunsPublication): Promise<boolean> {
  const { connection, store, state, campaign, now } = publication;
  const runs = await readRuns(connection, campaign.id);
  const known = state.campaigns.get(campaign.slug);
  const due = runs.filter((run) => {
    const index = known?.runs.columns.number.indexOf(run.number) ?? -1;
    const shown = known?.runs.columns.files[index] ?? null;
    return isShardDue(run, known?.shards.get(run.number), now, shown);
  });
  const waiting = runs.some(
    (run) => !due.includes(run) && known?.shards.get(run.number)?.revision !== run.revision,
  );
  const gone = known !== undefined && hasGone(known, runs);
  if (known !== undefined && due.length === 0 && !gone && sameHead(known, campaign, publication))
    return waiting;

  const statistics = await readRunChannels(connection, campaign.id);
  const shards = new Map<number, PublishedShard>();
  for (const run of runs) {
    const old = known?.shards.get(run.number);
    if (old !== undefined && !due.includes(run)) shards.set(run.number, old);
    else shards.set(run.number, await writeShard(run, publication, statistics));
  }
  const index = buildRuns({
    campaign,
    keyChannels: keyChannelsOf(campaign.id, publication.keyChannelRows, publication.limits, now),
    runs,
    steps: await readStepSummaries(connection, campaign.id),
    statistics,
    copies: await copyCounts(connection, runs, due, known),
    tuner: await readTunerPoints(connection, campaign.id),
    listedAngles: await readListedAngles(connection, campaign.id),
    shards: new Map(
      runs.flatMap((run) => {
        const shard = shards.get(run.number);
        return shard === undefined ? [] : [[run.id, shard] as const];
      }),
    ),
  });
  const asset = await store.putHashed(`runs/${campaign.slug}`, index);
  const { slug, name, title, experiment } = campaign;
  const head = { slug, name, title, experiment, runCount: runs.length, runs: asset };
  state.campaigns.set(slug, { head, runs: index, shards });
  return waiting;
}

function hasGone(known: PublishedCampaign, runs: readonly RunRow[]): boolean {
  const numbers = new Set(runs.map((run) => run.number));
  return known.runs.columns.number.some((number) => !numbers.has(number));
}

function sameHead(
  known: PublishedCampaign,
  campaign: CampaignRow,
  publication: RunsPublication,
): boolean {
  const keys = keyChannelsOf(
    campaign.id,
    publication.keyChannelRows,
    publication.limits,
    publication.now,
  );
  return (
    known.head.title === campaign.title &&
    JSON.stringify(known.runs.keyChannels) === JSON.stringify(keys)
  );
}

async function writeShard(
  run: RunRow,
  publication: RunsPublication,
  statistics: Awaited<ReturnType<typeof readRunChannels>>,
): Promise<PublishedShard> {
  const { connection, store, campaign, channels, now } = publication;
  // A run is judged by the limits of its time.
  const at = run.end ?? now;
  const keyChannels = keyChannelsOf(
    campaign.id,
    publication.keyChannelRows,
    publication.limits,
    Math.max(at, run.start ?? at),
  );
  const built = await buildRun(run, {
    connection,
    campaign,
    keyChannels,
    channels,
    statistics,
    now,
  });
  const stem = `run/${campaign.slug}/${run.number}`;
  const fileParts: string[] = [];
  for (const [i, part] of built.parts.entries())
    fileParts.push((await store.putHashed(`${stem}.files-${i + 2}`, part)).path);
  const asset = await store.putNamed(`${stem}.r${run.revision}.json`, { ...built.run, fileParts });
  return { number: run.number, revision: run.revision, state: run.state, asset, writtenAt: now };
}

/** Counts of copies: read for runs that changed, taken over from the last index for the others. */
async function copyCounts(
  connection: ReadConnection,
  runs: readonly RunRow[],
  due: readonly RunRow[],
  known: PublishedCampaign | undefined,
): Promise<ReadonlyMap<number, CopyCountRow>> {
  const counts = new Map<number, CopyCountRow>();
  const columns = known?.runs.columns;
  for (const run of runs) {
    const i = columns?.number.indexOf(run.number) ?? -1;
    if (columns === undefined || i < 0) continue;
    counts.set(run.id, {
      runId: run.id,
      present: columns.copiesPresent[i] ?? 0,
      removed: columns.copiesRemoved[i] ?? 0,
      verified: columns.copiesVerified[i] ?? 0,
      archived: columns.copiesArchived[i] ?? 0,
    });
  }
  const ids = due.map((run) => run.id);
  for (const row of await readCopyCounts(connection, ids)) counts.set(row.runId, row);
  return counts;
}
