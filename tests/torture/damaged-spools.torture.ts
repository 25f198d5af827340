/** Spools with random damage, over and over: what is whole is saved, the rest is told, and every line is there, once. */

import { runDamageTrial } from '../support/damage-trial.ts';
import type { Trial } from './trial.ts';

/** With the usual 20 rounds 100 spools, each damaged twice. */
const SPOOLS_A_ROUND = 5;

const trials: readonly Trial[] = [
  {
    name: 'damaged spools',
    async run({ seed, rounds }) {
      const counts = await runDamageTrial({ seed, rounds: rounds * SPOOLS_A_ROUND });
      if (counts.lost > 0 || counts.doubled > 0) throw new Error(JSON.stringify(counts));
      return { ...counts };
    },
  },
];

export default trials;
