/** One run, packed: its files and its series as columns; a run of 800 files in at most 12 kB when compressed. */

import type { FileColumns, Run, RunSeries } from '../schema/run.ts';
import { packTable, unpackTable, type ColumnSpec, type PackedTable } from './table.ts';

export interface PackedFiles extends Pick<FileColumns, 't0' | 'copyWords'> {
  readonly count: number;
  readonly columns: PackedTable;
}

export interface PackedSeries extends Omit<RunSeries, 'min' | 'max' | 'mean'> {
  readonly count: number;
  readonly columns: PackedTable;
}

/** As it stands in `run/<campaign>/<number>.r<revision>.json`. */
export interface PackedRun extends Omit<Run, 'files' | 'throughput' | 'series'> {
  readonly files: PackedFiles;
  readonly throughput: PackedSeries | null;
  readonly series: readonly PackedSeries[];
}

const FILES = [
  ['name', 'names'],
  ['dt', 'numbers'],
  ['bytes', 'numbers'],
  ['adler32', 'fixed'],
  ['tunerDeg', 'numbers'],
  ['tCavK', 'numbers'],
  ['tMcK', 'numbers'],
  ['cavityHz', 'numbers'],
  ['softwareVersion', 'words'],
  ['copies', 'numbers'],
] as const satisfies readonly (ColumnSpec & readonly [keyof FileColumns, ...unknown[]])[];

const SERIES = [
  ['mean', 'numbers'],
  ['min', 'numbers', 'mean'],
  ['max', 'numbers', 'mean'],
] as const satisfies readonly (ColumnSpec & readonly [keyof RunSeries, ...unknown[]])[];

/** Returns a run's shard as it is written. */
export function packRun(run: Run): PackedRun {
  const { throughput } = run;
  return {
    ...run,
    files: packFiles(run.files),
    throughput: throughput === null ? null : packSeries(throughput),
    series: run.series.map(packSeries),
  };
}

/** A run with its series as they stood in its shard too: a page that hands them on need not pack them again. */
export interface OpenedRun extends Run {
  readonly packed: readonly PackedSeries[];
}

/** Returns a run's shard with its columns read back; throws where one is missing or too short. */
export function unpackRun(run: PackedRun): Run {
  const { throughput } = run;
  return {
    ...run,
    files: unpackFiles(run.files),
    throughput: throughput === null ? null : unpackSeries(throughput),
    series: run.series.map(unpackSeries),
  };
}

/** The same with its series as they stood in the shard. */
export function openRun(run: PackedRun): OpenedRun {
  const { series, throughput } = run;
  return { ...unpackRun(run), packed: throughput === null ? series : [...series, throughput] };
}

/** Returns files as they are written, in a shard or in a part of its own. */
export function packFiles({ t0, copyWords, ...columns }: FileColumns): PackedFiles {
  return { t0, copyWords, count: columns.name.length, columns: packTable(FILES, { ...columns }) };
}

/** Reads files back. */
export function unpackFiles({ t0, copyWords, count, columns }: PackedFiles): FileColumns {
  return { t0, copyWords, ...unpackTable(FILES, columns, count) } as unknown as FileColumns;
}

/** Returns a series as it is written. */
export function packSeries({ min, max, mean, ...rest }: RunSeries): PackedSeries {
  return { ...rest, count: mean.length, columns: packTable(SERIES, { min, max, mean }) };
}

/** Reads a series back. */
export function unpackSeries({ count, columns, ...rest }: PackedSeries): RunSeries {
  return { ...rest, ...unpackTable(SERIES, columns, count) } as unknown as RunSeries;
}
