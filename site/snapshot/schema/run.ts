/** `run/<campaign>/<number>.r<revision>.json`: one run, whole. */

import type { RunKind } from '#telemetry/facts/file.ts';
import type { JobState } from '#telemetry/facts/job.ts';
import type { SweepFit, SweepTrace } from '#telemetry/facts/sweep.ts';
import type { LogHead } from './now.ts';
import type { KeyChannel } from './runs.ts';

/** One position of the tuner in a run; null in a value: not measured. */
export interface StepRow {
  /** From 1. */
  readonly n: number;
  /** UTC ms. */
  readonly start: number;
  /** UTC ms; null: it goes on. */
  readonly end: number | null;
  /** Time in which data were taken, ms. */
  readonly liveMs: number | null;
  /** Angle of the tuner, degrees. */
  readonly tunerDeg: number | null;
  /** Resonant frequency, Hz. */
  readonly f0Hz: number | null;
  /** Loaded quality factor. */
  readonly qL: number | null;
  /** Coupling of the antenna; the over-coupled reading where the regime is unknown. */
  readonly beta: number | null;
  /** Null: no fit. */
  readonly regime: 'unknown' | 'under' | 'over' | null;
  /** Mean field, T. */
  readonly fieldT: number | null;
  /** The sweep that f0 comes from, by name; null: none was fitted. */
  readonly f0Source: string | null;
  /** The channel of the field; null: none was read. */
  readonly fieldSource: string | null;
}

/** A sweep of a run: what was measured, its fit or why there is none. */
export interface SweepRow {
  readonly name: string;
  /** UTC ms. */
  readonly takenAt: number;
  readonly parameter: 's11' | 's21';
  /** Degrees; null: its name does not say. */
  readonly tunerDeg: number | null;
  readonly method: string;
  /** How many frequencies. */
  readonly points: number;
  /** From the first to the last frequency, Hz. */
  readonly spanHz: number;
  /** Null: it was refused. */
  readonly fit: SweepFit | null;
  /** Why there is no fit; null: there is one. */
  readonly refused: string | null;
  /** Null: it was not kept. */
  readonly trace: SweepTrace | null;
}

/** The run's files as columns, in the order of their time, then name; times relative to the first, in ms. */
export interface FileColumns {
  /** Time of the first file whose time is known, UTC ms; null: of none. */
  readonly t0: number | null;
  readonly name: readonly string[];
  /** Time after `t0`, ms; null: not known. */
  readonly dt: readonly (number | null)[];
  /** Size; null: not known. */
  readonly bytes: readonly (number | null)[];
  /** Eight hexadecimal digits; null: none was computed. */
  readonly adler32: readonly (string | null)[];
  /** Degrees; null: not in its name. */
  readonly tunerDeg: readonly (number | null)[];
  /** Temperature of the cavity before the file was taken, K; null: not measured. */
  readonly tCavK: readonly (number | null)[];
  /** That of the mixing chamber, K; null: not measured. */
  readonly tMcK: readonly (number | null)[];
  /** Resonant frequency then, Hz; null: not measured. */
  readonly cavityHz: readonly (number | null)[];
  /** What wrote them, as they or their run say it: `v1.4`. */
  readonly softwareVersion: readonly (string | null)[];
  /** Copies as words: `lnf-daq: present`, `cloud: present, unverified`; index into `copyWords`. */
  readonly copies: readonly number[];
  readonly copyWords: readonly string[];
}

/** A key channel over the run: at most 400 buckets; null in `min` is a gap, never bridged. */
export interface RunSeries {
  readonly channel: string;
  /** Begin of the first bucket, UTC ms. */
  readonly start: number;
  /** Width of a bucket. */
  readonly stepMs: number;
  /** Least of a bucket, in the channel's unit. */
  readonly min: readonly (number | null)[];
  /** Greatest of a bucket; null: a gap. */
  readonly max: readonly (number | null)[];
  /** Mean of a bucket; null: a gap. */
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
  /** UTC ms. */
  readonly from: number | null;
  /** UTC ms. */
  readonly to: number | null;
  readonly quality: 'good' | 'doubtful' | 'bad';
  readonly why: string;
  readonly by: string;
  /** When it was said. */
  readonly at: number;
}

/** A run with all that is known of it. */
export interface Run {
  readonly campaign: string;
  readonly campaignName: string;
  /** Within its campaign; given once, never used again. */
  readonly number: number;
  /** Grows with every writing; it stands in the asset's name. */
  readonly revision: number;
  /** Null: nobody gave it one. */
  readonly title: string | null;
  readonly path: string;
  readonly kind: RunKind;
  /** The word of the path that gave the kind; null: none did. */
  readonly kindRaw: string | null;
  /** Null: not known. */
  readonly site: string | null;
  /** The agent that saw it; null: it was imported. */
  readonly node: string | null;
  readonly origin: 'live' | 'import';
  readonly state: 'open' | 'closed' | 'aborted';
  /** What ended it: `next run`, `idle`, `stopped`; null: it is open, or not known. */
  readonly closedBy: string | null;
  /** UTC ms; null: not known. */
  readonly start: number | null;
  /** UTC ms; null: it is open, or not known. */
  readonly end: number | null;
  /** What wrote it, as its first file or the configuration says; null: not known. */
  readonly softwareVersion: string | null;
  /** Tags that people gave it, sorted. */
  readonly tags: readonly string[];
  /** Null: nobody has judged it. */
  readonly quality: 'good' | 'doubtful' | 'bad' | null;
  /** Of the run and of the time that it was taken in, in the order of what they were said of. */
  readonly flags: readonly RunFlag[];
  /** Null: not known. */
  readonly startedBy: string | null;
  readonly keyChannels: readonly KeyChannel[];
  /** Of good readings of each channel over the run, in its unit; null: there was none. */
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
  /** Batch jobs that name it; times are UTC ms, null: not yet, or not said. */
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
  /** Files that were seen, also those that are removed by now. */
  readonly fileCount: number;
  /** Of them those whose size is known: where it is less, `bytes` is a lower bound. */
  readonly sizedCount: number;
  /** Of the files whose size is known. */
  readonly bytes: number;
  /** Usual time from file to file, ms; null: too few files. */
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
