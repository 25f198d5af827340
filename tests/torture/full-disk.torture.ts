/** The spool's disk full at random moments, over and over. */

import { runFullDiskTrial } from '../support/full-disk-trial.ts';
import type { Trial } from './trial.ts';

const FILLINGS_A_ROUND = 5;

const trials: readonly Trial[] = [
  {
    name: "a spool's disk that fills up",
    async run({ seed, rounds }) {
      const counts = await runFullDiskTrial({ seed, rounds: rounds * FILLINGS_A_ROUND });
      if (counts.lost > 0 || counts.doubled > 0) throw new Error(JSON.stringify(counts));
      return { ...counts };
    },
  },
];

export default trials;
