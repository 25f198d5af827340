/** Log entries, newest first; restricted ones never leave the catalogue. */

import type { ReadConnection } from './connection.ts';

export interface LogRow {
  readonly id: string;
  readonly at: number;
  readonly author: string;
  readonly authorKind: 'human' | 'machine';
  readonly title: string;
  readonly tags: string;
  readonly campaign: string | null;
  readonly number: number | null;
}

const COLUMNS = `e.id, e.event_ms AS at, e.author, e.author_kind AS authorKind, e.title, e.tags, c.slug AS campaign, r.number`;
const FROM = `log_entry e LEFT JOIN run r ON r.id = e.run_id LEFT JOIN campaign c ON c.id = r.campaign_id`;
/** What an entry answers, and where its thread begins, as far as that is public. */
const WHOLE = `${COLUMNS}, e.body, e.format, e.created_ms AS createdAt, e.revision, e.edited_ms AS editedAt,
  e.edited_by AS editedBy, e.attributes_json AS attributes, p.id AS replyTo, t.id AS thread,
  (SELECT COUNT(*) FROM attachment a WHERE a.entry_id = e.id) AS attachments`;
const FROM_WHOLE = `${FROM} LEFT JOIN log_entry p ON p.id = e.reply_to AND p.restricted = 0
  LEFT JOIN log_entry t ON t.id = e.thread AND t.restricted = 0`;

/** Returns the newest entries. */
export async function readLastEntries(
  connection: ReadConnection,
  count: number,
): Promise<readonly LogRow[]> {
  return await connection.query<LogRow>(
    `SELECT ${COLUMNS} FROM ${FROM} WHERE e.restricted = 0 ORDER BY e.event_ms DESC, e.id DESC LIMIT ?`,
    [count],
  );
}

/** Returns the entries of a run in the order of their events. */
export async function readRunEntries(
  connection: ReadConnection,
  runId: number,
): Promise<readonly LogRow[]> {
  return await connection.query<LogRow>(
    `SELECT ${COLUMNS} FROM ${FROM} WHERE e.run_id = ? AND e.restricted = 0 ORDER BY e.event_ms, e.id`,
    [runId],
  );
}

export interface LogBodyRow extends LogRow {
  readonly body: string | null;
  readonly format: 'markdown' | 'plain';
  readonly createdAt: number;
  readonly revision: number;
  readonly editedAt: number | null;
  readonly editedBy: string | null;
  /** JSON: [[name, text], …]. */
  readonly attributes: string | null;
  /** Null: it answers nothing that is public. */
  readonly replyTo: string | null;
  readonly thread: string | null;
  readonly attachments: number;
}

/** Returns the entries of a span of time, `from` <= t < `to`, in the order of their events. */
export async function readEntries(
  connection: ReadConnection,
  from: number,
  to: number,
): Promise<readonly LogBodyRow[]> {
  return await connection.query<LogBodyRow>(
    `SELECT ${WHOLE} FROM ${FROM_WHOLE}
     WHERE e.event_ms >= ? AND e.event_ms < ? AND e.restricted = 0 ORDER BY e.event_ms, e.id`,
    [from, to],
  );
}

/** Returns the entries whose time is before the year 0 or after 9999. */
export async function readStrayEntries(connection: ReadConnection): Promise<readonly LogBodyRow[]> {
  return await connection.query<LogBodyRow>(
    `SELECT ${WHOLE} FROM ${FROM_WHOLE}
     WHERE (e.event_ms < ? OR e.event_ms > ?) AND e.restricted = 0 ORDER BY e.event_ms, e.id`,
    [Date.parse('0000-01-01T00:00:00Z'), Date.UTC(9999, 11, 31)],
  );
}

/** Returns the time of the first entry at or after `from`; null: there is none. */
export async function readFirstEntryTime(
  connection: ReadConnection,
  from: number,
): Promise<number | null> {
  const rows = await connection.query<{ at: number }>(
    `SELECT event_ms AS at FROM log_entry FORCE INDEX (log_event)
     WHERE event_ms >= ? AND restricted = 0 ORDER BY event_ms LIMIT 1`,
    [from],
  );
  return rows[0]?.at ?? null;
}

export interface RevisionRow {
  readonly entry: string;
  readonly n: number;
  readonly at: number;
  readonly by: string;
  readonly why: string | null;
  readonly title: string;
  readonly body: string | null;
  readonly tags: string;
}

/** Returns the public revisions of entries that have more than one, in their order; one that was restricted then stays so. */
export async function readRevisions(
  connection: ReadConnection,
  ids: readonly string[],
): Promise<readonly RevisionRow[]> {
  if (ids.length === 0) return [];
  return await connection.query<RevisionRow>(
    `SELECT entry_id AS entry, n, at_ms AS at, by_whom AS \`by\`, why, title, body, tags FROM log_revision
     WHERE entry_id IN (?) AND restricted = 0 ORDER BY entry_id, n`,
    [ids],
  );
}

export interface AttachmentRow {
  readonly entry: string;
  readonly name: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly image: 'png' | 'jpg' | 'gif' | 'webp' | null;
}

/** Returns the files of entries, in their order. */
export async function readAttachments(
  connection: ReadConnection,
  ids: readonly string[],
): Promise<readonly AttachmentRow[]> {
  if (ids.length === 0) return [];
  return await connection.query<AttachmentRow>(
    `SELECT entry_id AS entry, name, sha256, bytes, image FROM attachment WHERE entry_id IN (?) ORDER BY entry_id, n`,
    [ids],
  );
}

/** Returns one part of a file's content; null: there are no more. */
export async function readAttachmentPart(
  connection: ReadConnection,
  sha256: string,
  n: number,
): Promise<Buffer | null> {
  const rows = await connection.query<{ content: Buffer }>(
    'SELECT content FROM attachment_part WHERE sha256 = ? AND n = ?',
    [sha256, n],
  );
  return rows[0]?.content ?? null;
}

/** Returns the tags of which somebody said what they are for, by name. */
export async function readTagMeanings(
  connection: ReadConnection,
): Promise<readonly { readonly name: string; readonly meaning: string }[]> {
  return await connection.query(
    'SELECT name, meaning FROM tag WHERE meaning IS NOT NULL ORDER BY name',
  );
}
