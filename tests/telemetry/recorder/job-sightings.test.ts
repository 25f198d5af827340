/** One job told by several sources: a queue, a log that comes late, a history. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import type { Fact } from '#telemetry/facts/index.ts';
import { createSender, jobFact, T0 } from '../../support/facts.ts';
import { startTestRecorder, type TestRecorder } from './setup.ts';

let setup: TestRecorder;
before(async () => (setup = await startTestRecorder()));
after(() => setup[Symbol.asyncDispose]());

const sender = createSender('batch', 'htcondor');
const send = async (...facts: readonly Fact[]) => {
  const { body } = await setup.recorder.record(sender.batch(facts));
  assert.partialDeepStrictEqual(body, { refused: [] });
};
const rowsOf = (id: string) =>
  setup.query('SELECT * FROM job WHERE job_id = ? ORDER BY submitted_ms', [id]);

test('an end that a log tells late replaces "left the queue"; a state told late does not', async () => {
  const instance = 'schedd.example';
  await send(jobFact({ id: '31.0', startedAt: null, owner: 'pool01' }));
  await send({ kind: 'queue', scheduler: 'htcondor', instance, seenAt: T0 + 120_000, ids: [] });
  const late = { id: '31.0', startedAt: null, owner: null, seenAt: T0 + 90_000 };
  const held = { reason: 'over its memory', reasonCode: 34, reasonSubcode: 102 };
  await send(jobFact({ ...late, ...held, state: 'held' }));
  assert.equal((await rowsOf('31.0'))[0]?.['state'], 'unknown');
  await send(jobFact({ ...late, state: 'failed', exitSignal: 9 }));
  const [row] = await rowsOf('31.0');
  assert.deepEqual(
    [row?.['state'], row?.['owner'], row?.['exit_signal'], row?.['in_queue'], row?.['reason']],
    ['failed', 'pool01', 9, 0, null],
  );
});

test('a submission told a second apart is one job; an efficiency needs its parts', async () => {
  await send(jobFact({ id: '32.0', cpuS: 50, wallS: 100, cpus: 2 }));
  const held = { reason: 'over its memory', reasonCode: 34, reasonSubcode: 102 };
  await send(
    jobFact({
      id: '32.0',
      submittedAt: T0 + 1_000,
      seenAt: T0 + 70_000,
      cpus: 2,
      state: 'held',
      ...held,
    }),
    jobFact({ id: '32.0', submittedAt: T0 + 86_400_000, seenAt: T0 + 86_400_000 }),
  );
  const rows = await rowsOf('32.0');
  assert.deepEqual(
    rows.map((row) => [row['submitted_ms'], row['state'], row['cpu_efficiency']]),
    [
      [T0, 'held', 0.25],
      [T0 + 86_400_000, 'running', null],
    ],
  );
  assert.deepEqual([rows[0]?.['reason_code'], rows[0]?.['reason_subcode']], [34, 102]);
});
