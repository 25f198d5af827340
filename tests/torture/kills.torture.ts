/** Kill -9 of agent, hub and database in the middle of the work: nothing lost, nothing doubled. */

import { runKillTrial } from '../support/living/kill-trial.ts';
import type { Trial } from './trial.ts';

const trials: readonly Trial[] = [
  {
    name: 'kills while instruments write',
    async run(context) {
      const counts = await runKillTrial(context);
      if (counts.lost > 0 || counts.doubled > 0) throw new Error(JSON.stringify(counts));
      return counts;
    },
  },
];

export default trials;
