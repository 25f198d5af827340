/** `runs/<campaign>.<hash>.json`: all runs of a campaign as columns; integers that grow are delta-encoded. */

import type { RunKind } from '#telemetry/facts/file.ts';
import type { AssetReference } from './asset.ts';
import type { KeyRole, Limit } from './now.ts';

/** A channel that matters in a campaign, with its limits. */
export interface KeyChannel {
  readonly channel: string;
  readonly role: KeyRole;
  readonly label: string;
  readonly quantity: string;
  readonly unit: string;
  readonly limits: readonly Limit[];
}

/** One entry a run in every column, sorted by number, largest first. Null means unknown. */
export interface RunColumns {
  /** Within the campaign. */
  readonly number: readonly number[];
  /** By which the run's own asset is found: `runPath`. */
  readonly revision: readonly number[];
  /** Null: none was given. */
  readonly title: readonly (string | null)[];
  /** Tags that people gave it, sorted, with commas between them; null: none. */
  readonly tags: readonly (string | null)[];
  readonly kind: readonly RunKind[];
  readonly state: readonly ('open' | 'closed' | 'aborted')[];
  readonly origin: readonly ('live' | 'import')[];
  /** Null: not known. */
  readonly site: readonly (string | null)[];
  /** UTC ms. */
  readonly start: readonly (number | null)[];
  /** UTC ms; null also where it is open. */
  readonly end: readonly (number | null)[];
  /** Positions of the tuner. */
  readonly steps: readonly number[];
  /** Lowest resonant frequency of its steps, Hz. */
  readonly f0Min: readonly (number | null)[];
  /** Highest, Hz. */
  readonly f0Max: readonly (number | null)[];
  /** Loaded quality factor of the last fit. */
  readonly qL: readonly (number | null)[];
  /** Coupling of the last fit. */
  readonly beta: readonly (number | null)[];
  /** Null: no fit. */
  readonly regime: readonly ('unknown' | 'under' | 'over' | null)[];
  /** Mean field, T. */
  readonly fieldT: readonly (number | null)[];
  /** Mean temperature of the cavity, K. */
  readonly tCavK: readonly (number | null)[];
  /** Mean temperature of the mixing chamber, K. */
  readonly tMcK: readonly (number | null)[];
  /** Files that were seen. */
  readonly files: readonly number[];
  /** Files whose size is known: where it is less than `files`, `bytes` is a lower bound. */
  readonly sized: readonly number[];
  /** Of the files whose size is known. */
  readonly bytes: readonly number[];
  /** Null: nobody has judged it. */
  readonly quality: readonly ('good' | 'doubtful' | 'bad' | null)[];
  /** Copies of the run's files by state: `present`, `removed`, `lost`; verified and archived only where a fact says so. */
  readonly copiesPresent: readonly number[];
  /** Files of which a copy was removed. */
  readonly copiesRemoved: readonly number[];
  /** Files with a copy whose checksum was compared. */
  readonly copiesVerified: readonly number[];
  /** Files with a copy of which the tape system says that it has it. */
  readonly copiesArchived: readonly number[];
  /** Part of `files/<campaign>/` in which the run's first file stands, and its row there; null: in none yet. */
  readonly part: readonly (number | null)[];
  /** Row in that part, from 0. */
  readonly row: readonly (number | null)[];
}

/** A Parquet file of `files/<campaign>/`: files in the order of run number, then name; a run goes on in the next part. */
export interface FilesPart extends AssetReference {
  /** From 1. */
  readonly part: number;
  /** Grows with every writing; it stands in the name. */
  readonly revision: number;
  /** Files in it. */
  readonly rows: number;
  /** The first file that may stand here; null: from the beginning of that run. */
  readonly fromRun: number;
  /** Name of that file. */
  readonly fromName: string | null;
  /** Sum of the revisions of its runs and their number, by which it is known that one of them changed. */
  readonly revisions: number;
  /** Sum of the checksums of its rows in the catalogue, by which a change within is known. */
  readonly sum: number;
  /** The last part is open until it has 200 000 files; a closed one is written again only where its rows changed. */
  readonly isClosed: boolean;
  /** What a search can leave the part out by: least and greatest of what its rows have; null: none has it. */
  readonly t: Bounds | null;
  /** Degrees. */
  readonly tunerDeg: Bounds | null;
  /** Hz. */
  readonly cavityHz: Bounds | null;
  /** The names of its rows, in their order. */
  readonly names: AssetReference;
}

/** Least and greatest of some values, inclusive. */
export type Bounds = readonly [least: number, greatest: number];

/** One point of f0 against tuner angle. */
export interface TunerPoint {
  /** Number of the run. */
  readonly run: number;
  /** UTC ms. */
  readonly t: number;
  /** Degrees. */
  readonly tunerDeg: number;
  /** Hz. */
  readonly f0Hz: number;
  /** Null: not fitted. */
  readonly qL: number | null;
}

/** All runs of a campaign, read back from their packed columns. */
export interface Runs {
  readonly slug: string;
  readonly name: string;
  /** Null: none was given. */
  readonly title: string | null;
  /** Null: not said. */
  readonly experiment: string | null;
  /** As the configuration plans it; null: not said. */
  readonly planned: { readonly start: number | null; readonly end: number | null };
  readonly keyChannels: readonly KeyChannel[];
  /** Whether the campaign has these columns at all: a FLASH campaign has no mixing chamber, not even an empty one. */
  readonly has: { readonly tCav: boolean; readonly tMc: boolean; readonly field: boolean };
  readonly columns: RunColumns;
  readonly parts: readonly FilesPart[];
}

/** Returns where a run stands below `/data/`. */
export function runPath(slug: string, number: number, revision: number): string {
  return `run/${slug}/${number}.r${revision}.json`;
}

/** `tuner/<campaign>.<hash>.json`: f0 against tuner angle over a campaign. */
export interface Tuner {
  /** Sweeps with a tuner angle: fitted ones, newest run first; the oldest go where there are too many. */
  readonly tuner: readonly TunerPoint[];
  /** Angles of sweeps without a fit (imported lists): shown as angles without frequency. */
  readonly unfittedTunerDeg: readonly { readonly run: number; readonly tunerDeg: number }[];
}
