/** Damaged input for every parser of data files: no crash, no hang, no answer without sense. */

import { fuzzDaqParsers, fuzzSweepFits } from '../support/fuzz-daq-parsers.ts';
import type { Trial } from './trial.ts';

/** Inputs of each parser, whatever the number of rounds. */
const RUNS = 10_000;

const trials: readonly Trial[] = [
  {
    name: 'damaged data files, sweeps, names and paths',
    run: ({ seed }) => Promise.resolve(fuzzDaqParsers({ runs: RUNS, seed })),
  },
  {
    name: 'fits of damaged sweeps',
    run: ({ seed }) => Promise.resolve(fuzzSweepFits({ runs: RUNS, seed })),
  },
];

export default trials;
