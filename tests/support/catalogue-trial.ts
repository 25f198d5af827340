/** A catalogue that fails in every way while facts come: what waits comes in once it can, each fact once. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { systemClock } from '#telemetry/effects.ts';
import type { Recorder } from '#telemetry/recorder/recorder.ts';

import { startTestRecorder } from '../telemetry/recorder/setup.ts';
import type { TestRecorder } from '../telemetry/recorder/setup.ts';
import { createRecorderSender, openLines } from './line-source.ts';
import { createRandom } from './living/random.ts';

const LINES_A_ROUND = 300;
const STREAMS = ['cryostat', 'daq'];

/** Does a fault and returns what undoes it. */
type Fault = (setup: TestRecorder) => Promise<() => Promise<unknown>>;

const FAULTS: Readonly<Record<string, Fault>> = {
  async readOnly({ catalogue: { administrator } }) {
    await administrator.query('SET GLOBAL read_only = ON');
    return () => administrator.query('SET GLOBAL read_only = OFF');
  },
  async rightTaken({ catalogue: { administrator, catalogue } }) {
    const right = `INSERT ON \`${catalogue.database}\`.reading`;
    await administrator.query(`REVOKE ${right} FROM flash_recorder@localhost`);
    return () => administrator.query(`GRANT ${right} TO flash_recorder@localhost`);
  },
  stopped: (setup) => signalled(setup, 'SIGSTOP'),
  async slow({ catalogue: { administrator, catalogue } }) {
    await administrator.query(`LOCK TABLES \`${catalogue.database}\`.reading WRITE`);
    return () => administrator.query('UNLOCK TABLES');
  },
};

function signalled({ catalogue }: TestRecorder, signal: 'SIGSTOP'): Promise<() => Promise<void>> {
  const pid = catalogue.catalogue.serverPid();
  if (pid === null) throw new Error('the server does not run');
  process.kill(pid, signal);
  return Promise.resolve(() => Promise.resolve(void process.kill(pid, 'SIGCONT')));
}

/** Counts of the trial: faults by kind, batches that were refused for the moment, and what is lost or doubled at the end. */
export async function runCatalogueTrial({
  seed,
  rounds,
}: {
  readonly seed: number;
  readonly rounds: number;
}): Promise<Readonly<Record<string, number>> & { lost: number; doubled: number }> {
  await using setup = await startTestRecorder();
  const random = createRandom(seed);
  const home = mkdtempSync(join(tmpdir(), 'flash-catalogue-trial-'));
  const faults: Record<string, number> = {};
  const sender = countingSender(setup.recorder);
  try {
    const file = join(home, 'spool.db');
    const options = { file, node: 'n1', streams: STREAMS, setup, clock: systemClock, sender };
    const life = openLines(options);
    for (let round = 1; round <= rounds; round += 1) {
      const name = random.pick(Object.keys(FAULTS));
      faults[name] = (faults[name] ?? 0) + 1;
      life.read(round * LINES_A_ROUND);
      const delivering = life.deliver();
      await sleep(random.below(30));
      const undo = await FAULTS[name]?.(setup);
      await sleep(50 + random.below(400));
      await undo?.();
      await delivering;
    }
    const lines = rounds * LINES_A_ROUND;
    const counted = await life.count(lines);
    life.spool.close();
    return { lines: lines * STREAMS.length, ...faults, refused: sender.refused(), ...counted };
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

function countingSender(recorder: Recorder) {
  const sender = createRecorderSender(recorder);
  let refused = 0;
  return {
    refused: () => refused,
    async post(body: string) {
      const answer = await sender.post(body);
      if (answer.status === 200) return answer;
      refused += 1;
      // The delivery's own wait is for a hub far away.
      await sleep(20);
      return answer;
    },
    close: () => undefined,
  };
}
