/** Messages of every shape against the parsers of MQTT. */

import { fuzzMqttPayloads } from '../support/fuzz/mqtt.ts';
import type { Trial } from './trial.ts';

const RUNS_A_ROUND = 1_000;

const trials: readonly Trial[] = [
  {
    name: 'fuzzed MQTT messages and topics',
    run({ seed, rounds }) {
      const runs = Math.max(10_000, rounds * RUNS_A_ROUND);
      fuzzMqttPayloads({ runs, seed });
      return Promise.resolve({ messages: runs, topics: runs });
    },
  },
];

export default trials;
