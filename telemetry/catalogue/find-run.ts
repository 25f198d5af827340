/** Finds what a person names on the command line: a run by campaign and number, a channel by name. */

import type { Pool } from 'mariadb';

import { nearestNames } from '../config/nearest-name.ts';
import { FlashError } from '../errors.ts';
import { program } from '../program.ts';
import { findFormerRun, type FormerRun } from './find-former.ts';

/** Splits `Run_2026.11-QUAX/12`; null where it is not of that form. */
export function parseRunName(
  text: string,
): { readonly campaign: string; readonly number: number } | null {
  const match = /^(.+)\/(\d{1,9})$/.exec(text);
  return match?.[1] === undefined ? null : { campaign: match[1], number: Number(match[2]) };
}

/** The id of a run; the campaign by a name or slug that it has or had. @throws {FlashError} that names the runs there are, or the one it was merged into. */
export async function findRunId(pool: Pool, campaign: string, number: number): Promise<number> {
  const rows = await pool.query<{ id: number }[]>(
    `SELECT r.id FROM run r JOIN campaign c ON c.id = r.campaign_id
     WHERE (c.name = ? OR c.slug = CONVERT(? USING ascii)) AND r.number = ?`,
    [campaign, campaign, number],
  );
  if (rows[0] !== undefined) return rows[0].id;
  const former = await findFormerRun(pool, campaign, number);
  if (former?.mergedAt === null) return former.id;
  if (former !== null) throw mergedError(`${campaign}/${String(number)}`, former, former.mergedAt);
  const known = await pool.query<{ name: string; least: number; most: number }[]>(
    `SELECT c.name, (SELECT r.number FROM run r WHERE r.campaign_id = c.id ORDER BY r.number LIMIT 1) AS least,
       (SELECT r.number FROM run r WHERE r.campaign_id = c.id ORDER BY r.number DESC LIMIT 1) AS most
     FROM campaign c WHERE c.run_count > 0 ORDER BY c.name LIMIT 20`,
  );
  const list = known.map(({ name, least, most }) => `${name}/${String(least)} to ${String(most)}`);
  throw new FlashError({
    operation: 'find the run',
    subject: `${campaign}/${String(number)}`,
    reason: 'there is no such run',
    hint: list.length === 0 ? 'the catalogue holds no runs yet' : `there are ${list.join(', ')}`,
  });
}

function mergedError(subject: string, run: FormerRun, mergedAt: number): FlashError {
  const into = `${run.campaign}/${String(run.number)}`;
  return new FlashError({
    operation: 'find the run',
    subject,
    reason: `it was merged into run ${String(run.number)} on ${new Date(mergedAt).toISOString().slice(0, 10)}`,
    hint: `its files are in ${into}`,
  });
}

/** Checks that a campaign is there, by a name or slug that it has or had. @throws {FlashError} that names those there are. */
export async function requireCampaign(pool: Pool, campaign: string): Promise<void> {
  const known = await pool.query<{ name: string; slug: string }[]>(
    'SELECT name, slug FROM campaign ORDER BY name',
  );
  if (known.some(({ name, slug }) => name === campaign || slug === campaign)) return;
  const former = await pool.query<unknown[]>(
    "SELECT 1 FROM campaign_former WHERE kind IN ('name', 'slug') AND former = ?",
    [campaign],
  );
  if (former.length > 0) return;
  const names = known.map(({ name }) => name);
  throw new FlashError({
    operation: 'find the campaign',
    subject: campaign,
    reason: 'there is no such campaign',
    hint:
      names.length === 0
        ? 'the catalogue holds no campaigns yet'
        : `there are ${names.slice(0, 20).join(', ')}`,
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
  const known = await pool.query<{ name: string }[]>('SELECT name FROM channel');
  const names = known.map((row) => row.name);
  throw new FlashError({
    operation: 'find the channel',
    subject: name,
    reason: 'there is no such channel',
    hint:
      known.length === 0
        ? 'the catalogue holds no channels yet'
        : `the nearest are ${nearestNames(name, names, 3).join(', ')}; all: ${program} channels`,
  });
}
