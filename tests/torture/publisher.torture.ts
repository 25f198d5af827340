/** The publisher killed at 50 random points: readers see the old state or the new one, whole. */

import { runPublisherKills } from '../support/publisher-kills.ts';
import type { Trial } from './trial.ts';

const KILLS = 50;

const trials: readonly Trial[] = [
  {
    name: 'a publisher killed at 50 random points',
    async run() {
      const counts = await runPublisherKills(KILLS);
      if (counts.faults.length > 0) throw new Error(JSON.stringify(counts));
      return { kills: counts.kills, publications: counts.publications, faults: 0 };
    },
  },
];

export default trials;
