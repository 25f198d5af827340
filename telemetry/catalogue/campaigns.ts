/** Writes the campaigns of the configuration: names, key channels in their order, limits with the time they begin to hold. */

import type { Connection } from 'mariadb';

import type { CampaignConfig, KeyChannelConfig } from '../config/schema.ts';
import type { Clock } from '../effects.ts';
import { FlashError } from '../errors.ts';
import { program } from '../program.ts';
import { applyLimits } from './limits.ts';

export interface ApplyCampaignsOptions {
  readonly connection: Connection;
  readonly campaigns: readonly CampaignConfig[];
  readonly clock: Clock;
}

/** Upserts every campaign; a limit whose value changed becomes a new row, valid from now, so that old runs keep theirs. */
export async function applyCampaigns(options: ApplyCampaignsOptions): Promise<void> {
  const { connection, campaigns, clock } = options;
  if (campaigns.length === 0) return;
  await connection.beginTransaction();
  try {
    for (const campaign of campaigns) await applyCampaign(connection, campaign, clock.now());
    await connection.commit();
  } catch (thrown) {
    await connection.rollback();
    throw thrown;
  }
}

async function applyCampaign(
  connection: Connection,
  campaign: CampaignConfig,
  now: number,
): Promise<void> {
  // A configuration may still say the name that the campaign had.
  const former = await findFormer(connection, campaign.name);
  const { affectedRows } = await connection.query<{ affectedRows: number }>(
    `INSERT INTO campaign (name, slug, title, experiment, search, planned_start_ms, planned_end_ms)
     VALUES (?, ?, ?, ?, ?, ?, ?)
     ON DUPLICATE KEY UPDATE title = VALUES(title), experiment = VALUES(experiment), search = VALUES(search),
       planned_start_ms = VALUES(planned_start_ms), planned_end_ms = VALUES(planned_end_ms)`,
    [
      former?.name ?? campaign.name,
      former?.slug ?? campaign.slug,
      campaign.title ?? null,
      campaign.experiment ?? null,
      campaign.search ?? null,
      campaign.start === undefined ? null : Date.parse(campaign.start),
      campaign.end === undefined ? null : Date.parse(campaign.end),
    ],
  );
  const rows = await connection.query<{ id: number }[]>('SELECT id FROM campaign WHERE name = ?', [
    former?.name ?? campaign.name,
  ]);
  const id = rows[0]?.id;
  if (id === undefined) throw slugTaken(campaign);
  const changed = await applyKeyChannels(connection, id, campaign.key_channels);
  const limits = await applyLimits(connection, id, campaign.key_channels, now);
  if (affectedRows === 0 && !changed && !limits) return;
  await connection.query(
    "INSERT INTO `change` (at_ms, subject, subject_id) VALUES (?, 'campaign', ?)",
    [now, id],
  );
}

interface CampaignName {
  readonly name: string;
  readonly slug: string;
}

/** What a campaign is called now that went by this name; null: one goes by it still, or none ever did. */
async function findFormer(connection: Connection, name: string): Promise<CampaignName | null> {
  const rows = await connection.query<CampaignName[]>(
    `SELECT c.name, c.slug FROM campaign_former o JOIN campaign c ON c.id = o.campaign_id
     WHERE o.kind = 'name' AND o.former = ? AND NOT EXISTS (SELECT 1 FROM campaign n WHERE n.name = o.former)`,
    [name],
  );
  return rows[0] ?? null;
}

function slugTaken({ name, slug }: CampaignConfig): Error {
  return new FlashError({
    operation: 'write the campaigns of the configuration',
    subject: name,
    reason: `its slug "${slug}" belongs to another campaign`,
    hint: `give it another slug; if it is that campaign under a new name: ${program} campaign rename`,
  });
}

interface KeyRow {
  readonly channel: string;
  readonly role: string;
  readonly label: string;
}

async function applyKeyChannels(
  connection: Connection,
  campaignId: number,
  wanted: readonly KeyChannelConfig[],
): Promise<boolean> {
  const found = await connection.query<KeyRow[]>(
    'SELECT channel, role, label FROM key_channel WHERE campaign_id = ? ORDER BY position',
    [campaignId],
  );
  const asText = (rows: readonly KeyRow[]): string =>
    JSON.stringify(rows.map(({ channel, role, label }) => [channel, role, label]));
  if (asText(found) === asText(wanted)) return false;
  await connection.query('DELETE FROM key_channel WHERE campaign_id = ?', [campaignId]);
  for (const [position, { channel, role, label }] of wanted.entries()) {
    await connection.query(
      'INSERT INTO key_channel (campaign_id, position, channel, role, label) VALUES (?, ?, ?, ?, ?)',
      [campaignId, position, channel, role, label],
    );
  }
  return true;
}
