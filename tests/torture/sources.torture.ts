/** A disk that is unmounted and back, closed and renamed while files come. */

import { runSourceTrial } from '../support/source-trial.ts';
import type { Trial } from './trial.ts';

const FAULTS_A_ROUND = 3;

const trials: readonly Trial[] = [
  {
    name: 'a source that goes and comes back',
    async run({ seed, rounds }) {
      const counts = await runSourceTrial({ seed, rounds: rounds * FAULTS_A_ROUND });
      if (counts.lost + counts.doubled + counts.wrong > 0) throw new Error(JSON.stringify(counts));
      return counts;
    },
  },
];

export default trials;
