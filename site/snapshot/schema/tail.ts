/** `tail.<hash>.json`: every reading, file and run change since the last whole minutes that the tiles hold, put together from its pieces. */

import type { Quality } from '#telemetry/facts/quality.ts';

export interface TailReadings {
  /** Ascending. */
  readonly t: readonly number[];
  readonly value: readonly (number | null)[];
  readonly quality: readonly Quality[];
}

export interface TailFile {
  readonly campaign: string;
  readonly run: number;
  readonly name: string;
  readonly bytes: number | null;
  readonly t: number | null;
}

export interface Tail {
  /** Readings from here on; series tiles hold everything before. */
  readonly from: number;
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
