/** Looks through one Parquet part: names in their own list, other columns by page, and the rest of a row only where it is found. */

import { parquetMetadataAsync, parquetScan, type ParquetQueryFilter } from 'hyparquet';
import { unpackChunk } from '#site/snapshot/encoding/part-names.ts';
import type { PartNames } from '#site/snapshot/schema/part-names.ts';
import type { CampaignPlan, PartPlan } from './plan.ts';
import { isSha256, isWithin, type Ends, type FilesQuery } from './query.ts';
import type { FilesSource, FoundFile } from './source.ts';

/** Rows from `first` to before `end`. */
export interface Rows {
  readonly first: number;
  readonly end: number;
}

/** Rows that are read together. */
const PIECE = 10_000;
/** Names this near to each other are read in one piece: a page holds about as many. */
const NEAR = 400;
const FOOTER_BYTES = 32_768;
const SHOWN = [
  'run_number',
  'file',
  'taken_at',
  'bytes',
  'adler32',
  'tuner_deg',
  'cavity_hz',
  'software_version',
  'run_path',
];

type Row = Readonly<Record<string, unknown>>;

/** Yields the files of a part that fit, in its order, a piece at a time. */
export async function* searchPart(
  source: FilesSource,
  { head }: Pick<CampaignPlan, 'head'>,
  { part, runs }: PartPlan,
  query: FilesQuery,
): AsyncGenerator<readonly FoundFile[]> {
  const named = query.name === null ? null : namedRows(await source.names(part), query.name, runs);
  if (named?.length === 0) return;
  const file = source.part(part);
  const metadata = await parquetMetadataAsync(file, {
    initialFetchSize: Math.min(FOOTER_BYTES, part.bytes),
  });
  const tested = testedColumns(query);
  const filter = filterOf(query, runs);
  const scan = await parquetScan({
    file,
    metadata,
    columns: [...new Set([...SHOWN, ...tested])],
    pruningFilter: filter,
    usePageIndex: true,
    useBloomFilters: query.sum !== null,
  });
  const ranges = scan.ranges.map(({ rowStart, rowEnd }) => ({ first: rowStart, end: rowEnd }));
  for (const piece of piecesOf(named === null ? ranges : intersect(ranges, named))) {
    const read = (columns: readonly string[]): Promise<readonly Row[]> =>
      readRows(
        (column) => scan.readColumn({ column, rowStart: piece.first, rowEnd: piece.end }),
        columns,
      );
    const tests = await read(tested);
    const fits = tests.map((row) => fitsRow(row, query, runs));
    if (!fits.includes(true)) continue;
    const rows = await read(SHOWN);
    yield rows.flatMap((row, i) => (fits[i] === true ? [foundOf(row, head)] : []));
  }
}

/** Rows whose name holds a text, near ones joined. */
export function namedRows(
  { chunks }: PartNames,
  text: string,
  runs: ReadonlySet<number>,
): readonly Rows[] {
  const wanted = text.toLowerCase();
  const found: { first: number; end: number }[] = [];
  let row = 0;
  for (const { run, rows, names } of chunks) {
    if (runs.has(run))
      unpackChunk(names, rows).forEach((name, i) => {
        if (!name.toLowerCase().includes(wanted)) return;
        const last = found.at(-1);
        if (last !== undefined && row + i - last.end <= NEAR) last.end = row + i + 1;
        else found.push({ first: row + i, end: row + i + 1 });
      });
    row += rows;
  }
  return found;
}

/** Returns the rows that are in both lists, each sorted. */
export function intersect(a: readonly Rows[], b: readonly Rows[]): readonly Rows[] {
  const both: Rows[] = [];
  for (let i = 0, k = 0; i < a.length && k < b.length;) {
    const [one, other] = [a[i], b[k]];
    if (one === undefined || other === undefined) break;
    const [first, end] = [Math.max(one.first, other.first), Math.min(one.end, other.end)];
    if (first < end) both.push({ first, end });
    if (one.end < other.end) i += 1;
    else k += 1;
  }
  return both;
}

function piecesOf(ranges: readonly Rows[]): readonly Rows[] {
  return ranges.flatMap(({ first, end }) => {
    const count = Math.ceil((end - first) / PIECE);
    return Array.from({ length: count }, (_, i) => ({
      first: first + i * PIECE,
      end: Math.min(end, first + (i + 1) * PIECE),
    }));
  });
}

async function readRows(
  readColumn: (column: string) => Promise<ArrayLike<unknown>>,
  columns: readonly string[],
): Promise<readonly Row[]> {
  const read = await Promise.all(columns.map(readColumn));
  const count = read[0]?.length ?? 0;
  return Array.from({ length: count }, (_, i) =>
    Object.fromEntries(columns.map((column, k) => [column, read[k]?.[i] ?? null])),
  );
}

/** The columns by which rows are told apart; the run always, since a part holds others too. */
function testedColumns({ name, taken, tuner, f, sum }: FilesQuery): readonly string[] {
  return [
    'run_number',
    ...(name === null ? [] : ['file']),
    ...(taken === null ? [] : ['taken_at']),
    ...(tuner === null ? [] : ['tuner_deg']),
    ...(f === null ? [] : ['cavity_hz']),
    ...(sum === null ? [] : [sumColumn(sum)]),
  ];
}

const sumColumn = (sum: string): string => (isSha256(sum) ? 'sha256' : 'adler32');

/** What pages and row groups are left out by: a little wider than what is asked. */
function filterOf(
  { taken, tuner, f, sum }: FilesQuery,
  runs: ReadonlySet<number>,
): ParquetQueryFilter {
  const all = [...runs];
  const between = (ends: Ends, write: (value: number) => unknown): object => ({
    ...(ends.from === null ? {} : { $gte: write(ends.from - Math.abs(ends.from) * 1e-12) }),
    ...(ends.to === null ? {} : { $lte: write(ends.to + Math.abs(ends.to) * 1e-12) }),
  });
  return {
    run_number: {
      $gte: BigInt(all.reduce((a, b) => Math.min(a, b), Infinity)),
      $lte: BigInt(all.reduce((a, b) => Math.max(a, b), 0)),
    },
    ...(taken === null ? {} : { taken_at: between(taken, (t) => new Date(t)) }),
    ...(tuner === null ? {} : { tuner_deg: between(tuner, (value) => value) }),
    ...(f === null ? {} : { cavity_hz: between(f, (value) => value) }),
    ...(sum === null ? {} : { [sumColumn(sum)]: { $eq: sum } }),
  };
}

const numberOf = (value: unknown): number | null => (value == null ? null : Number(value));

function fitsRow(row: Row, query: FilesQuery, runs: ReadonlySet<number>): boolean {
  const { name, taken, tuner, f, sum } = query;
  return (
    runs.has(Number(row['run_number'])) &&
    (name === null || String(row['file']).toLowerCase().includes(name.toLowerCase())) &&
    isWithin(numberOf(row['taken_at']), taken) &&
    isWithin(numberOf(row['tuner_deg']), tuner) &&
    isWithin(numberOf(row['cavity_hz']), f) &&
    (sum === null || row[sumColumn(sum)] === sum)
  );
}

function foundOf(row: Row, { slug, name: campaign }: CampaignPlan['head']): FoundFile {
  const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
  return {
    slug,
    campaign,
    run: Number(row['run_number']),
    path: text(row['run_path']) ?? '',
    name: text(row['file']) ?? '',
    t: numberOf(row['taken_at']),
    bytes: numberOf(row['bytes']),
    adler32: text(row['adler32']),
    tunerDeg: numberOf(row['tuner_deg']),
    cavityHz: numberOf(row['cavity_hz']),
    softwareVersion: text(row['software_version']),
  };
}
