/** `runs/<campaign>.<hash>.json`: all runs of a campaign as columns; integers that grow are delta-encoded. */

import type { RunKind } from '#telemetry/facts/file.ts';
import type { AssetReference } from './asset.ts';
import type { KeyRole, Limit } from './now.ts';

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
  readonly number: readonly number[];
  readonly revision: readonly number[];
  readonly title: readonly (string | null)[];
  /** Tags that people gave it, sorted, with commas between them; null: none. */
  readonly tags: readonly (string | null)[];
  readonly kind: readonly RunKind[];
  readonly state: readonly ('open' | 'closed' | 'aborted')[];
  readonly origin: readonly ('live' | 'import')[];
  readonly site: readonly (string | null)[];
  readonly start: readonly (number | null)[];
  readonly end: readonly (number | null)[];
  readonly steps: readonly number[];
  readonly f0Min: readonly (number | null)[];
  readonly f0Max: readonly (number | null)[];
  readonly qL: readonly (number | null)[];
  readonly beta: readonly (number | null)[];
  readonly regime: readonly ('unknown' | 'under' | 'over' | null)[];
  readonly fieldT: readonly (number | null)[];
  readonly tCavK: readonly (number | null)[];
  readonly tMcK: readonly (number | null)[];
  readonly files: readonly number[];
  /** Files whose size is known: where it is less than `files`, `bytes` is a lower bound. */
  readonly sized: readonly number[];
  readonly bytes: readonly number[];
  readonly quality: readonly ('good' | 'doubtful' | 'bad' | null)[];
  /** Copies of the run's files by state: `present`, `removed`, `lost`; verified and archived only where a fact says so. */
  readonly copiesPresent: readonly number[];
  readonly copiesRemoved: readonly number[];
  readonly copiesVerified: readonly number[];
  readonly copiesArchived: readonly number[];
  /** Part of `files/<campaign>/` in which the run's first file stands, and its row there; null: in none yet. */
  readonly part: readonly (number | null)[];
  readonly row: readonly (number | null)[];
}

/** A Parquet file of `files/<campaign>/`: files in the order of run number, then name; a run goes on in the next part. */
export interface FilesPart extends AssetReference {
  readonly part: number;
  readonly revision: number;
  readonly rows: number;
  /** The first file that may stand here; null: from the beginning of that run. */
  readonly fromRun: number;
  readonly fromName: string | null;
  /** Sum of the revisions of its runs and their number, by which it is known that one of them changed. */
  readonly revisions: number;
  /** Sum of the checksums of its rows in the catalogue, by which a change within is known. */
  readonly sum: number;
  /** The last part is open until it has 200 000 files; a closed one is written again only where its rows changed. */
  readonly isClosed: boolean;
  /** What a search can leave the part out by: least and greatest of what its rows have; null: none has it. */
  readonly t: Bounds | null;
  readonly tunerDeg: Bounds | null;
  readonly cavityHz: Bounds | null;
  /** The names of its rows, in their order. */
  readonly names: AssetReference;
}

export type Bounds = readonly [least: number, greatest: number];

/** One point of f0 against tuner angle. */
export interface TunerPoint {
  readonly run: number;
  readonly t: number;
  readonly tunerDeg: number;
  readonly f0Hz: number;
  readonly qL: number | null;
}

export interface Runs {
  readonly slug: string;
  readonly name: string;
  readonly title: string | null;
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
