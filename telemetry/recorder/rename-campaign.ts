/** Gives a campaign another name and, where wanted, another address; the old ones lead to it. */

import type { Connection, Pool } from 'mariadb';

import type { Clock } from '../effects.ts';
import { FlashError } from '../errors.ts';
import { ulidOf } from './derive/ulid.ts';
import { writeTransaction } from './transaction.ts';

export interface RenameOptions {
  /** Name or slug. */
  readonly campaign: string;
  readonly name: string;
  /** Null: it keeps its address. */
  readonly slug: string | null;
  readonly author: string;
  readonly clock: Clock;
}

const TAKEN = `
  SELECT name AS taken FROM campaign WHERE id <> ? AND (name = ? OR slug = CONVERT(? USING ascii))
  UNION ALL SELECT former FROM campaign_former
  WHERE campaign_id <> ? AND ((kind = 'name' AND former = ?) OR (kind = 'slug' AND former = ?))`;

/** @throws {FlashError} where there is no such campaign, or another has, or had, the name or the address */
export async function renameCampaign(pool: Pool, options: RenameOptions): Promise<void> {
  await writeTransaction(pool, async (connection) => {
    const { campaign, name, clock } = options;
    const rows = await connection.query<{ id: number; name: string; slug: string }[]>(
      'SELECT id, name, slug FROM campaign WHERE name = ? OR slug = CONVERT(? USING ascii)',
      [campaign, campaign],
    );
    const found = rows.find((row) => row.name === campaign) ?? rows[0];
    if (found === undefined) throw refusal(campaign, 'there is no such campaign', 'see its name');
    const slug = options.slug ?? found.slug;
    await refuseTaken(connection, found.id, name, slug);
    // Triggers keep the old name and address, and number the change.
    await connection.query('UPDATE campaign SET name = ?, slug = ? WHERE id = ?', [
      name,
      slug,
      found.id,
    ]);
    const now = clock.now();
    const origin = `campaign-renamed:${found.name}:${String(now)}`;
    await connection.query(
      `INSERT INTO log_entry (id, origin, author_kind, author, event_ms, created_ms, campaign_id, title, body, tags)
       VALUES (?, ?, 'human', ?, ?, ?, ?, ?, ?, 'campaign')`,
      [
        ulidOf(now, origin),
        origin,
        options.author,
        now,
        now,
        found.id,
        `Campaign ${found.name} is now ${name}`,
        slug === found.slug ? null : `Its address is ${slug}; ${found.slug} leads there.`,
      ],
    );
    await connection.query(
      "INSERT INTO `change` (at_ms, subject, subject_id, from_ms, to_ms, added) VALUES (?, 'log', 0, ?, ?, 1)",
      [now, now, now],
    );
    return { commit: true, result: undefined };
  });
}

async function refuseTaken(
  connection: Connection,
  id: number,
  name: string,
  slug: string,
): Promise<void> {
  const rows = await connection.query<{ taken: string }[]>(TAKEN, [id, name, slug, id, name, slug]);
  if (rows.length === 0) return;
  throw refusal(
    name,
    `its name or its address ${slug} is, or was, that of another campaign`,
    'choose others: old links have to lead to one place',
  );
}

function refusal(subject: string, reason: string, hint: string): FlashError {
  return new FlashError({ operation: 'rename the campaign', subject, reason, hint });
}
