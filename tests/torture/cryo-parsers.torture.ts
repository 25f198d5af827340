/** Every parser of slow control on ten thousand spoilt logs each: every line is accounted for. */

import { fuzzParser } from '../support/cryo/account.ts';
import { sampleLogs } from '../support/cryo/samples.ts';
import type { Trial } from './trial.ts';

/** With the usual 20 rounds 10 000 logs. */
const LOGS_PER_ROUND = 500;

const trials: readonly Trial[] = sampleLogs().map((sample, at) => ({
  name: `spoilt logs, ${sample.parser}`,
  run: ({ seed, rounds }) => {
    const logs = rounds * LOGS_PER_ROUND;
    return Promise.resolve({ logs, ...fuzzParser(sample, logs, seed + at) });
  },
}));

export default trials;
