/** Writes one Parquet part of a campaign's files: run by run, by name, a bounded number of rows in memory. */

import { crc32 } from 'node:zlib';
import type { ReadConnection } from '#telemetry/catalogue/read/connection.ts';
import {
  readListedFiles,
  type ListedFile,
  type NameSpan,
} from '#telemetry/catalogue/read/files.ts';
import {
  beginParquet,
  type ParquetCell,
  type ParquetColumn,
  type ParquetFile,
} from '#telemetry/output/parquet-file.ts';
import type { PartStart } from './plan-parts.ts';

/** Rows of a row group; the last group is small, so that the newest files cost few bytes to read. */
const GROUP_ROWS = 50_000;
const LAST_ROWS = 100;
/** Rows of one query: a run of a million files is never in memory at once. */
const QUERY_ROWS = 20_000;

/** The times that every reader of Parquet can show: 1970 to 2200. Others are null here, and stand as they are in the run. */
const LAST_MS = Date.UTC(2200, 0);

export interface PartRows {
  readonly rows: number;
  /** Row of each run's first file in this part, by run number. */
  readonly firstRows: ReadonlyMap<number, number>;
  /** Sum of the checksums of what is shown of each file: it differs where any of it does. */
  readonly sum: number;
  /** Files whose time no calendar holds. */
  readonly impossibleTimes: number;
}

export interface PartRunRow {
  readonly id: number;
  readonly number: number;
  readonly path: string;
}

interface Row {
  readonly run: PartRunRow;
  readonly file: ListedFile;
}

const text = (name: string, description: string, isSearched = false): ParquetColumn => ({
  name,
  isSearched,
  meaning: { type: 'text', unit: null, description },
});

const number = (name: string, unit: string, description: string): ParquetColumn => ({
  name,
  meaning: { type: 'double', unit, description },
});

/** The columns of `files/<campaign>/…`, named as in the view `runlog_clean`. */
export const FILE_COLUMNS: readonly ParquetColumn[] = [
  text('campaign', 'Name of the campaign'),
  {
    name: 'run_number',
    isSearched: true,
    meaning: { type: 'integer', unit: null, description: 'Number of the run in its campaign' },
  },
  text('run_path', 'The run as it was found'),
  text('file', 'Name of the file', true),
  {
    name: 'taken_at',
    isSearched: true,
    meaning: { type: 'time', unit: null, description: 'When the file was taken, UTC' },
  },
  text('taken_source', 'How that time is known: header, name, mtime or import'),
  text('software_version', 'Version of the software that wrote it'),
  { name: 'bytes', meaning: { type: 'integer', unit: 'By', description: 'Size' } },
  text('adler32', 'Adler-32 of its content, eight hexadecimal digits'),
  text('sha256', 'SHA-256 of its content, where one was computed'),
  number('tuner_deg', 'deg', 'Angle of the tuner'),
  number('t_cav_k', 'K', 'Temperature of the cavity before the file was taken'),
  number('t_mc_k', 'K', 'Temperature of the mixing chamber before the file was taken'),
  text('bit', 'BIT of the older list'),
  number('cavity_hz', 'Hz', 'Frequency of the cavity'),
];

/** Reads the files of some runs, smallest number first, and hands them to a Parquet file; the caller has its bytes written. */
export async function writePart(
  connection: ReadConnection,
  campaign: string,
  runs: readonly PartRunRow[],
  start: PartStart,
  next: PartStart | null,
  write: (bytes: Uint8Array) => Promise<void>,
): Promise<PartRows> {
  const file = beginParquet(FILE_COLUMNS, write);
  const firstRows = new Map<number, number>();
  let waiting: Row[] = [];
  let rows = 0;
  let sum = 0;
  let impossibleTimes = 0;
  for (const run of runs) {
    firstRows.set(run.number, rows);
    for await (const files of readInPieces(connection, run.id, spanOf(run, start, next))) {
      for (const one of files) {
        waiting.push({ run, file: one });
        sum += sumOf(run, one);
        if (one.t !== null && !isPossible(one.t)) impossibleTimes += 1;
      }
      rows += files.length;
      while (waiting.length >= GROUP_ROWS + LAST_ROWS) {
        await writeGroup(file, campaign, waiting.slice(0, GROUP_ROWS));
        waiting = waiting.slice(GROUP_ROWS);
      }
    }
  }
  await writeGroup(file, campaign, waiting.slice(0, -LAST_ROWS));
  await writeGroup(file, campaign, waiting.slice(-LAST_ROWS));
  await file.finish();
  return { rows, firstRows, sum, impossibleTimes };
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

/** Below 2^32: the sum of a part stays below 2^53. */
const sumOf = (run: PartRunRow, file: ListedFile): number =>
  crc32(JSON.stringify([run.number, run.path, file]));

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

const isPossible = (ms: number): boolean => ms >= 0 && ms < LAST_MS;

/** One array a column, in the order of FILE_COLUMNS. */
async function writeGroup(
  file: ParquetFile,
  campaign: string,
  rows: readonly Row[],
): Promise<void> {
  const column = (cell: (row: Row) => ParquetCell): ParquetCell[] => rows.map(cell);
  await file.write([
    column(() => campaign),
    column(({ run }) => BigInt(run.number)),
    column(({ run }) => run.path),
    column(({ file: { name } }) => name),
    column(({ file: { t } }) => (t === null || !isPossible(t) ? null : new Date(t))),
    column(({ file: { takenSource } }) => takenSource),
    column(({ file: { softwareVersion } }) => softwareVersion),
    column(({ file: { bytes } }) => (bytes === null ? null : BigInt(bytes))),
    column(({ file: { adler32 } }) => adler32),
    column(({ file: { sha256 } }) => sha256),
    column(({ file: { tunerDeg } }) => tunerDeg),
    column(({ file: { tCavK } }) => tCavK),
    column(({ file: { tMcK } }) => tMcK),
    column(({ file: { bit } }) => bit),
    column(({ file: { cavityHz } }) => cavityHz),
  ]);
}
