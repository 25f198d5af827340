/** Takes in entries of other logbooks: each once by its origin, a changed one as a revision, answers tied to what they answer. */

import type { EntryFact } from '../../facts/entry.ts';
import { newUlid } from '../../ulid.ts';
import { keepAttachments } from '../acts/attachments.ts';
import { keepTags } from '../acts/entries.ts';
import type { ApplyContext, ApplyFacts } from '../context.ts';
import { ulidOf } from '../derive/ulid.ts';

/** Why a revision was written, where nobody here wrote it. */
const ANEW = 'imported anew';

interface Known {
  readonly id: string;
  readonly title: string;
  readonly body: string | null;
  readonly tags: string;
  readonly event_ms: number;
  readonly attributes_json: string | null;
  readonly reply_to: string | null;
  readonly thread: string | null;
  readonly revision: number;
  /** Of its last revision. */
  readonly why: string | null;
}

const SELECT = `
  SELECT id, title, body, tags, event_ms, attributes_json, reply_to, thread, revision,
    (SELECT why FROM log_revision v WHERE v.entry_id = e.id AND v.n = e.revision) AS why
  FROM log_entry e WHERE origin = ?`;

const INSERT = `
  INSERT INTO log_entry (id, origin, author_kind, author, event_ms, created_ms, title, body, format, tags, restricted,
    reply_to, thread, attributes_json)
  VALUES (?, ?, 'human', ?, ?, ?, ?, ?, 'plain', ?, ?, ?, ?, ?)`;

const REVISE = `
  UPDATE log_entry SET title = ?, body = ?, tags = ?, event_ms = ?, attributes_json = ?, revision_id = ?, edited_ms = ?,
    edited_by = ?, edited_why = ? WHERE id = ?`;

export const applyEntries: ApplyFacts<'entry'> = async (context, facts) => {
  for (const { fact } of facts) {
    const parent = fact.replyTo === null ? null : await find(context, fact.replyTo);
    const tie = { replyTo: parent?.id ?? null, thread: parent?.thread ?? parent?.id ?? null };
    const known = await find(context, fact.origin);
    if (known === null) await insert(context, fact, tie);
    else await update(context, fact, known, tie);
  }
};

interface Tie {
  readonly replyTo: string | null;
  readonly thread: string | null;
}

async function find({ connection }: ApplyContext, origin: string): Promise<Known | null> {
  const rows = await connection.query<Known[]>(SELECT, [origin]);
  return rows[0] ?? null;
}

async function insert(context: ApplyContext, fact: EntryFact, tie: Tie): Promise<void> {
  const { connection, touched } = context;
  const id = ulidOf(fact.at, fact.origin);
  await connection.query(INSERT, [
    id,
    fact.origin,
    fact.author,
    fact.at,
    fact.at,
    fact.title,
    fact.body,
    fact.tags.join(','),
    fact.restricted ? 1 : 0,
    tie.replyTo,
    tie.thread,
    JSON.stringify(fact.attributes),
  ]);
  await keepTags(context, fact.tags);
  await keepAttachments(connection, id, fact.attachments);
  touched.note('log', 0, { from: fact.at, to: fact.at }, 1);
}

/** What it answers may have come later; a text that somebody changed here is not overwritten. */
async function update(
  context: ApplyContext,
  fact: EntryFact,
  known: Known,
  { replyTo, thread }: Tie,
): Promise<void> {
  const { connection, touched, now } = context;
  if (replyTo !== null && (known.reply_to !== replyTo || known.thread !== thread)) {
    await connection.query('UPDATE log_entry SET reply_to = ?, thread = ? WHERE id = ?', [
      replyTo,
      thread,
      known.id,
    ]);
    touched.note('log', 0, { from: known.event_ms, to: known.event_ms });
  }
  const attributes = JSON.stringify(fact.attributes);
  const tags = fact.tags.join(',');
  const isSame =
    known.title === fact.title &&
    known.body === fact.body &&
    known.tags === tags &&
    known.event_ms === fact.at &&
    known.attributes_json === attributes;
  const isOurs = known.revision > 1 && known.why !== ANEW;
  if (isSame || isOurs) return;
  await connection.query(REVISE, [
    fact.title,
    fact.body,
    tags,
    fact.at,
    attributes,
    newUlid(now),
    now,
    fact.author,
    ANEW,
    known.id,
  ]);
  await keepTags(context, fact.tags);
  const [from, to] = [Math.min(fact.at, known.event_ms), Math.max(fact.at, known.event_ms)];
  touched.note('log', 0, { from, to });
}
