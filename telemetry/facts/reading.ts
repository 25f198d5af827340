/** Readings of one channel of slow control, each with the time its source gave it. */

import type { Quality } from './quality.ts';

/**
 * One reading: source time in UTC milliseconds, value in the channel's unit (null where there is no number),
 * quality, and the raw text where it was imported from a file.
 */
export type ReadingTuple = readonly [
  t: number,
  value: number | null,
  quality: Quality,
  raw?: string,
];

/** Natural key: channel, time, n (same stamp and value is the same reading; same stamp, other value gets the next n). */
export interface ReadingsFact {
  readonly kind: 'readings';
  /** `<device>/<name>`: `blackfridge/ch6-t`. */
  readonly channel: string;
  readonly values: readonly ReadingTuple[];
  /** `live` from a collector, `import` from history. */
  readonly origin: 'live' | 'import';
}

/** Declares a channel; natural key: name. Delivered before its first reading and whenever something of it changes. */
export interface ChannelFact {
  readonly kind: 'channel';
  readonly name: string;
  readonly device: string;
  /** What is measured: `temperature`, `resistance`, `pressure`, `flow`, `field`, `current`, `level`, `state`, `rate`. */
  readonly quantity: string;
  /** UCUM code of the values as delivered, SI where it can be: `K`, `Ohm`, `Pa`, `mol/s`, `T`, `A`, `1`. */
  readonly unit: string;
  /** What a person calls it: "Mixing chamber". */
  readonly label: string | null;
  /** Null: three times the observed cadence. */
  readonly staleAfterMs: number | null;
}
