/** Walks over a place that fails in every third answer, with restarts: every file is seen, with its own checksum. */

import { runWalkTrial } from '../support/walk-trial.ts';
import type { Trial } from './trial.ts';

const trials: readonly Trial[] = [
  {
    name: 'a place that misbehaves',
    async run({ seed, rounds }) {
      const totals = { files: 0, lost: 0, doubled: 0, wrong: 0, faults: 0, restarts: 0 };
      for (let round = 0; round < rounds; round += 1) {
        const counts = await runWalkTrial(seed + round);
        for (const key of Object.keys(totals) as (keyof typeof totals)[])
          totals[key] += counts[key];
        if (counts.lost > 0 || counts.wrong > 0) throw new Error(JSON.stringify(counts));
      }
      return totals;
    },
  },
];

export default trials;
