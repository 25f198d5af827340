import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { readFileName } from '#agents/formats/file-name.ts';
import { flashRuns } from '#agents/simulator/finuda.ts';
import type { PlannedRun } from '#agents/simulator/plan.ts';
import { calibrationRun, physicsRun } from '#agents/simulator/plan-run.ts';
import { createRecorder, type Recorder } from '#telemetry/recorder/recorder.ts';
import { startTestCatalogue, type TestCatalogue } from '../support/catalogue.ts';
import { createSender, fileFact, fit, sweepFact } from '../support/facts.ts';

const SEED = 7;
const ORIGIN = Date.UTC(2026, 10, 20);
const HOUR = 3_600_000;

let catalogue: TestCatalogue;
let recorder: Recorder;
before(async () => {
  catalogue = await startTestCatalogue();
  recorder = createRecorder({ pool: catalogue.pools.recorder });
});
after(() => catalogue[Symbol.asyncDispose]());

/** Sends the sweeps of a planned run, as the collector would name and time them; returns its steps' angles. */
async function recordSteps({ campaign, directory, cavity, segments }: PlannedRun) {
  const run = `/daq/${campaign}/${directory}`;
  const sweeps = segments.filter((segment) => segment.kind === 'sweep');
  const facts = sweeps.flatMap(({ name, from, angle }) => {
    const { f0Hz, qL } = cavity.resonance(SEED, angle, from);
    const common = { campaign, run, name, takenAt: from, tunerDeg: readFileName(name).tunerDeg };
    return [fileFact(common), sweepFact({ ...common, fit: fit(f0Hz, qL) })];
  });
  const { body } = await recorder.record(createSender().batch(facts));
  assert.partialDeepStrictEqual(body, { acknowledged: facts.length, refused: [] });
  const rows = await catalogue.pools.publisher.query<{ tuner_deg: number }[]>(
    'SELECT s.tuner_deg FROM step s JOIN run r ON r.id = s.run_id WHERE r.path = ? ORDER BY s.n',
    [run],
  );
  return rows.map(({ tuner_deg }) => tuner_deg);
}

/** The tuner positions of a plan: one a move, or one a sweep where it moves unseen. */
function plannedAngles({ segments }: PlannedRun): readonly number[] {
  const moves = segments.filter(({ kind }) => kind === 'move');
  const stops = moves.length > 0 ? moves : segments.filter(({ kind }) => kind === 'sweep');
  return stops.map(({ angle }) => angle);
}

test('the FLASH-like campaign has the steps that were planned: 70 in its physics run', async () => {
  const [map, physics] = flashRuns(SEED, ORIGIN);
  assert.ok(map !== undefined && physics !== undefined);
  assert.deepEqual(await recordSteps(physics), plannedAngles(physics));
  assert.equal(plannedAngles(physics).length, 70);
  assert.deepEqual(await recordSteps(map), plannedAngles(map));
});

test('a QUAX-like step has a sweep before and one after at its angle, and stays one step', async () => {
  const start = { seed: SEED, from: ORIGIN, directory: '0001_fisica', step: 3, pace: 1 };
  const { run: physics, steps } = physicsRun(start, 8 * HOUR, []);
  const angles = await recordSteps(physics);
  assert.deepEqual(angles, plannedAngles(physics));
  assert.equal(angles.length, steps);
  const map = calibrationRun({
    ...start,
    from: ORIGIN + 24 * HOUR,
    directory: '0002_calibrazione',
  });
  assert.deepEqual(await recordSteps(map), plannedAngles(map));
});
