/** Batches sent twice, out of their order, cut short, their answers lost: every fact is in the catalogue, once. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { addToken } from '#telemetry/catalogue/tokens.ts';

import { T0 } from '../support/facts.ts';
import { createFaultySender } from '../support/faulty-sender.ts';
import { openLines } from '../support/line-source.ts';
import { createRandom } from '../support/living/random.ts';
import { startTestRecorder } from '../telemetry/recorder/setup.ts';
import type { Trial } from './trial.ts';

const LINES_A_ROUND = 500;
const STREAMS = ['cryostat', 'daq', 'host'];

const trials: readonly Trial[] = [
  {
    name: 'batches twice, out of order and cut',
    async run({ seed, rounds }) {
      await using setup = await startTestRecorder();
      const home = mkdtempSync(join(tmpdir(), 'flash-batches-'));
      try {
        const random = createRandom(seed);
        const token = await addToken(setup.catalogue.pools.recorder, 'n1', T0);
        const sender = createFaultySender(setup, token, random);
        const clock = { now: () => T0, monotonic: () => performance.now() };
        const file = join(home, 'spool.db');
        const options = { file, node: 'n1', streams: STREAMS, setup, clock, sender };
        let life = openLines(options);
        const lines = rounds * LINES_A_ROUND;
        for (let read = 0; read < lines; read += 1 + random.below(60)) {
          life.read(read);
          await life.deliver(random.below(6));
          if (random.below(20) > 0) continue;
          life.spool.close();
          life = openLines(options);
        }
        life.read(lines);
        await life.deliver();
        const { lost, doubled } = await life.count(lines);
        life.spool.close();
        const counts = { lines: lines * STREAMS.length, ...sender.faults, lost, doubled };
        if (lost > 0 || doubled > 0) throw new Error(JSON.stringify(counts));
        return counts;
      } finally {
        rmSync(home, { recursive: true, force: true });
      }
    },
  },
];

export default trials;
