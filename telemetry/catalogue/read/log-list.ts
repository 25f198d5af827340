/** Entries of the log for the commands: restricted ones too, for who may read the catalogue may read them. */

import type { Pool } from 'mariadb';

import type { Searched } from '../../logbook/query/query.ts';
import { streamRows } from '../listing.ts';

export interface ListedEntry extends Searched {
  readonly id: string;
  readonly createdAt: number;
  readonly restricted: boolean;
  readonly revision: number;
  readonly thread: string | null;
}

interface Row extends Omit<ListedEntry, 'tags' | 'run' | 'restricted'> {
  readonly tags: string;
  readonly campaign: string | null;
  readonly number: number | null;
  readonly restricted: number;
}

/** Newest first; the id of an entry tells apart those of one time. */
const LIST = `
  SELECT e.id, e.event_ms AS at, e.created_ms AS createdAt, e.author, e.author_kind AS authorKind, e.title, e.body, e.tags,
    e.restricted, e.revision, e.thread, e.reply_to AS replyTo, c.slug AS campaign, r.number,
    (SELECT COUNT(*) FROM attachment a WHERE a.entry_id = e.id) AS attachments
  FROM log_entry e FORCE INDEX (log_event) LEFT JOIN run r ON r.id = e.run_id LEFT JOIN campaign c ON c.id = r.campaign_id
  WHERE e.event_ms >= ? AND e.event_ms < ? ORDER BY e.event_ms DESC, e.id DESC`;

/** Entries with `from <= t < to` (UTC ms, infinite ones too), newest first. */
export async function* listEntries(
  pool: Pool,
  { from, to }: { readonly from: number; readonly to: number },
): AsyncGenerator<ListedEntry> {
  const [least, most] = [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER];
  const span = [Math.max(least, Math.ceil(from)), Math.min(most, Math.ceil(to))];
  for await (const row of streamRows<Row>(pool, LIST, span)) {
    const { campaign, number, tags, restricted, ...rest } = row;
    yield {
      ...rest,
      restricted: restricted === 1,
      tags: tags === '' ? [] : tags.split(','),
      run: campaign === null || number === null ? null : { campaign, number },
    };
  }
}

export interface EntryTextRow {
  readonly title: string;
  readonly body: string | null;
  readonly revision: number;
}

/** What an editor is opened on; null: there is no such entry. */
export async function readEntryText(pool: Pool, id: string): Promise<EntryTextRow | null> {
  const rows = await pool.query<EntryTextRow[]>(
    'SELECT title, body, revision FROM log_entry WHERE id = ?',
    [id],
  );
  return rows[0] ?? null;
}
