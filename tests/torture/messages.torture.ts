/** Messages, streams and objects of every shape against the parsers of MQTT and Kubernetes. */

import { fuzzKubernetes } from '../support/fuzz/kubernetes.ts';
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
  {
    name: 'fuzzed objects and watches of Kubernetes',
    run({ seed, rounds }) {
      const runs = Math.max(10_000, rounds * RUNS_A_ROUND);
      fuzzKubernetes({ runs, seed });
      return Promise.resolve({ jobs: runs, streams: runs, quantities: runs, configurations: runs });
    },
  },
];

export default trials;
