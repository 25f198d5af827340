import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import type { Fact } from '#telemetry/facts/index.ts';
import { createSender, fileFact, sweepFact, T0 } from '../../../support/facts.ts';
import { startTestRecorder, type TestRecorder } from '../setup.ts';

let setup: TestRecorder;
before(async () => (setup = await startTestRecorder()));
after(() => setup[Symbol.asyncDispose]());

const RUN = '/daq/Run_2026.11-QUAX/presa_dati_07';
const LISTED = { tCavK: null, tMcK: null, bit: null, cavityHz: 8.5e9 };
const sender = createSender();

const send = async (facts: readonly Fact[]) => {
  const { status } = await setup.recorder.record(sender.batch(facts));
  assert.equal(status, 200);
};

const frequencies = async () =>
  (
    await setup.query(
      `SELECT f.name, f.cavity_hz FROM file f JOIN run r ON r.id = f.run_id
       WHERE r.path = ? AND f.name LIKE 'quax%' ORDER BY f.name`,
      [RUN],
    )
  ).map((row) => [row['name'], row['cavity_hz']]);

const sweepFile = (name: string, takenAt: number) => fileFact({ run: RUN, name, takenAt });

test('the frequency that a list gave outlives a refused sweep and a fitted one; a live file follows', async () => {
  const listed = [1, 2, 3].map((n) =>
    fileFact({
      run: RUN,
      name: `quax_${String(n)}.dat`,
      takenAt: T0 + n * 1_000,
      takenAtSource: 'import',
      listed: LISTED,
      origin: 'import',
    }),
  );
  // Seen live first, listed later: the row of the list is what counts.
  const both = fileFact({ run: RUN, name: 'quax_4.dat', takenAt: T0 + 4_000 });
  await send([both]);
  await send([
    ...listed,
    { ...both, listed: LISTED, origin: 'import' },
    {
      kind: 'import-row',
      source: 'runlog:test',
      file: 'runlog.csv',
      line: 4,
      raw: 'quax_4.dat',
      refused: null,
      target: { campaign: both.campaign, run: RUN, name: both.name },
      cells: { 'cavity freq': '8.5e9' },
    },
    fileFact({ run: RUN, name: 'quax_5.dat', takenAt: T0 + 5_000 }),
  ]);
  const kept = [1, 2, 3, 4].map((n) => [`quax_${String(n)}.dat`, 8.5e9]);
  const refused = sweepFact({ run: RUN, name: 'S11_1.txt', fit: null, refused: 'too narrow' });
  await send([sweepFile('S11_1.txt', T0), refused]);
  assert.deepEqual(await frequencies(), [...kept, ['quax_5.dat', null]]);
  await send([
    sweepFile('S11_2.txt', T0 + 500),
    sweepFact({ run: RUN, name: 'S11_2.txt', takenAt: T0 + 500 }),
  ]);
  assert.deepEqual(await frequencies(), [...kept, ['quax_5.dat', 8.832145e9]]);
});
