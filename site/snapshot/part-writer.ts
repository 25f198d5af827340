/** The rows of a Parquet part as they come: columns in groups, where each run begins, what a search can leave the part out by, and the names. */

import { crc32 } from 'node:zlib';
import type { ListedFile } from '#telemetry/catalogue/read/files.ts';
import {
  beginParquet,
  type ParquetCell,
  type ParquetColumn,
  type ParquetFile,
} from '#telemetry/output/parquet-file.ts';
import { packChunk } from './encoding/part-names.ts';
import type { NamesChunk } from './schema/part-names.ts';
import type { Bounds } from './schema/runs.ts';

/** Rows of a row group; the last group is small, so that the newest files cost few bytes to read. */
const GROUP_ROWS = 50_000;
const LAST_ROWS = 100;
/** Names that are packed together: a pattern seldom holds for longer. */
const CHUNK_ROWS = 5_000;

/** The times that every reader of Parquet can show: 1970 to 2200. Others are null here, and stand as they are in the run. */
const LAST_MS = Date.UTC(2200, 0);

export interface PartRunRow {
  readonly id: number;
  readonly number: number;
  readonly path: string;
}

export interface PartRows {
  readonly rows: number;
  /** Row of each run's first file in this part, by run number. */
  readonly firstRows: ReadonlyMap<number, number>;
  /** Sum of the checksums of what is shown of each file: it differs where any of it does. */
  readonly sum: number;
  /** Files whose time no calendar holds. */
  readonly impossibleTimes: number;
  readonly t: Bounds | null;
  readonly tunerDeg: Bounds | null;
  readonly cavityHz: Bounds | null;
  readonly names: readonly NamesChunk[];
}

export interface PartWriter {
  /** Begins a run: its files follow by name. */
  begin(run: PartRunRow): void;
  add(files: readonly ListedFile[]): Promise<void>;
  finish(): Promise<PartRows>;
}

interface Row {
  readonly run: PartRunRow;
  readonly file: ListedFile;
}

type Use = Pick<ParquetColumn, 'isSearched' | 'isLookedUp'>;

const text = (name: string, description: string, use: Use = {}): ParquetColumn => ({
  name,
  ...use,
  meaning: { type: 'text', unit: null, description },
});

const number = (name: string, unit: string, description: string, use: Use = {}): ParquetColumn => ({
  name,
  ...use,
  meaning: { type: 'double', unit, description },
});

const SEARCHED = { isSearched: true } as const;
const LOOKED_UP = { isLookedUp: true } as const;

/** The columns of `files/<campaign>/…`, named as in the view `runlog_clean`. */
export const FILE_COLUMNS: readonly ParquetColumn[] = [
  text('campaign', 'Name of the campaign'),
  {
    name: 'run_number',
    isSearched: true,
    meaning: { type: 'integer', unit: null, description: 'Number of the run in its campaign' },
  },
  text('run_path', 'The run as it was found'),
  text('file', 'Name of the file', SEARCHED),
  {
    name: 'taken_at',
    isSearched: true,
    meaning: { type: 'time', unit: null, description: 'When the file was taken, UTC' },
  },
  text('taken_source', 'How that time is known: header, name, mtime or import'),
  text('software_version', 'Version of the software that wrote it'),
  { name: 'bytes', meaning: { type: 'integer', unit: 'By', description: 'Size' } },
  text('adler32', 'Adler-32 of its content, eight hexadecimal digits', LOOKED_UP),
  text('sha256', 'SHA-256 of its content, where one was computed', LOOKED_UP),
  number('tuner_deg', 'deg', 'Angle of the tuner', SEARCHED),
  number('t_cav_k', 'K', 'Temperature of the cavity before the file was taken'),
  number('t_mc_k', 'K', 'Temperature of the mixing chamber before the file was taken'),
  text('bit', 'BIT of the older list'),
  number('cavity_hz', 'Hz', 'Frequency of the cavity', SEARCHED),
];

/** Begins a part of a campaign's files; `write` has its bytes written. */
export function beginPart(
  campaign: string,
  write: (bytes: Uint8Array) => Promise<void>,
): PartWriter {
  const file = beginParquet(FILE_COLUMNS, write);
  const firstRows = new Map<number, number>();
  const names: NamesChunk[] = [];
  const [t, tunerDeg, cavityHz] = [createBounds(), createBounds(), createBounds()];
  let run: PartRunRow = { id: 0, number: 0, path: '' };
  let waiting: Row[] = [];
  let unpacked: string[] = [];
  let rows = 0;
  let sum = 0;
  let impossibleTimes = 0;

  const packNames = (count: number): void => {
    if (count === 0) return;
    const chunk = unpacked.slice(0, count);
    unpacked = unpacked.slice(count);
    names.push({ run: run.number, rows: chunk.length, names: packChunk(chunk) });
  };
  const addOne = (one: ListedFile): void => {
    waiting.push({ run, file: one });
    unpacked.push(one.name);
    if (unpacked.length === CHUNK_ROWS) packNames(CHUNK_ROWS);
    sum += sumOf(run, one);
    tunerDeg.add(one.tunerDeg);
    cavityHz.add(one.cavityHz);
    if (one.t === null) return;
    if (isPossible(one.t)) t.add(one.t);
    else impossibleTimes += 1;
  };
  return {
    begin(next) {
      packNames(unpacked.length);
      run = next;
      firstRows.set(next.number, rows);
    },
    async add(files) {
      for (const one of files) addOne(one);
      rows += files.length;
      while (waiting.length >= GROUP_ROWS + LAST_ROWS) {
        await writeGroup(file, campaign, waiting.slice(0, GROUP_ROWS));
        waiting = waiting.slice(GROUP_ROWS);
      }
    },
    async finish() {
      packNames(unpacked.length);
      await writeGroup(file, campaign, waiting.slice(0, -LAST_ROWS));
      await writeGroup(file, campaign, waiting.slice(-LAST_ROWS));
      await file.finish();
      const bounds = { t: t.get(), tunerDeg: tunerDeg.get(), cavityHz: cavityHz.get() };
      return { rows, firstRows, sum, impossibleTimes, names, ...bounds };
    },
  };
}

function createBounds(): { add(value: number | null): void; get(): Bounds | null } {
  let [least, greatest] = [Infinity, -Infinity];
  return {
    add(value) {
      if (value === null) return;
      if (value < least) least = value;
      if (value > greatest) greatest = value;
    },
    get: () => (least > greatest ? null : [least, greatest]),
  };
}

/** The checksum of what is shown of a file. Below 2^32: the sum of a part stays below 2^53. */
export const sumOf = (run: PartRunRow, file: ListedFile): number =>
  crc32(JSON.stringify([run.number, run.path, file]));

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
