/** Campaigns, their key channels and limits, as the site shows them. */

import type { ReadConnection } from './connection.ts';

export interface CampaignRow {
  readonly id: number;
  readonly name: string;
  readonly slug: string;
  readonly title: string | null;
  readonly experiment: string | null;
  readonly plannedStart: number | null;
  readonly plannedEnd: number | null;
  readonly runCount: number;
  readonly fileCount: number;
  /** Latest start of a run; null: no run has one. */
  readonly lastStart: number | null;
}

export interface KeyChannelRow {
  readonly campaignId: number;
  readonly channel: string;
  readonly channelId: number | null;
  readonly role: string;
  readonly label: string;
  readonly quantity: string | null;
  readonly unit: string | null;
}

export interface LimitRow {
  readonly campaignId: number;
  readonly channelId: number;
  readonly validFrom: number;
  readonly side: 'low' | 'high';
  readonly severity: 'attention' | 'alarm';
  readonly value: number;
  readonly reason: string;
}

/** Returns every campaign, the one with the latest run first. */
export async function readCampaigns(connection: ReadConnection): Promise<readonly CampaignRow[]> {
  return await connection.query<CampaignRow>(
    `SELECT c.id, c.name, c.slug, c.title, c.experiment,
            c.planned_start_ms AS plannedStart, c.planned_end_ms AS plannedEnd,
            c.run_count AS runCount, c.file_count AS fileCount,
            (SELECT r.start_ms FROM run r WHERE r.campaign_id = c.id ORDER BY r.start_ms DESC LIMIT 1) AS lastStart
     FROM campaign c ORDER BY lastStart DESC, c.name`,
  );
}

/** Returns the key channels of all campaigns in their order; unit and quantity are null until the channel is declared. */
export async function readKeyChannels(
  connection: ReadConnection,
): Promise<readonly KeyChannelRow[]> {
  return await connection.query<KeyChannelRow>(
    `SELECT k.campaign_id AS campaignId, k.channel, ch.id AS channelId, k.role, k.label, ch.quantity, ch.unit
     FROM key_channel k LEFT JOIN channel ch ON ch.name = k.channel
     ORDER BY k.campaign_id, k.position`,
  );
}

/** Returns every limit, oldest first. */
export async function readLimits(connection: ReadConnection): Promise<readonly LimitRow[]> {
  return await connection.query<LimitRow>(
    `SELECT campaign_id AS campaignId, channel_id AS channelId, valid_from_ms AS validFrom, side, severity, value, reason
     FROM channel_limit ORDER BY valid_from_ms`,
  );
}

/** Returns the limits that hold at `at` (UTC ms): per side and severity the newest one not later than it. */
export function limitsAt(
  limits: readonly LimitRow[],
  campaignId: number,
  channelId: number | null,
  at: number,
): readonly LimitRow[] {
  const newest = new Map<string, LimitRow>();
  for (const limit of limits) {
    if (limit.campaignId !== campaignId || limit.channelId !== channelId || limit.validFrom > at)
      continue;
    newest.set(`${limit.side} ${limit.severity}`, limit);
  }
  return [...newest.values()];
}
