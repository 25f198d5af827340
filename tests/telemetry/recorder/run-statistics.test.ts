import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';

import {
  channelFact,
  createSender,
  fileFact,
  readingsFact,
  sweepFact,
  T0,
} from '../../support/facts.ts';
import { startTestRecorder, type Row, type TestRecorder } from './setup.ts';

let setup: TestRecorder;
beforeEach(async () => (setup = await startTestRecorder()));
afterEach(() => setup[Symbol.asyncDispose]());

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const FIELD = 'magnet/field';

/** The magnet every 20 s from an hour before T0 to four hours after it: 1 T, and 0.1 T from two hours after T0 on. */
const FIELD_AT = Array.from({ length: 900 }, (_, i) => {
  const t = T0 - HOUR + i * 20_000;
  return [t, t < T0 + 2 * HOUR ? 1 + (i % 7) / 100 : 0.1, i % 50 === 0 ? 'over' : 'good'] as const;
});

const magnet = (from: number, to: number) =>
  readingsFact(
    FIELD,
    FIELD_AT.filter(([t]) => t >= from && t < to),
  );
const channel = channelFact(FIELD, { quantity: 'field', unit: 'T', staleAfterMs: MINUTE });

/** What the statistics of a span are, from the readings themselves. */
function expected(from: number, to: number): Row {
  const values = FIELD_AT.filter(([t, , q]) => t >= from && t <= to && q === 'good').map(
    ([, value]) => value,
  );
  const sum = values.reduce((a, b) => a + b, 0);
  return {
    n: values.length,
    min: Math.min(...values),
    max: Math.max(...values),
    mean: Math.round((sum / values.length) * 1e9),
    last: values.at(-1),
  };
}

async function statistics(run: string): Promise<Row | undefined> {
  const rows = await setup.query(
    `SELECT s.n, s.min_value AS min, s.max_value AS max, ROUND(s.mean_value * 1e9) AS mean, s.last_value AS last
     FROM run_channel s JOIN run r ON r.id = s.run_id WHERE r.path = ?`,
    [run],
  );
  return rows[0];
}

const ends = async (run: string) =>
  (
    await setup.query('SELECT state, closed_by, start_ms, end_ms FROM run WHERE path = ?', [run])
  )[0];

const sweep = 'S11_22p3deg.txt';
/** A sweep at the start and a file a second, two of which make the cadence. */
const files = (run: string, start: number, last: number) => [
  fileFact({ run, name: sweep, takenAt: start }),
  sweepFact({ run, name: sweep, takenAt: start }),
  ...[start + 1_000, last - 2_000, last - 1_000, last].map((takenAt) =>
    fileFact({ run, name: `${String(takenAt)}.dat`, takenAt }),
  ),
];

test('readings after the end of a run that closed as idle are not in its statistics', async () => {
  const cryo = createSender('lnf-daq', 'cryostat');
  const daq = createSender();
  const start = T0 + 30_500;
  setup.setNow(T0 + 4 * HOUR);
  // The history of the slow control comes first, then the files, then later readings; only then is it quiet.
  await setup.recorder.record(cryo.batch([channel, magnet(0, T0 + 3 * HOUR)]));
  await setup.recorder.record(daq.batch(files('/a', start, T0 + 2 * HOUR)));
  await setup.recorder.record(cryo.batch([magnet(T0 + 3 * HOUR, T0 + 4 * HOUR)]));
  assert.deepEqual(await statistics('/a'), expected(start, T0 + 4 * HOUR));
  setup.setNow(T0 + 5 * HOUR);
  await setup.recorder.tick();
  const end = T0 + 2 * HOUR + 1_000;
  assert.partialDeepStrictEqual(await ends('/a'), { closed_by: 'idle', end_ms: end });
  assert.deepEqual(await statistics('/a'), expected(start, end));
  const steps = await setup.query('SELECT n, end_ms, field_t, field_source FROM step');
  const field = FIELD_AT.findLast(([t, , q]) => t <= start && q === 'good')?.[1];
  assert.deepEqual(steps, [{ n: 1, end_ms: end, field_t: field, field_source: FIELD }]);
  // A late file moves the end, and with it the statistics.
  await setup.recorder.record(
    daq.batch([fileFact({ run: '/a', name: 'late.dat', takenAt: T0 + 2 * HOUR + MINUTE })]),
  );
  assert.deepEqual(await statistics('/a'), expected(start, T0 + 2 * HOUR + MINUTE + 1_000));
  // An earlier one moves the start.
  await setup.recorder.record(
    daq.batch([fileFact({ run: '/a', name: 'early.dat', takenAt: T0 - 10 * MINUTE })]),
  );
  assert.deepEqual(
    await statistics('/a'),
    expected(T0 - 10 * MINUTE, T0 + 2 * HOUR + MINUTE + 1_000),
  );
});

test('the next run ends a run, and takes its end along when it turns out to have begun earlier', async () => {
  const cryo = createSender('lnf-daq', 'cryostat');
  const daq = createSender();
  setup.setNow(T0 + 2 * HOUR);
  await setup.recorder.record(cryo.batch([channel, magnet(0, T0 + 3 * HOUR)]));
  await setup.recorder.record(daq.batch(files('/a', T0, T0 + HOUR)));
  await setup.recorder.record(daq.batch(files('/b', T0 + HOUR + 700, T0 + 2 * HOUR - MINUTE)));
  assert.partialDeepStrictEqual(await ends('/a'), { end_ms: T0 + HOUR + 700 });
  assert.deepEqual(await statistics('/a'), expected(T0, T0 + HOUR + 700));
  assert.deepEqual(await statistics('/b'), expected(T0 + HOUR + 700, T0 + 2 * HOUR));
  const early = fileFact({ run: '/b', name: 'early.dat', takenAt: T0 + HOUR + 300 });
  await setup.recorder.record(daq.batch([early]));
  assert.partialDeepStrictEqual(await ends('/a'), { state: 'closed', end_ms: T0 + HOUR + 300 });
  assert.partialDeepStrictEqual(await ends('/b'), { state: 'open', start_ms: T0 + HOUR + 300 });
});

test('an open run has readings up to now; a field read just before its start comes late to its step', async () => {
  const cryo = createSender('lnf-daq', 'cryostat');
  setup.setNow(T0 + HOUR);
  await setup.recorder.record(createSender().batch(files('/a', T0 + 5_000, T0 + HOUR)));
  await setup.recorder.record(cryo.batch([channel, magnet(T0 + 20_000, T0 + 2 * HOUR)]));
  assert.deepEqual(await statistics('/a'), expected(T0 + 20_000, T0 + HOUR));
  const first = FIELD_AT.find(([t, , q]) => t >= T0 + 20_000 && q === 'good');
  assert.ok(first !== undefined && first[0] <= T0 + 65_000);
  // Nothing was read before the step: the first value in it is its field.
  assert.deepEqual(await setup.query('SELECT field_t FROM step'), [{ field_t: first[1] }]);
  await setup.recorder.record(cryo.batch([readingsFact(FIELD, [[T0 + 1_000, 1.5, 'good']])]));
  assert.deepEqual(await setup.query('SELECT field_t FROM step'), [{ field_t: 1.5 }]);
});

test('files that were copied in at once have no cadence', async () => {
  const at = [0, 8, 16, 24].map((dt) => fileFact({ name: `${String(dt)}.dat`, takenAt: T0 + dt }));
  await setup.recorder.record(createSender().batch(at));
  assert.deepEqual(await setup.query('SELECT cadence_ms FROM run'), [{ cadence_ms: null }]);
});
