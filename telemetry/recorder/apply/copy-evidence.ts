/** Compares what storages answered of copies with what was written: equal is verified, unequal is loud, no answer is neither. */

import type { ApplyContext } from '../context.ts';
import { writeMachineEntry } from '../derive/machine-log.ts';
import { insertRows, type Cell } from '../insert-rows.ts';
import { readRuns } from '../runs.ts';

interface SeenCopy {
  readonly file_id: number;
  readonly run_id: number;
  readonly location: string;
  readonly state: 'present' | 'differs';
  readonly bytes: number | null;
  readonly adler32: string | null;
  readonly digest_ms: number | null;
  readonly verified_ms: number | null;
  readonly why: string | null;
  readonly file_bytes: number | null;
  readonly file_adler32: string | null;
}

const SELECT = `
  SELECT p.file_id, f.run_id, p.location, p.state, p.bytes, p.adler32, p.digest_ms, p.verified_ms, p.why,
    f.bytes AS file_bytes, f.adler32 AS file_adler32
  FROM replica p JOIN file f ON f.id = p.file_id
  WHERE p.file_id IN (?) AND p.seen_by IS NOT NULL AND p.state IN ('present', 'differs')`;

const UPDATE =
  'UPDATE replica SET state = ?, verified_ms = ?, verified_method = ?, why = ? WHERE file_id = ? AND location = ?';

const IDS_AT_ONCE = 1_000;

/** Judges the copies of these files that their storages were asked about. */
export async function judgeCopies(
  context: ApplyContext,
  fileIds: readonly number[],
): Promise<void> {
  const places = new Map<string, JudgedPlace>();
  for (let start = 0; start < fileIds.length; start += IDS_AT_ONCE) {
    const copies = await context.connection.query<SeenCopy[]>(SELECT, [
      fileIds.slice(start, start + IDS_AT_ONCE),
    ]);
    const rows: Cell[][] = [];
    for (const copy of copies) {
      const { state, verifiedMs, why } = judgeCopy(copy);
      const { file_id, location, run_id: runId } = copy;
      const origin = `copies-differ:${String(runId)}:${location}`;
      const place = places.get(origin) ?? { origin, runId, location, isLoud: false };
      places.set(origin, { ...place, isLoud: place.isLoud || state === 'differs' });
      if (state === copy.state && verifiedMs === copy.verified_ms && why === copy.why) continue;
      const method = verifiedMs === null ? null : 'digest';
      rows.push([state, verifiedMs, method, why, file_id, location]);
      context.touched.note('run', runId);
    }
    await insertRows(context.connection, UPDATE, rows);
  }
  await sayWhatDiffers(context, [...places.values()]);
}

/** The copies of a run at a location. */
interface JudgedPlace {
  /** Of its entry in the log. */
  readonly origin: string;
  readonly runId: number;
  readonly location: string;
  /** Whether one of those that were judged differs. */
  readonly isLoud: boolean;
}

interface Judgement {
  readonly state: SeenCopy['state'];
  readonly verifiedMs: number | null;
  readonly why: string | null;
}

/** Pure; a digest verifies only where it is the known one, and a size that differs is enough to differ. */
export function judgeCopy(
  copy: Pick<
    SeenCopy,
    | 'state'
    | 'bytes'
    | 'adler32'
    | 'digest_ms'
    | 'verified_ms'
    | 'why'
    | 'file_bytes'
    | 'file_adler32'
  >,
): Judgement {
  const { bytes, adler32, file_bytes: written, file_adler32: known } = copy;
  const isAnswered = copy.digest_ms !== null && adler32 !== null;
  const differences: string[] = [];
  if (isAnswered && known !== null && adler32 !== known)
    differences.push(`its storage answers adler32 ${adler32}, written was ${known}`);
  if (bytes !== null && written !== null && bytes !== written)
    differences.push(`it has ${String(bytes)} bytes, written were ${String(written)}`);
  if (differences.length > 0)
    return { state: 'differs', verifiedMs: null, why: differences.join('; ') };
  const why = copy.state === 'differs' ? null : copy.why;
  const isEqual = isAnswered && known !== null;
  return { state: 'present', verifiedMs: isEqual ? copy.digest_ms : copy.verified_ms, why };
}

/** One entry in the log a run and location: written when copies differ, and mended when they no longer do. */
async function sayWhatDiffers(
  context: ApplyContext,
  places: readonly JudgedPlace[],
): Promise<void> {
  if (places.length === 0) return;
  const said = await context.connection.query<{ origin: string }[]>(
    'SELECT origin FROM log_entry WHERE origin IN (?)',
    [places.map(({ origin }) => origin)],
  );
  const isSaid = new Set(said.map(({ origin }) => origin));
  for (const place of places)
    if (place.isLoud || isSaid.has(place.origin)) await sayDiffering(context, place);
}

async function sayDiffering(
  context: ApplyContext,
  { origin, runId, location }: JudgedPlace,
): Promise<void> {
  const [run] = await readRuns(context, [runId]);
  if (run === undefined) return;
  const rows = await context.connection.query<{ name: string; why: string | null }[]>(
    `SELECT f.name, p.why FROM replica p JOIN file f ON f.id = p.file_id
     WHERE f.run_id = ? AND p.location = ? AND p.state = 'differs' ORDER BY f.name`,
    [runId, location],
  );
  const count = rows.length;
  const what = count === 1 ? '1 copy differs' : `${String(count)} copies differ`;
  const title =
    count === 0
      ? `Run ${String(run.number)}: no copy at ${location} differs any more`
      : `Run ${String(run.number)}: ${what} at ${location} from what was written`;
  const lines = rows.slice(0, 20).map(({ name, why }) => `${name}: ${why ?? ''}`);
  const body = lines.length === 0 ? null : lines.join('\n');
  await writeMachineEntry(context, {
    origin,
    eventMs: context.now,
    run,
    title,
    body,
    tags: 'copies',
  });
}
