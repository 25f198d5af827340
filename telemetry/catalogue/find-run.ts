/** Finds what a person names on the command line: a run by campaign and number, a channel by name. */

import type { Pool } from 'mariadb';

import { FlashError } from '../errors.ts';

/** Splits `Run_2026.11-QUAX/12`; null where it is not of that form. */
export function parseRunName(
  text: string,
): { readonly campaign: string; readonly number: number } | null {
  const match = /^(.+)\/(\d{1,9})$/.exec(text);
  return match?.[1] === undefined ? null : { campaign: match[1], number: Number(match[2]) };
}

/** The id of a run; the campaign by name or slug. @throws {FlashError} that names the runs there are. */
export async function findRunId(pool: Pool, campaign: string, number: number): Promise<number> {
  const rows = await pool.query<{ id: number }[]>(
    `SELECT r.id FROM run r JOIN campaign c ON c.id = r.campaign_id
     WHERE (c.name = ? OR c.slug = CONVERT(? USING ascii)) AND r.number = ?`,
    [campaign, campaign, number],
  );
  if (rows[0] !== undefined) return rows[0].id;
  const known = await pool.query<{ name: string; runs: number; least: number; most: number }[]>(
    `SELECT c.name, COUNT(*) AS runs, MIN(r.number) AS least, MAX(r.number) AS most
     FROM run r JOIN campaign c ON c.id = r.campaign_id GROUP BY c.id ORDER BY c.name LIMIT 20`,
  );
  const list = known.map(({ name, least, most }) => `${name}/${String(least)} to ${String(most)}`);
  throw new FlashError({
    operation: 'find the run',
    subject: `${campaign}/${String(number)}`,
    reason: 'there is no such run',
    hint: list.length === 0 ? 'the catalogue holds no runs yet' : `there are ${list.join(', ')}`,
  });
}

export interface FoundChannel {
  readonly id: number;
  readonly unit: string;
}

/** A channel by name. @throws {FlashError} that names the nearest there are. */
export async function findChannel(pool: Pool, name: string): Promise<FoundChannel> {
  const rows = await pool.query<FoundChannel[]>('SELECT id, unit FROM channel WHERE name = ?', [
    name,
  ]);
  if (rows[0] !== undefined) return rows[0];
  const known = await pool.query<{ name: string }[]>(
    'SELECT name FROM channel ORDER BY name LIKE ? DESC, name LIMIT 8',
    [`${name.split('/')[0] ?? ''}/%`],
  );
  throw new FlashError({
    operation: 'find the channel',
    subject: name,
    reason: 'there is no such channel',
    hint:
      known.length === 0
        ? 'the catalogue holds no channels yet'
        : `there are ${known.map((row) => row.name).join(', ')}, …; all: flash channels`,
  });
}
