/** The rows of runs, kept for campaigns in which something changes: after the first look only runs that changed are read. */

import type { CampaignRow } from '#telemetry/catalogue/read/campaigns.ts';
import type { ReadConnection } from '#telemetry/catalogue/read/connection.ts';
import { readRuns, type RunRow } from '#telemetry/catalogue/read/runs.ts';

type Owner = Pick<CampaignRow, 'id' | 'runCount' | 'fileCount'>;

export interface RunRows {
  /** Takes over runs that changed, as they are now; those of campaigns that are not kept are left out. */
  follow(changed: readonly (RunRow & { readonly campaignId: number })[]): void;
  /** Returns the runs of a campaign, largest number first, and reads them where they are not kept, or no longer agree with its counts. */
  of(connection: ReadConnection, campaign: Owner): Promise<readonly RunRow[]>;
  forgetAll(): void;
}

/** Returns a memory that keeps nothing yet. */
export function createRunRows(): RunRows {
  /** By campaign id, then by run id. */
  const kept = new Map<number, Map<number, RunRow>>();
  return {
    follow(changed) {
      for (const { campaignId, ...run } of changed) {
        for (const [id, runs] of kept) {
          if (id === campaignId) runs.set(run.id, run);
          else runs.delete(run.id);
        }
      }
    },
    async of(connection, campaign) {
      const known = kept.get(campaign.id);
      if (known !== undefined && agrees(known, campaign)) {
        return [...known.values()].sort((a, b) => b.number - a.number);
      }
      const runs = await readRuns(connection, campaign.id);
      kept.set(campaign.id, new Map(runs.map((run) => [run.id, run])));
      return runs;
    },
    forgetAll: () => {
      kept.clear();
    },
  };
}

/** The catalogue counts by triggers, so that a run that a person added, moved or deleted by hand shows here. */
function agrees(runs: ReadonlyMap<number, RunRow>, { runCount, fileCount }: Owner): boolean {
  if (runs.size !== runCount) return false;
  let files = 0;
  for (const run of runs.values()) files += run.fileCount;
  return files === fileCount;
}
