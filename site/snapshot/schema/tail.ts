/** `tail.<hash>.json`: every reading, file and run change since the last whole minutes that the tiles hold, put together from its pieces. */

import type { Quality } from '#telemetry/facts/quality.ts';

/** Readings of one channel, as columns. */
export interface TailReadings {
  /** Ascending. */
  readonly t: readonly number[];
  /** In the channel's unit; null: the reading is no number. */
  readonly value: readonly (number | null)[];
  readonly quality: readonly Quality[];
}

/** A file that came lately. */
export interface TailFile {
  readonly campaign: string;
  /** Number of its run. */
  readonly run: number;
  readonly name: string;
  /** Null: not known. */
  readonly bytes: number | null;
  /** UTC ms; null: not known. */
  readonly t: number | null;
}

/** What came after the tiles were written. */
export interface Tail {
  /** Readings from here on; series tiles hold everything before. */
  readonly from: number;
  /** Up to here, UTC ms. */
  readonly to: number;
  /** By channel: times, values and qualities (null value: not drawn). */
  readonly readings: Readonly<Record<string, TailReadings>>;
  /** Files since `from`, oldest first. */
  readonly files: readonly TailFile[];
  /** Runs that changed since `from`: their revision now. */
  readonly runs: readonly {
    readonly campaign: string;
    readonly number: number;
    readonly revision: number;
  }[];
}
