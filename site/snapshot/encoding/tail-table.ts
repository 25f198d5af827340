/** The tail as it is written: what came since the last piece of it, packed, and the pieces before, which are read once. */

import type { Quality } from '#telemetry/facts/quality.ts';
import type { AssetReference } from '../schema/asset.ts';
import type { Tail, TailFile, TailReadings } from '../schema/tail.ts';
import { packTable, unpackTable, type ColumnSpec, type PackedTable } from './table.ts';

/** As it stands in `tail.<hash>.json`; the pieces before it are files of the same form, without pieces of their own. */
export interface PackedTail extends Pick<Tail, 'from' | 'to' | 'runs'> {
  /**
   * Oldest first. What a channel has in one piece replaces what it has in those before, from its first reading there to its
   * last; a file of the same run and name is the same file.
   */
  readonly earlier: readonly AssetReference[];
  /** Names of the channels that have readings in this piece, and how many each: their rows follow one another. */
  readonly channels: readonly string[];
  readonly counts: readonly number[];
  readonly readings: PackedTable;
  readonly fileCount: number;
  readonly files: PackedTable;
}

const READINGS = [
  ['t', 'numbers'],
  ['value', 'numbers'],
  ['quality', 'words'],
] as const satisfies readonly ColumnSpec[];

const FILES = [
  ['campaign', 'words'],
  ['run', 'numbers'],
  ['name', 'names'],
  ['bytes', 'numbers'],
  ['t', 'numbers'],
] as const satisfies readonly ColumnSpec[];

/** Returns one piece as it is written. */
export function packTail(
  { readings, files, ...rest }: Tail,
  earlier: readonly AssetReference[] = [],
): PackedTail {
  const columns = Object.values(readings);
  return {
    ...rest,
    earlier,
    channels: Object.keys(readings),
    counts: columns.map(({ t }) => t.length),
    readings: packTable(READINGS, {
      t: columns.flatMap(({ t }) => t),
      value: columns.flatMap(({ value }) => value),
      quality: columns.flatMap(({ quality }) => quality),
    }),
    fileCount: files.length,
    files: packTable(FILES, {
      campaign: files.map(({ campaign }) => campaign),
      run: files.map(({ run }) => run),
      name: files.map(({ name }) => name),
      bytes: files.map(({ bytes }) => bytes),
      t: files.map(({ t }) => t),
    }),
  };
}

/** Reads one piece back. @throws {RangeError} where a column is missing or too short */
export function unpackTail(packed: PackedTail): Tail {
  const { from, to, runs, channels, counts, fileCount } = packed;
  const rows = counts.reduce((sum, count) => sum + count, 0);
  const table = unpackTable(READINGS, packed.readings, rows);
  const files = unpackTable(FILES, packed.files, fileCount);
  const readings: Record<string, TailReadings> = {};
  let first = 0;
  for (const [i, name] of channels.entries()) {
    const last = first + (counts[i] ?? 0);
    readings[name] = {
      t: table['t']?.slice(first, last) as number[],
      value: table['value']?.slice(first, last) as (number | null)[],
      quality: table['quality']?.slice(first, last) as Quality[],
    };
    first = last;
  }
  return { from, to, runs, readings, files: filesOf(files, fileCount) };
}

function filesOf(
  columns: Readonly<Record<string, readonly unknown[]>>,
  count: number,
): readonly TailFile[] {
  return Array.from({ length: count }, (_, i) => ({
    campaign: String(columns['campaign']?.[i]),
    run: Number(columns['run']?.[i]),
    name: String(columns['name']?.[i]),
    bytes: (columns['bytes']?.[i] ?? null) as number | null,
    t: (columns['t']?.[i] ?? null) as number | null,
  }));
}

/** Puts pieces together, oldest first; the last one says from when on, and which runs changed. */
export function joinTails(earlier: readonly Tail[], last: Tail): Tail {
  const pieces = [...earlier, last];
  const readings: Record<string, TailReadings> = {};
  for (const piece of pieces) {
    for (const [name, news] of Object.entries(piece.readings)) {
      const known = readings[name];
      readings[name] = known === undefined ? news : replaced(known, news);
    }
  }
  const files = new Map<string, TailFile>();
  for (const file of pieces.flatMap((piece) => piece.files)) {
    files.set(`${file.campaign}/${file.run}/${file.name}`, file);
  }
  return {
    ...last,
    readings: Object.fromEntries(
      Object.entries(readings).map(([name, columns]) => [name, since(columns, last.from)]),
    ),
    files: [...files.values()]
      .filter(({ t }) => t === null || t >= last.from)
      .sort((a, b) => (a.t ?? 0) - (b.t ?? 0)),
  };
}

function replaced(known: TailReadings, news: TailReadings): TailReadings {
  const [first, last] = [news.t[0], news.t.at(-1)];
  if (first === undefined || last === undefined) return known;
  const before = known.t.filter((t) => t < first).length;
  const after = known.t.findIndex((t) => t > last);
  const join = <T>(old: readonly T[], own: readonly T[]): readonly T[] => [
    ...old.slice(0, before),
    ...own,
    ...(after < 0 ? [] : old.slice(after)),
  ];
  return {
    t: join(known.t, news.t),
    value: join(known.value, news.value),
    quality: join(known.quality, news.quality),
  };
}

function since({ t, value, quality }: TailReadings, from: number): TailReadings {
  const first = t.findIndex((time) => time >= from);
  if (first === 0) return { t, value, quality };
  const cut = <T>(column: readonly T[]): readonly T[] => (first < 0 ? [] : column.slice(first));
  return { t: cut(t), value: cut(value), quality: cut(quality) };
}
