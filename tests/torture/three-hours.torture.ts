/** The agent's one file with every collector for three real hours: memory flat, every reading, file and job state there, once. */

import { liveBusily } from '../support/busy-node/live.ts';
import type { Trial } from './trial.ts';

const HOURS = 3;
/** MiB that private memory may have grown by after forced collections. */
const MOST_GROWN = 1;

async function live(hours: number): Promise<Readonly<Record<string, number>>> {
  const life = await liveBusily(Math.round(hours * 3_600));
  const { ranS, scrapes, counts, anonymousMib, grownMib, up } = life;
  const memory = {
    anonymousKib: Math.round(anonymousMib * 1_024),
    grownKib: Math.round(grownMib * 1_024),
  };
  const told = { ranS, scrapes, ...counts, ...memory, up };
  const isWhole = counts.lost === 0 && counts.doubled === 0 && up === 9;
  if (!isWhole || grownMib >= MOST_GROWN) throw new Error(JSON.stringify(told));
  return told;
}

const trials: readonly Trial[] = [
  { name: 'every collector for real hours', run: ({ hours = HOURS }) => live(hours) },
];

export default trials;
