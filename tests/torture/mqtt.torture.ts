/** Kill -9 of agent and broker while messages flow: every message there, once. */

import { runMqttKills } from '../support/mqtt-kills.ts';
import type { Kill } from '../support/mqtt-kills.ts';
import { createRandom } from '../support/living/random.ts';
import type { Trial } from './trial.ts';

const trials: readonly Trial[] = [
  {
    name: 'kills while messages flow',
    async run({ seed, rounds }) {
      const random = createRandom(seed);
      const kills = Array.from({ length: rounds }, (): Kill => {
        const passage = 1 + random.below(4);
        return random.pick<Kill>([
          { fault: `spool:committed:${passage}` },
          { fault: `spool:facts:${passage}` },
          { after: random.below(600) },
          { after: random.below(100) },
        ]);
      });
      const counts = await runMqttKills(kills);
      if (counts.lost > 0 || counts.doubled > 0) throw new Error(JSON.stringify(counts));
      return counts;
    },
  },
];

export default trials;
