/** Mutated input for the parsers of `host` and `textfile`, at least 10 000 for each. */

import { fuzz, targets } from '../support/fuzz-host-parsers.ts';
import type { Trial } from './trial.ts';

const RUNS = 20_000;

const trials: readonly Trial[] = targets.map((target) => ({
  name: `mutated ${target.name}`,
  run({ seed }) {
    fuzz(target, RUNS, seed);
    return Promise.resolve({ inputs: RUNS, failed: 0 });
  },
}));

export default trials;
