/** Finds the run of an old name: of a campaign that was renamed, or one that was merged into another. */

import type { Connection, Pool } from 'mariadb';

export interface FormerRun {
  /** Of the run that is there now. */
  readonly id: number;
  readonly campaign: string;
  readonly number: number;
  /** When the run that was asked for was merged into it, UTC ms; null: it is that run itself. */
  readonly mergedAt: number | null;
}

const SELECT = `
  SELECT r.id, c.name AS campaign, r.number, IF(own.id IS NULL, m.at_ms, NULL) AS mergedAt
  FROM (
    SELECT id FROM campaign WHERE name = ? OR slug = CONVERT(? USING ascii)
    UNION SELECT campaign_id FROM campaign_former WHERE kind IN ('name', 'slug') AND former = ?
  ) AS a
  LEFT JOIN run own ON own.campaign_id = a.id AND own.number = ?
  LEFT JOIN run_merged m ON m.campaign_id = a.id AND m.number = ?
  JOIN run r ON r.id = COALESCE(own.id, m.into_run_id)
  JOIN campaign c ON c.id = r.campaign_id
  LIMIT 1`;

/** Looks a run up by a name or slug that its campaign has or had, and the number that it has or had. */
export async function findFormerRun(
  connection: Connection | Pool,
  campaign: string,
  number: number,
): Promise<FormerRun | null> {
  const values = [campaign, campaign, campaign, number, number];
  const rows: FormerRun[] = await connection.query(SELECT, values);
  return rows[0] ?? null;
}
