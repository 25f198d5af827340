/** Writes one Parquet part of a campaign's files: run by run, by name, a bounded number of rows in memory. */

import type { ReadConnection } from '#telemetry/catalogue/read/connection.ts';
import {
  readListedFiles,
  type ListedFile,
  type NameSpan,
} from '#telemetry/catalogue/read/files.ts';
import { beginPart, sumOf, type PartRows, type PartRunRow } from './part-writer.ts';
import type { PartStart } from './plan-parts.ts';

/** Rows of one query: a run of a million files is never in memory at once. */
const QUERY_ROWS = 20_000;

/** Reads the files of some runs, smallest number first, and hands them to a Parquet file; the caller has its bytes written. */
export async function writePart(
  connection: ReadConnection,
  campaign: string,
  runs: readonly PartRunRow[],
  start: PartStart,
  next: PartStart | null,
  write: (bytes: Uint8Array) => Promise<void>,
): Promise<PartRows> {
  const part = beginPart(campaign, write);
  for (const run of runs) {
    part.begin(run);
    for await (const files of readInPieces(connection, run.id, spanOf(run, start, next)))
      await part.add(files);
  }
  return await part.finish();
}

/** Returns the sum that `writePart` would, without writing anything. */
export async function sumPart(
  connection: ReadConnection,
  runs: readonly PartRunRow[],
  start: PartStart,
  next: PartStart | null,
): Promise<number> {
  let sum = 0;
  for (const run of runs) {
    for await (const files of readInPieces(connection, run.id, spanOf(run, start, next)))
      for (const file of files) sum += sumOf(run, file);
  }
  return sum;
}

const spanOf = (run: PartRunRow, start: PartStart, next: PartStart | null): NameSpan => ({
  from: run.number === start.fromRun ? start.fromName : null,
  before: next !== null && run.number === next.fromRun ? next.fromName : null,
});

async function* readInPieces(
  connection: ReadConnection,
  runId: number,
  span: NameSpan,
): AsyncGenerator<readonly ListedFile[]> {
  let { from } = span;
  for (;;) {
    const files = await readListedFiles(connection, runId, { ...span, from }, QUERY_ROWS + 1);
    yield files.slice(0, QUERY_ROWS);
    const next = files[QUERY_ROWS];
    if (next === undefined) return;
    from = next.name;
  }
}
