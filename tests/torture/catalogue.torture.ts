/** A catalogue set read-only, slow, stopped and without a right, under load. */

import { runCatalogueTrial } from '../support/catalogue-trial.ts';
import type { Trial } from './trial.ts';

const FAULTS_A_ROUND = 3;

const trials: readonly Trial[] = [
  {
    name: 'a catalogue that fails under load',
    async run({ seed, rounds }) {
      const counts = await runCatalogueTrial({ seed, rounds: rounds * FAULTS_A_ROUND });
      if (counts.lost > 0 || counts.doubled > 0) throw new Error(JSON.stringify(counts));
      return counts;
    },
  },
];

export default trials;
