/** Simulated time: an hour of rounds and scrapes, and a week that nobody looks at. */

import { ROUNDS, runLong, WEEK } from '../support/long-run/long-run.ts';
import type { LongRunOptions } from '../support/long-run/long-run.ts';
import type { Trial } from './trial.ts';

/** MiB that private memory may have grown by after forced collections. */
const MOST_GROWN = 1;

async function live(options: LongRunOptions): Promise<Readonly<Record<string, number>>> {
  const { grownMib, mostSpoolBytes, written, delivered, doubled, scrapes } = await runLong(options);
  const lost = written - delivered;
  const counts = {
    scrapes,
    mostSpoolBytes,
    written,
    lost,
    doubled,
    grownKib: Math.round(grownMib * 1_024),
  };
  if (lost !== 0 || doubled > 0 || grownMib >= MOST_GROWN) throw new Error(JSON.stringify(counts));
  return counts;
}

const trials: readonly Trial[] = [
  { name: '3 600 rounds and 240 scrapes', run: () => live(ROUNDS) },
  { name: 'a week without a scrape, the recorder away', run: () => live(WEEK) },
];

export default trials;
