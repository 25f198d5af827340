/** Logs that are written, cut, rotated and spoilt while the collector follows them and is started again. */

import { liveRoughly } from '../support/cryo/rough-life.ts';
import type { Trial } from './trial.ts';

/** With the usual 20 rounds 10 000 faults. */
const FAULTS = 500;

const trials: readonly Trial[] = [
  {
    name: 'logs with a rough life',
    async run({ seed, rounds }) {
      const sum = { faults: 0, lines: 0, lost: 0, doubled: 0, untold: 0 };
      for (let round = 0; round < rounds; round += 1) {
        const life = await liveRoughly(FAULTS, seed + round);
        for (const key of ['faults', 'lines', 'lost', 'doubled', 'untold'] as const) {
          sum[key] += life[key];
        }
      }
      if (sum.lost + sum.doubled + sum.untold > 0) throw new Error(JSON.stringify(sum));
      return sum;
    },
  },
];

export default trials;
