/** What the instruments of a busy node are, and what they say when they are stopped. */

/** Columns of the table. */
export const CHANNELS = 200;

/** What was written. */
export interface Instruments {
  readonly rows: number;
  readonly files: number;
}
