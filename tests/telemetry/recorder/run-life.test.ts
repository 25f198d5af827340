import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import {
  channelFact,
  createSender,
  fileFact,
  fit,
  readingsFact,
  RUN_PATH,
  sweepFact,
  T0,
} from '../../support/facts.ts';
import { startTestRecorder, type TestRecorder } from './setup.ts';

let setup: TestRecorder;
before(async () => (setup = await startTestRecorder()));
after(() => setup[Symbol.asyncDispose]());

test('a run opens with its first file, counts, gets temperatures, steps and a log, and closes when idle', async () => {
  const daq = createSender();
  const cryo = createSender('lnf-daq', 'cryostat');
  setup.setNow(T0 + 60_000);
  await setup.recorder.record(
    cryo.batch([
      channelFact('qfridge/ch7-t', { staleAfterMs: 60_000 }),
      channelFact('qfridge/ch6-t', { staleAfterMs: 60_000 }),
      channelFact('magnet/field', { quantity: 'field', unit: 'T', staleAfterMs: 60_000 }),
      readingsFact('qfridge/ch7-t', [[T0 - 5_000, 0.03, 'good']]),
      readingsFact('magnet/field', [[T0 - 5_000, 8, 'good']]),
    ]),
  );
  const sweepName = 'S11_22p3deg.txt';
  const files = Array.from({ length: 5 }, (_, i) =>
    fileFact({
      name: `quax_${String(i)}.dat`,
      takenAt: T0 + 10_000 + i * 2_190,
      copy: { location: 'lnf-daq', uri: `file:///daq/quax_${String(i)}.dat` },
    }),
  );
  const result = await setup.recorder.record(
    daq.batch([
      fileFact({ name: sweepName, takenAt: T0, bytes: 40_000 }),
      sweepFact({ name: sweepName, takenAt: T0 }),
      ...files,
    ]),
  );
  assert.deepEqual(result, { status: 200, body: { acknowledged: 7, refused: [], added: 6 } });
  const [run] = await setup.query('SELECT * FROM run_utc WHERE path = ?', [RUN_PATH]);
  assert.partialDeepStrictEqual(run, {
    number: 1,
    state: 'open',
    kind: 'physics',
    node: 'lnf-daq',
    start_ms: T0,
    end_ms: null,
    file_count: 6,
    sized_count: 6,
    bytes_sum: 40_000 + 5 * 340_000,
    cadence_ms: 2_190,
  });
  const rows = await setup.query(
    `SELECT name, t_cav_k, t_mc_k, cavity_hz FROM file WHERE run_id = ? AND name LIKE 'quax%' ORDER BY name`,
    [run?.['id']],
  );
  assert.deepEqual(
    rows.map(({ t_cav_k, t_mc_k, cavity_hz }) => [t_cav_k, t_mc_k, cavity_hz]),
    files.map(() => [0.03, null, 8.832145e9]),
  );
  assert.partialDeepStrictEqual(
    await setup.query('SELECT * FROM step WHERE run_id = ?', [run?.['id']]),
    [
      {
        n: 1,
        start_ms: T0,
        end_ms: null,
        live_ms: 5 * 2_190,
        tuner_deg: 22.3,
        f0_hz: 8.832145e9,
        q_l: 21_300,
        field_t: 8,
        f0_source: sweepName,
        field_source: 'magnet/field',
      },
    ],
  );
  // Readings that come late give the files what they would have had.
  await setup.recorder.record(
    cryo.batch([readingsFact('qfridge/ch6-t', [[T0 + 12_000, 0.011, 'good']])]),
  );
  const late = await setup.query(
    `SELECT t_mc_k FROM file WHERE run_id = ? AND name LIKE 'quax%' ORDER BY name`,
    [run?.['id']],
  );
  assert.deepEqual(
    late.map((row) => row['t_mc_k']),
    [null, 0.011, 0.011, 0.011, 0.011],
  );
  const statistics = await setup.query(
    `SELECT c.name, s.n, s.mean_value FROM run_channel s JOIN channel c ON c.id = s.channel_id WHERE s.run_id = ?`,
    [run?.['id']],
  );
  assert.deepEqual(statistics, [{ name: 'qfridge/ch6-t', n: 1, mean_value: 0.011 }]);
  // A second position of the tuner.
  const next = 'S11_23deg.txt';
  await setup.recorder.record(
    daq.batch([
      fileFact({ name: next, takenAt: T0 + 30_000 }),
      sweepFact({ name: next, takenAt: T0 + 30_000, tunerDeg: 23, fit: fit(8.8327e9, 20_000) }),
    ]),
  );
  const steps = await setup.query(
    'SELECT n, start_ms, end_ms, tuner_deg FROM step WHERE run_id = ? ORDER BY n',
    [run?.['id']],
  );
  assert.deepEqual(steps, [
    { n: 1, start_ms: T0, end_ms: T0 + 30_000, tuner_deg: 22.3 },
    { n: 2, start_ms: T0 + 30_000, end_ms: null, tuner_deg: 23 },
  ]);
  setup.setNow(T0 + 3_600_000);
  const before = setup.commits();
  await setup.recorder.tick();
  assert.equal(setup.commits() - before, 1);
  const [closed] = await setup.query('SELECT * FROM run WHERE id = ?', [run?.['id']]);
  assert.partialDeepStrictEqual(closed, {
    state: 'closed',
    closed_by: 'idle',
    end_ms: T0 + 30_000 + 2_190,
  });
  const log = await setup.query(
    'SELECT title FROM log_entry WHERE run_id = ? ORDER BY event_ms, title',
    [run?.['id']],
  );
  assert.deepEqual(
    log.map(({ title }) => title),
    [
      'Run 1 opened: physics',
      'Tuner to 22.3°, step 1: f0 8.832145 GHz, Q_L 21 300',
      'Run 1 closed: no file for more than 15 min, 7 files',
      'Tuner to 23°, step 2: f0 8.832700 GHz, Q_L 20 000',
    ],
  );
  await setup.recorder.tick();
  assert.equal(setup.commits() - before, 1);
});
