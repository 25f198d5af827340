/** `run/<campaign>/<number>.r<revision>.json`: one run, whole. */

import type { RunKind } from '#telemetry/facts/file.ts';
import type { JobState } from '#telemetry/facts/job.ts';
import type { SweepFit, SweepTrace } from '#telemetry/facts/sweep.ts';
import type { LogHead } from './now.ts';
import type { KeyChannel } from './runs.ts';

export interface StepRow {
  readonly n: number;
  readonly start: number;
  readonly end: number | null;
  readonly liveMs: number | null;
  readonly tunerDeg: number | null;
  readonly f0Hz: number | null;
  readonly qL: number | null;
  readonly beta: number | null;
  readonly regime: 'unknown' | 'under' | 'over' | null;
  readonly fieldT: number | null;
  readonly f0Source: string | null;
  readonly fieldSource: string | null;
}

export interface SweepRow {
  readonly name: string;
  readonly takenAt: number;
  readonly parameter: 's11' | 's21';
  readonly tunerDeg: number | null;
  readonly method: string;
  readonly points: number;
  readonly spanHz: number;
  readonly fit: SweepFit | null;
  readonly refused: string | null;
  readonly trace: SweepTrace | null;
}

/** The run's files as columns, in the order of their time, then name; times relative to the first, in ms. */
export interface FileColumns {
  readonly t0: number | null;
  readonly name: readonly string[];
  readonly dt: readonly (number | null)[];
  readonly bytes: readonly (number | null)[];
  readonly adler32: readonly (string | null)[];
  readonly tunerDeg: readonly (number | null)[];
  readonly tCavK: readonly (number | null)[];
  readonly tMcK: readonly (number | null)[];
  readonly cavityHz: readonly (number | null)[];
  /** Copies as words: `lnf-daq: present`, `cloud: present, unverified`; index into `copyWords`. */
  readonly copies: readonly number[];
  readonly copyWords: readonly string[];
}

/** A key channel over the run: at most 400 buckets; null in `min` is a gap, never bridged. */
export interface RunSeries {
  readonly channel: string;
  readonly start: number;
  readonly stepMs: number;
  readonly min: readonly (number | null)[];
  readonly max: readonly (number | null)[];
  readonly mean: readonly (number | null)[];
  /** Spans in which readings came that are not good: drawn as a band with its word, never as a value. */
  readonly notGood: readonly {
    readonly from: number;
    readonly to: number;
    readonly quality: string;
  }[];
}

/** How good an interval of the run is, and why; null in `from` or `to`: the run's own beginning or end. */
export interface RunFlag {
  readonly from: number | null;
  readonly to: number | null;
  readonly quality: 'good' | 'doubtful' | 'bad';
  readonly why: string;
  readonly by: string;
  /** When it was said. */
  readonly at: number;
}

export interface Run {
  readonly campaign: string;
  readonly campaignName: string;
  readonly number: number;
  readonly revision: number;
  readonly title: string | null;
  readonly path: string;
  readonly kind: RunKind;
  readonly kindRaw: string | null;
  readonly site: string | null;
  readonly node: string | null;
  readonly origin: 'live' | 'import';
  readonly state: 'open' | 'closed' | 'aborted';
  readonly closedBy: string | null;
  readonly start: number | null;
  readonly end: number | null;
  readonly softwareVersion: string | null;
  /** Tags that people gave it, sorted. */
  readonly tags: readonly string[];
  readonly quality: 'good' | 'doubtful' | 'bad' | null;
  /** Of the run and of the time that it was taken in, in the order of what they were said of. */
  readonly flags: readonly RunFlag[];
  readonly startedBy: string | null;
  readonly keyChannels: readonly KeyChannel[];
  readonly statistics: readonly {
    readonly channel: string;
    readonly n: number;
    readonly min: number | null;
    readonly max: number | null;
    readonly mean: number | null;
    readonly last: number | null;
  }[];
  readonly steps: readonly StepRow[];
  readonly sweeps: readonly SweepRow[];
  readonly jobs: readonly {
    readonly id: string;
    readonly scheduler: string;
    readonly state: JobState;
    readonly submitted: number;
    readonly started: number | null;
    readonly ended: number | null;
    readonly reason: string | null;
  }[];
  readonly log: readonly LogHead[];
  readonly fileCount: number;
  readonly sizedCount: number;
  readonly bytes: number;
  readonly cadenceMs: number | null;
  /** Above 5 000 files: only the first 5 000 here, the rest in `fileParts` (paths below /data/). */
  readonly files: FileColumns;
  readonly fileParts: readonly string[];
  /** Throughput in bytes a second, buckets as in `series`; 0 only where an agent was alive and saw nothing. */
  readonly throughput: RunSeries | null;
  readonly series: readonly RunSeries[];
  /** Lanes of the time axis: spans with data files. */
  readonly fileSpans: readonly { readonly from: number; readonly to: number }[];
}
