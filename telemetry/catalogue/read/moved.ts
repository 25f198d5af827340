/** Old addresses and what they lead to: campaigns that had another slug or name, runs that were merged into others. */

import type { ReadConnection } from './connection.ts';

export interface FormerCampaignRow {
  readonly kind: 'name' | 'slug';
  readonly former: string;
  /** The slug it has now. */
  readonly slug: string;
  /** UTC ms. */
  readonly at: number;
}

export interface MergedRunRow {
  /** The slug of the run that was merged, as it is now. */
  readonly slug: string;
  readonly number: number;
  /** The slug and number of the run it became. */
  readonly intoSlug: string;
  readonly into: number;
  /** UTC ms. */
  readonly at: number;
}

/** Returns every former name and slug of a campaign that no campaign has now. */
export async function readFormerCampaigns(
  connection: ReadConnection,
): Promise<readonly FormerCampaignRow[]> {
  return await connection.query<FormerCampaignRow>(
    `SELECT o.kind, o.former, c.slug, o.at_ms AS at FROM campaign_former o JOIN campaign c ON c.id = o.campaign_id
     WHERE NOT EXISTS (SELECT 1 FROM campaign n WHERE n.slug = o.former AND o.kind = 'slug')
       AND NOT EXISTS (SELECT 1 FROM campaign n WHERE n.name = o.former AND o.kind = 'name')
     ORDER BY o.kind, o.former`,
  );
}

/** Returns every run that was merged into one that is there, by campaign and number. */
export async function readMergedRuns(connection: ReadConnection): Promise<readonly MergedRunRow[]> {
  return await connection.query<MergedRunRow>(
    `SELECT c.slug, m.number, t.slug AS intoSlug, r.number AS \`into\`, m.at_ms AS at
     FROM run_merged m JOIN campaign c ON c.id = m.campaign_id
     JOIN run r ON r.id = m.into_run_id JOIN campaign t ON t.id = r.campaign_id
     WHERE NOT EXISTS (SELECT 1 FROM run o WHERE o.campaign_id = m.campaign_id AND o.number = m.number)
     ORDER BY c.slug, m.number`,
  );
}
