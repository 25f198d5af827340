/** The campaigns that changed, or that wait for their pause to end; others cost nothing. */

import { readKeyChannels, readLimits } from '#telemetry/catalogue/read/campaigns.ts';
import type { ChangeSpan } from '#telemetry/catalogue/read/changes.ts';
import type { ReadConnection } from '#telemetry/catalogue/read/connection.ts';
import { readRuns, readRunsById } from '#telemetry/catalogue/read/runs.ts';
import {
  isDue,
  type PublicationMemory,
  type PublicationOptions,
  type Seen,
} from './publication-memory.ts';
import type { PublishedState } from './published-state.ts';
import { isShardDue, publishRuns } from './publish-runs.ts';

/** A campaign in which something waits for its pause is looked through this often: its runs are many, and one of them grows every second. */
const LOOK_EVERY_MS = 5_000;

/** Publishes the runs, files and tuner points of the campaigns that changed. */
export async function publishCampaigns(
  connection: ReadConnection,
  memory: PublicationMemory,
  { state, store, tree, say }: PublicationOptions,
  seen: Seen,
): Promise<void> {
  const { campaigns, channels, changes, now } = seen;
  const touched =
    changes === null ? null : await touchedCampaigns(connection, memory, changes, state, seen);
  // What is looked through whole is not kept: ten years of runs are many, and nearly none of them changes.
  if (touched === null) memory.runRows.forgetAll();
  for (const { id, slug } of campaigns) {
    // One that nobody looks at now is looked at when the others are that wait.
    if (touched?.get(id) === 'waits' && !memory.waiting.has(slug)) memory.waiting.set(slug, now);
  }
  const wanted = campaigns.filter(({ id, slug }) => {
    if (touched === null || touched.get(id) === 'due' || !state.campaigns.has(slug)) return true;
    const lookedAt = memory.waiting.get(slug);
    return lookedAt !== undefined && isDue(now, lookedAt, LOOK_EVERY_MS);
  });
  if (wanted.length === 0) return;
  const keyChannelRows = await readKeyChannels(connection);
  const limits = await readLimits(connection);
  const byName = new Map(channels.map((channel) => [channel.name, channel]));
  for (const campaign of wanted) {
    const runs =
      touched === null
        ? await readRuns(connection, campaign.id)
        : await memory.runRows.of(connection, campaign);
    const waits = await publishRuns({
      connection,
      runs,
      store,
      tree,
      state,
      campaign,
      keyChannelRows,
      limits,
      channels: byName,
      lookedAt: memory.partLookedAt,
      now,
      say,
    });
    if (waits) memory.waiting.set(campaign.slug, now);
    else memory.waiting.delete(campaign.slug);
  }
}

/**
 * Tells by campaign whether a run of it is to be written now, or waits for its pause. Null: any may have changed, since a
 * run is gone and nobody knows whose it was.
 */
async function touchedCampaigns(
  connection: ReadConnection,
  { runRows }: PublicationMemory,
  changes: readonly ChangeSpan[],
  state: PublishedState,
  { campaigns, now }: Pick<Seen, 'campaigns' | 'now'>,
): Promise<ReadonlyMap<number, 'due' | 'waits'> | null> {
  const ids = (wanted: string): number[] =>
    changes.flatMap(({ subject, subjectId }) => (subject === wanted ? [subjectId] : []));
  const wanted = ids('run');
  const runs = await readRunsById(connection, wanted);
  if (runs.length < wanted.length) return null;
  runRows.follow(runs);
  const slugs = new Map(campaigns.map(({ id, slug }) => [id, slug]));
  const touched = new Map<number, 'due' | 'waits'>();
  for (const run of runs) {
    const shown = state.campaigns.get(slugs.get(run.campaignId) ?? '');
    const row = shown?.runs.columns.number.indexOf(run.number) ?? -1;
    const files = shown?.runs.columns.files[row] ?? null;
    const isNow = isShardDue(run, shown?.shards.get(run.number), now, files);
    if (isNow || !touched.has(run.campaignId)) touched.set(run.campaignId, isNow ? 'due' : 'waits');
  }
  for (const id of ids('campaign')) touched.set(id, 'due');
  return touched;
}
