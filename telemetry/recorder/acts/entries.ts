/** Writes entries of the logbook and their revisions. */

import type { ActOf, ActResult } from '../../logbook/act.ts';
import type { ApplyContext } from '../context.ts';
import { keepAttachments } from './attachments.ts';
import { findEntry, findNamedRun, requireEntry, type EntryRow } from './find.ts';
import { RefusedAct } from './refused-act.ts';

const INSERT = `
  INSERT INTO log_entry (id, origin, author_kind, author, event_ms, created_ms, run_id, campaign_id, title, body, format,
    tags, restricted, reply_to, thread)
  VALUES (?, ?, 'human', ?, ?, ?, ?, (SELECT campaign_id FROM run WHERE id = ?), ?, ?, 'markdown', ?, ?, ?, ?)`;

/** Writes a new entry; one that is there already, word for word, is left as it is. */
export async function addEntry(context: ApplyContext, act: ActOf<'log.add'>): Promise<ActResult> {
  const { connection, touched } = context;
  const known = await findEntry(connection, act.id);
  if (known !== null) return sameEntry(known, act);
  const parent = act.replyTo === null ? null : await requireEntry(connection, act.replyTo);
  const run = (await findNamedRun(connection, act.run))?.id ?? parent?.run_id ?? null;
  // An answer to what is restricted would tell of it.
  const restricted = act.restricted || parent?.restricted === 1;
  await connection.query(INSERT, [
    act.id,
    `log:${act.id}`,
    act.by,
    act.eventAt,
    act.at,
    run,
    run,
    act.title,
    act.body,
    act.tags.join(','),
    restricted ? 1 : 0,
    act.replyTo,
    parent === null ? null : (parent.thread ?? parent.id),
  ]);
  await keepTags(context, act.tags);
  await keepAttachments(connection, act.id, act.attachments);
  touched.note('log', 0, { from: act.eventAt, to: act.eventAt }, 1);
  if (run !== null) touched.note('run', run);
  return { id: act.id, isNew: true };
}

/** The same request again; another text under the same id is an error of whoever made the id. */
function sameEntry(known: EntryRow, act: ActOf<'log.add'>): ActResult {
  const isFirst = known.revision > 1 || (known.title === act.title && known.body === act.body);
  if (known.author_kind === 'human' && known.author === act.by && isFirst)
    return { id: act.id, isNew: false };
  throw new RefusedAct(409, `another entry has the id ${act.id}: make a new one`);
}

const UPDATE = `
  UPDATE log_entry SET title = ?, body = ?, format = IF(?, 'markdown', format), tags = ?, event_ms = ?, restricted = ?,
    run_id = ?, campaign_id = (SELECT campaign_id FROM run WHERE id = ?), revision_id = ?, edited_ms = ?, edited_by = ?,
    edited_why = ?
  WHERE id = ?`;

/** Writes the next revision of an entry; the database keeps all that were before. */
export async function editEntry(context: ApplyContext, act: ActOf<'log.edit'>): Promise<ActResult> {
  const { connection, touched } = context;
  const done = await connection.query<unknown[]>('SELECT n FROM log_revision WHERE id = ?', [
    act.id,
  ]);
  if (done.length > 0) return { id: act.id, isNew: false };
  const entry = await requireEntry(connection, act.entry);
  if (entry.author_kind === 'machine')
    throw new RefusedAct(409, `${act.entry} was written by a machine: answer it instead`);
  if (act.basedOn !== null && act.basedOn !== entry.revision)
    throw new RefusedAct(
      409,
      `${act.entry} has revision ${String(entry.revision)} by now, this one is made from ${String(act.basedOn)}`,
    );
  const run = (await findNamedRun(connection, act.run))?.id ?? entry.run_id;
  const eventAt = act.eventAt ?? entry.event_ms;
  await connection.query(UPDATE, [
    act.title ?? entry.title,
    act.body ?? entry.body,
    act.body === null ? 0 : 1,
    act.tags?.join(',') ?? entry.tags,
    eventAt,
    act.restricted === null ? entry.restricted : Number(act.restricted),
    run,
    run,
    act.id,
    act.at,
    act.by,
    act.why,
    act.entry,
  ]);
  await keepTags(context, act.tags ?? []);
  const [from, to] = [Math.min(eventAt, entry.event_ms), Math.max(eventAt, entry.event_ms)];
  touched.note('log', 0, { from, to });
  for (const id of new Set([run, entry.run_id])) if (id !== null) touched.note('run', id);
  return { id: act.id, isNew: true };
}

/** Enters tags that nobody used before. */
export async function keepTags(
  { connection, now }: Pick<ApplyContext, 'connection' | 'now'>,
  tags: readonly string[],
): Promise<void> {
  if (tags.length === 0) return;
  const rows = await connection.query<{ name: string }[]>(
    'SELECT name FROM tag WHERE name IN (?)',
    [tags],
  );
  const known = new Set(rows.map(({ name }) => name));
  for (const name of new Set(tags)) {
    if (known.has(name)) continue;
    await connection.query('INSERT INTO tag (name, created_ms) VALUES (?, ?)', [name, now]);
  }
}
