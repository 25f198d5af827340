/** Every parser of batch systems against answers and logs that are damaged: none throws, hangs or loses a line in silence. */

import { batchVictims } from '../support/batch-corpus.ts';
import { createDamage } from '../support/damage.ts';
import type { Trial } from './trial.ts';

/** Inputs of each parser a round: 10 000 in the usual 20. */
const INPUTS = 500;

/** A parser that takes longer for one damaged input hangs. */
const LONGEST_MS = 2_000;

const trials: readonly Trial[] = batchVictims().map(({ name, corpus, parse }) => ({
  name: `damaged input: ${name}`,
  async run({ seed, rounds }) {
    const damage = createDamage(seed);
    let slowest = 0;
    for (let i = 0; i < INPUTS * rounds; i += 1) {
      const text = damage(corpus[i % corpus.length] ?? '');
      const started = performance.now();
      try {
        parse(text);
      } catch (error) {
        throw new Error(`input ${String(i)}: ${JSON.stringify(text.slice(0, 2_000))}`, {
          cause: error,
        });
      }
      slowest = Math.max(slowest, performance.now() - started);
    }
    if (slowest > LONGEST_MS) throw new Error(`one input took ${slowest.toFixed(0)} ms`);
    return await Promise.resolve({
      inputs: INPUTS * rounds,
      corpus: corpus.length,
      slowest_ms: Math.round(slowest),
    });
  },
}));

export default trials;
