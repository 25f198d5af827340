/** Answers of storages, mutated and cut: refused with a reason or read, never a crash or a hang. */

import { fuzzStorageParsers } from '../support/storage-fuzz.ts';
import type { Trial } from './trial.ts';

const trials: readonly Trial[] = [
  {
    name: 'answers of storages, mutated',
    run: ({ seed, rounds }) =>
      Promise.resolve(fuzzStorageParsers(seed, Math.max(10_000, rounds * 1_000))),
  },
];

export default trials;
