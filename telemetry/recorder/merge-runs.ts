/** Merges a run into another of its campaign: files, sweeps, copies, jobs and entries go over, and the old address leads on. */

import type { Connection } from 'mariadb';

import type { Clock } from '../effects.ts';
import { FlashError } from '../errors.ts';
import { program } from '../program.ts';
import { writeChanges } from './changes.ts';
import type { ApplyContext } from './context.ts';
import { derive } from './derive/index.ts';
import { recountRun } from './derive/run-totals.ts';
import { ulidOf } from './derive/ulid.ts';
import { readRuns, type RunRow } from './runs.ts';
import { createTouched } from './touched.ts';
import { withWriteLock } from './transaction.ts';

export interface MergeOptions {
  /** Of the administrator: accounts of agents and pages may not delete a run. */
  readonly connection: Connection;
  readonly from: number;
  readonly into: number;
  readonly author: string;
  readonly clock: Clock;
  readonly idleCloseMs?: number;
}

export interface Merge {
  readonly files: number;
  /** Files that both runs had: one is left of each. */
  readonly same: number;
}

/** Names that both runs have; `s` is the file of the run that goes, `t` of the one that stays. */
const BOTH = 'file s JOIN file t ON t.run_id = ? AND t.name = s.name';

const DIFFERENT = `
  SELECT s.name FROM ${BOTH}
  WHERE s.run_id = ? AND (s.bytes <> t.bytes OR s.adler32 <> t.adler32 OR s.sha256 <> t.sha256) ORDER BY s.name`;

/** What the file that stays does not know, it gets from the other; then all that hangs on the other. */
const JOIN_FILES = [
  `UPDATE ${BOTH} SET t.taken_source = IF(t.taken_ms IS NULL, s.taken_source, t.taken_source),
     t.taken_ms = COALESCE(t.taken_ms, s.taken_ms), t.bytes = COALESCE(t.bytes, s.bytes),
     t.adler32 = COALESCE(t.adler32, s.adler32), t.sha256 = COALESCE(t.sha256, s.sha256),
     t.tuner_deg = COALESCE(t.tuner_deg, s.tuner_deg), t.t_cav_k = COALESCE(t.t_cav_k, s.t_cav_k),
     t.t_mc_k = COALESCE(t.t_mc_k, s.t_mc_k), t.bit = COALESCE(t.bit, s.bit),
     t.cavity_hz = COALESCE(t.cavity_hz, s.cavity_hz),
     t.software_version = COALESCE(t.software_version, s.software_version)
   WHERE s.run_id = ?`,
  `UPDATE ${BOTH} JOIN replica p ON p.file_id = s.id
     LEFT JOIN replica q ON q.file_id = t.id AND q.location = p.location
   SET p.file_id = t.id WHERE s.run_id = ? AND q.file_id IS NULL`,
  `UPDATE ${BOTH} JOIN sweep w ON w.file_id = s.id LEFT JOIN sweep v ON v.file_id = t.id AND v.method = w.method
   SET w.file_id = t.id WHERE s.run_id = ? AND v.file_id IS NULL`,
  `UPDATE ${BOTH} JOIN import_row i ON i.file_id = s.id SET i.file_id = t.id WHERE s.run_id = ?`,
  `DELETE s FROM ${BOTH} WHERE s.run_id = ?`,
];

const MOVE = [
  'UPDATE file SET run_id = ? WHERE run_id = ?',
  'UPDATE sweep SET run_id = ? WHERE run_id = ?',
  'UPDATE job SET run_id = ? WHERE run_id = ?',
  'UPDATE log_entry SET run_id = ? WHERE run_id = ?',
  'UPDATE quality_flag SET run_id = ? WHERE run_id = ?',
];

/** What the run that stays does not know of itself. */
const FILL = `
  UPDATE run t JOIN run s ON s.id = ? SET t.title = COALESCE(t.title, s.title),
    t.kind_raw = IF(t.kind = 'unknown', s.kind_raw, t.kind_raw), t.kind = IF(t.kind = 'unknown', s.kind, t.kind),
    t.site = COALESCE(t.site, s.site), t.node = COALESCE(t.node, s.node),
    t.origin = IF(s.origin = 'live', 'live', t.origin), t.started_by = COALESCE(t.started_by, s.started_by),
    t.software_version = COALESCE(t.software_version, s.software_version), t.quality = COALESCE(t.quality, s.quality)
  WHERE t.id = ?`;

/**
 * Merges in one transaction, under the catalogue's write lock.
 * @throws {FlashError} where the runs are of two campaigns, or both have a file of one name with different contents
 */
export async function mergeRuns(options: MergeOptions): Promise<Merge> {
  const { connection } = options;
  const { merge, thrown } = await withWriteLock(connection, async () => {
    await connection.beginTransaction();
    try {
      const done = await merged(options);
      await connection.commit();
      return { merge: done, thrown: null };
    } catch (cause) {
      // What is refused leaves the connection as it was, without the lock.
      await connection.rollback();
      return { merge: null, thrown: cause };
    }
  });
  if (merge === null) throw thrown;
  return merge;
}

async function merged(options: MergeOptions): Promise<Merge> {
  const { connection, from, into, clock, idleCloseMs = 900_000 } = options;
  const runs = await readRuns(options, [from, into]);
  const [source, target] = [from, into].map((id) => runs.find((run) => run.id === id));
  if (source === undefined || target === undefined || source === target) {
    throw refusal(String(from), 'there have to be two runs', 'name two runs that are there');
  }
  if (source.campaign_id !== target.campaign_id) {
    throw refusal(nameOf(source), `${nameOf(target)} is of another campaign`, 'merge within one');
  }
  await refuseDifferent(connection, source, target);
  const context: ApplyContext = {
    connection,
    agent: '',
    sentAt: clock.now(),
    now: clock.now(),
    campaigns: [],
    idleCloseMs,
    touched: createTouched(),
    refuse: () => undefined,
  };
  const merge = await moveAll(context, source, target);
  await recountRun(context, target.id, merge.files - merge.same);
  await derive(context);
  await writeEntry(context, options.author, source, target, merge);
  await writeChanges(context);
  return merge;
}

async function moveAll(
  { connection, now, touched }: ApplyContext,
  source: RunRow,
  target: RunRow,
): Promise<Merge> {
  const ids = [target.id, source.id];
  let same = 0;
  for (const statement of JOIN_FILES) {
    same = (await connection.query<{ affectedRows: number }>(statement, ids)).affectedRows;
  }
  // Steps are found anew over both.
  await connection.query(
    "DELETE FROM log_entry WHERE run_id = ? AND author_kind = 'machine' AND tags = 'step'",
    [source.id],
  );
  const spans = await connection.query<{ from: number | null; to: number | null }[]>(
    'SELECT MIN(event_ms) AS `from`, MAX(event_ms) AS `to` FROM log_entry WHERE run_id = ?',
    [source.id],
  );
  const { from = null, to = null } = spans[0] ?? {};
  const [start, end] = [source.start_ms ?? from ?? now, source.last_file_ms ?? to ?? now];
  touched.note('log', 0, { from: Math.min(start, from ?? start), to: Math.max(end, to ?? end) });
  for (const statement of MOVE) await connection.query(statement, ids);
  await connection.query(FILL, [source.id, target.id]);
  await connection.query(
    `INSERT INTO run_merged (campaign_id, number, path, into_run_id, at_ms) VALUES (?, ?, ?, ?, ?)
     ON DUPLICATE KEY UPDATE into_run_id = VALUES(into_run_id), at_ms = VALUES(at_ms)`,
    [source.campaign_id, source.number, source.path, target.id, now],
  );
  await connection.query('DELETE FROM run WHERE id = ?', [source.id]);
  touched.note('run', target.id);
  return { files: source.file_count, same };
}

async function refuseDifferent(
  connection: Connection,
  source: RunRow,
  target: RunRow,
): Promise<void> {
  const names = await connection.query<{ name: string }[]>(DIFFERENT, [target.id, source.id]);
  const [first] = names;
  if (first === undefined) return;
  throw refusal(
    nameOf(source),
    `${String(names.length)} files have a name that ${nameOf(target)} has too, and another content: ${first.name} for one`,
    `compare them: ${program} files --run ${nameOf(source)}`,
  );
}

async function writeEntry(
  { connection, now, touched }: ApplyContext,
  author: string,
  source: RunRow,
  target: RunRow,
  { files, same }: Merge,
): Promise<void> {
  const origin = `run-merged:${source.campaign}/${String(source.number)}`;
  const twice = same === 0 ? '' : `; ${String(same)} of them were there already`;
  await connection.query(
    `INSERT INTO log_entry (id, origin, author_kind, author, event_ms, created_ms, run_id, campaign_id, title, body, tags)
     VALUES (?, ?, 'human', ?, ?, ?, ?, ?, ?, ?, 'run')`,
    [
      ulidOf(now, origin),
      origin,
      author,
      now,
      now,
      target.id,
      target.campaign_id,
      `Run ${String(source.number)} was merged into run ${String(target.number)}`,
      `${source.path}: ${String(files)} files${twice}.`,
    ],
  );
  touched.note('log', 0, { from: now, to: now }, 1);
}

const nameOf = ({ campaign, number }: RunRow): string => `${campaign}/${String(number)}`;

function refusal(subject: string, reason: string, hint: string): FlashError {
  return new FlashError({ operation: 'merge the run', subject, reason, hint });
}
