/** What the instruments of a busy node are, and what they say when they are stopped. */

/** All channels, each with a reading a second. */
export const CHANNELS = 200;
/** Those that come as messages of the broker; the others are columns of the table. */
export const TOPICS = 20;
export const COLUMNS = CHANNELS - TOPICS;

/** What was written. */
export interface Instruments {
  readonly rows: number;
  readonly files: number;
}
