/** Takes in files: one row a run and name; what a later fact knows better is filled in, nothing known is forgotten. */

import type { ApplyContext, ApplyFacts, FactOf, Sequenced } from '../context.ts';
import { assignValues, type FileValues } from '../derive/file-values.ts';
import { countFiles } from '../derive/run-totals.ts';
import { insertRows, type Cell } from '../insert-rows.ts';
import { findFileIds } from './file-ids.ts';
import { findOrCreateRun, type RunRow } from '../runs.ts';
import { judgeCopies } from './copy-evidence.ts';
import { addFirstCopies } from './file-copies.ts';
import { tieWaitingCopies } from './tie-copies.ts';

/** A content that was read before the one that is known, or a list's: it fills in what is unknown. */
const IS_OLDER = 'COALESCE(VALUES(seen_ms), 0) < COALESCE(seen_ms, 0)';

/**
 * The unique key `file_name` (run_id, name) is the natural key. MariaDB evaluates from left to right: `seen_ms` comes
 * first, since it moves only with the content that it belongs to.
 */
const UPSERT = `
  INSERT INTO file (run_id, name, taken_ms, taken_source, bytes, adler32, sha256, tuner_deg, t_cav_k, t_mc_k, bit,
    cavity_hz, software_version, seen_ms)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON DUPLICATE KEY UPDATE
    seen_ms = IF(COALESCE(VALUES(seen_ms) > COALESCE(seen_ms, 0), FALSE)
      AND NOT (bytes <=> VALUES(bytes) AND adler32 <=> VALUES(adler32)), VALUES(seen_ms), seen_ms),
    taken_source = IF(taken_ms IS NULL, VALUES(taken_source), taken_source),
    taken_ms = COALESCE(taken_ms, VALUES(taken_ms)),
    bytes = IF(${IS_OLDER}, COALESCE(bytes, VALUES(bytes)), COALESCE(VALUES(bytes), bytes)),
    sha256 = CASE WHEN ${IS_OLDER} THEN sha256
      WHEN COALESCE(VALUES(adler32) <> adler32, FALSE) THEN VALUES(sha256)
      ELSE COALESCE(VALUES(sha256), sha256) END,
    adler32 = IF(${IS_OLDER}, COALESCE(adler32, VALUES(adler32)), COALESCE(VALUES(adler32), adler32)),
    tuner_deg = COALESCE(tuner_deg, VALUES(tuner_deg)),
    t_cav_k = COALESCE(t_cav_k, VALUES(t_cav_k)),
    t_mc_k = COALESCE(t_mc_k, VALUES(t_mc_k)),
    bit = COALESCE(bit, VALUES(bit)),
    cavity_hz = COALESCE(cavity_hz, VALUES(cavity_hz)),
    software_version = COALESCE(software_version, VALUES(software_version))`;

export type FileFacts = readonly Sequenced<FactOf<'file'>>[];

export const applyFiles: ApplyFacts<'file'> = async (context, facts) => {
  if (facts.length === 0) return;
  const byRun = await groupByRun(context, facts);
  const before = await readLastFileId(context);
  const rows: Cell[][] = [];
  for (const [run, ofRun] of byRun) {
    const values = await assignValues(context, run, ofRun);
    for (const [index, { fact }] of ofRun.entries()) {
      rows.push(fileRow(run.id, fact, values[index] ?? null));
    }
  }
  const affected = await insertRows(context.connection, UPSERT, rows);
  const sent = new Map([...byRun].map(([run, ofRun]) => [run.id, ofRun.length]));
  await countFiles(context, { before, sent, affected });
  await addFirstCopies(context, byRun, before);
  await tieWaitingCopies(context, byRun);
  await judgeKnownFiles(context, byRun, before);
};

/** A file that was read again may have another checksum now: what was proved of its copies is judged anew. */
async function judgeKnownFiles(
  context: ApplyContext,
  byRun: ReadonlyMap<RunRow, FileFacts>,
  before: number,
): Promise<void> {
  for (const [run, facts] of byRun) {
    if (run.file_count === 0) continue;
    const names = facts.flatMap(({ fact }) => (fact.adler32 === null ? [] : [fact.name]));
    const ids = [...(await findFileIds(context, run.id, names)).values()];
    await judgeCopies(
      context,
      ids.filter((id) => id <= before),
    );
  }
}

/** New runs are registered in the order of their first files. */
async function groupByRun(
  context: ApplyContext,
  facts: FileFacts,
): Promise<ReadonlyMap<RunRow, FileFacts>> {
  const groups = [...Map.groupBy(facts, ({ fact }) => `${fact.campaign}\0${fact.run}`).values()];
  const ordered = groups
    .map((group) => ({ group, start: firstTime(group) }))
    .sort((a, b) => a.start - b.start);
  const byRun = new Map<RunRow, FileFacts>();
  for (const { group } of ordered) {
    const first = group[0];
    if (first === undefined) continue;
    byRun.set(await findOrCreateRun(context, first.fact), group);
  }
  return byRun;
}

function firstTime(facts: FileFacts): number {
  let first = Number.MAX_SAFE_INTEGER;
  for (const { fact } of facts) first = Math.min(first, fact.takenAt ?? first);
  return first;
}

async function readLastFileId({ connection }: ApplyContext): Promise<number> {
  const rows = await connection.query<{ id: number | null }[]>('SELECT MAX(id) AS id FROM file');
  return rows[0]?.id ?? 0;
}

function fileRow(runId: number, fact: FactOf<'file'>, values: FileValues | null): Cell[] {
  const { listed } = fact;
  return [
    runId,
    fact.name,
    fact.takenAt,
    fact.takenAtSource,
    fact.bytes,
    fact.adler32,
    fact.sha256 ?? null,
    fact.tunerDeg,
    listed?.tCavK ?? values?.tCavK ?? null,
    listed?.tMcK ?? values?.tMcK ?? null,
    listed?.bit ?? null,
    listed?.cavityHz ?? values?.cavityHz ?? null,
    fact.softwareVersion,
    fact.seenAt ?? null,
  ];
}
