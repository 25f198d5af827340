/** Writes the limits of key channels: a value that changed is a new row, so that a run is judged by the limits of its time. */

import type { Connection } from 'mariadb';

import type { KeyChannelConfig } from '../config/schema.ts';

/**
 * The first limit of a channel holds for all time, later ones from now on; a value that is the newest already adds
 * nothing. Limits hang on the channel's row: of one that never reported nothing is written.
 */
const INSERT_LIMIT = `
  INSERT INTO channel_limit (channel_id, campaign_id, valid_from_ms, side, severity, value, reason)
  SELECT c.id, ?, IF(newest.value IS NULL, 0, ?), ?, ?, ?, ?
  FROM channel c
  LEFT JOIN channel_limit newest ON newest.channel_id = c.id AND newest.campaign_id = ?
    AND newest.side = ? AND newest.severity = ?
    AND newest.valid_from_ms = (
      SELECT MAX(x.valid_from_ms) FROM channel_limit x
      WHERE x.channel_id = c.id AND x.campaign_id = newest.campaign_id
        AND x.side = newest.side AND x.severity = newest.severity)
  WHERE c.name = ? AND NOT (newest.value <=> ?)
  ON DUPLICATE KEY UPDATE value = VALUES(value), reason = VALUES(reason)`;

/** Writes the limits of these channels for a campaign; true when one was new or had changed. */
export async function applyLimits(
  connection: Connection,
  campaignId: number,
  channels: readonly KeyChannelConfig[],
  now: number,
): Promise<boolean> {
  let isChanged = false;
  for (const { channel, limits } of channels) {
    for (const { side, severity, value, reason } of limits) {
      const { affectedRows } = await connection.query<{ affectedRows: number }>(INSERT_LIMIT, [
        campaignId,
        now,
        side,
        severity,
        value,
        reason,
        campaignId,
        side,
        severity,
        channel,
        value,
      ]);
      isChanged ||= affectedRows > 0;
    }
  }
  return isChanged;
}
