/** The campaigns that changed, or that wait for their pause to end; others cost nothing. */

import { readKeyChannels, readLimits } from '#telemetry/catalogue/read/campaigns.ts';
import type { ChangeSpan } from '#telemetry/catalogue/read/changes.ts';
import type { ReadConnection } from '#telemetry/catalogue/read/connection.ts';
import { readCampaignsOfRuns } from '#telemetry/catalogue/read/runs.ts';
import type { PublicationMemory, PublicationOptions, Seen } from './publication-memory.ts';
import { publishRuns } from './publish-runs.ts';

/** Publishes the runs, files and tuner points of the campaigns that changed. */
export async function publishCampaigns(
  connection: ReadConnection,
  memory: PublicationMemory,
  { state, store, tree, say }: PublicationOptions,
  seen: Seen,
): Promise<void> {
  const { campaigns, channels, changes, now } = seen;
  const touched = changes === null ? null : await touchedCampaigns(connection, changes);
  const wanted = campaigns.filter(
    ({ id, slug }) =>
      touched === null || touched.has(id) || memory.waiting.has(slug) || !state.campaigns.has(slug),
  );
  if (wanted.length === 0) return;
  const keyChannelRows = await readKeyChannels(connection);
  const limits = await readLimits(connection);
  const byName = new Map(channels.map((channel) => [channel.name, channel]));
  for (const campaign of wanted) {
    const waits = await publishRuns({
      connection,
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
    if (waits) memory.waiting.add(campaign.slug);
    else memory.waiting.delete(campaign.slug);
  }
}

/** Null: any may have changed, since a run is gone and nobody knows whose it was. */
async function touchedCampaigns(
  connection: ReadConnection,
  changes: readonly ChangeSpan[],
): Promise<ReadonlySet<number> | null> {
  const ids = (wanted: string): number[] =>
    changes.flatMap(({ subject, subjectId }) => (subject === wanted ? [subjectId] : []));
  const runs = ids('run');
  const campaigns = await readCampaignsOfRuns(connection, runs);
  if (runs.some((id) => !campaigns.has(id))) return null;
  return new Set([...ids('campaign'), ...campaigns.values()]);
}
