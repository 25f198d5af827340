/** The plan of the demo: the numbers of a believable experiment over three days of history and weeks of life. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FLASH_CAVITY, QUAX_CAVITY, scanAngles } from '#agents/simulator/cavity.ts';
import { activeSince, EVENTS } from '#agents/simulator/events.ts';
import type { EventName, SimulatedEvent } from '#agents/simulator/events.ts';
import { flashRuns } from '#agents/simulator/finuda.ts';
import { surroundingsOf, valueAt } from '#agents/simulator/fridge.ts';
import { magnetAt } from '#agents/simulator/magnet.ts';
import { ACQUISITION_MS, fileTimes } from '#agents/simulator/plan.ts';
import type { PlannedRun } from '#agents/simulator/plan.ts';
import { makePlan } from '#agents/simulator/schedule.ts';
import type { PlanInput } from '#agents/simulator/schedule.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const ORIGIN = Date.UTC(2026, 10, 23, 10, 17, 23);
const INPUT: PlanInput = { seed: 1, origin: ORIGIN, historyMs: 3 * DAY, starts: [], injected: [] };

function checkRuns(runs: readonly PlannedRun[]): void {
  let end = Number.NEGATIVE_INFINITY;
  for (const run of runs) {
    assert.ok(run.from >= end, `${run.directory} begins before the run before it ended`);
    end = run.to;
    let last = run.from;
    let files = 0;
    for (const segment of run.segments) {
      assert.ok(segment.from >= last && segment.to >= segment.from && segment.to <= run.to);
      last = segment.to;
      if (segment.kind === 'data') files += fileTimes(segment).length;
    }
    assert.ok(files <= (run.to - run.from) / ACQUISITION_MS, run.directory);
  }
  assert.equal(new Set(runs.map(({ directory }) => directory)).size, runs.length);
}

function dataMs(runs: readonly PlannedRun[], kind: PlannedRun['kind']): number {
  return runs
    .filter((run) => run.kind === kind)
    .flatMap(({ segments }) => segments)
    .reduce((sum, { kind, from, to }) => sum + (kind === 'data' ? to - from : 0), 0);
}

test('runs never overlap, hold no more files than their length allows, and have names of their own', () => {
  for (const seed of [1, 2, 3, 99]) checkRuns(makePlan({ ...INPUT, seed }, ORIGIN).runs);
  const starts = [ORIGIN + 5 * DAY, ORIGIN + 6.2 * DAY];
  const names = Object.keys(EVENTS) as EventName[];
  const injected = names.map((name, n) => ({ name, at: ORIGIN + (0.3 + 0.71 * n) * DAY }));
  checkRuns(makePlan({ ...INPUT, starts, injected }, ORIGIN + 12 * DAY).runs);
  checkRuns(flashRuns(1, ORIGIN));
});

test('three days hold 1.2 to 1.5 days of physics and every kind of run', () => {
  const { runs } = makePlan(INPUT, ORIGIN);
  const physics = dataMs(runs, 'physics') / DAY;
  assert.ok(physics > 1.2 && physics < 1.5, String(physics));
  const kinds = new Set(runs.map(({ kind }) => kind));
  for (const kind of ['physics', 'calibration', 'noise', 'background', 'test'] as const) {
    assert.ok(kinds.has(kind), kind);
  }
  assert.ok(runs.some(({ isAborted }) => isAborted));
});

test('one of each thing that leaves a trace happens, and the last six hours are good', () => {
  const plan = makePlan(INPUT, ORIGIN);
  const happened = plan.events.map(({ name }) => name);
  const leaveNone = new Set<EventName>(['tuner-move', 'chilled-water', 'jobs-held']);
  const expected = (Object.keys(EVENTS) as EventName[]).filter((name) => !leaveNone.has(name));
  assert.deepEqual(happened.toSorted(), expected.toSorted());
  const around = surroundingsOf(1, plan);
  for (let t = ORIGIN - 6 * HOUR; t < ORIGIN; t += 30_000) {
    assert.ok(valueAt(around, 'cavity', t) < 0.0365, new Date(t).toISOString());
    assert.ok(valueAt(around, 'mixing', t) < 0.0115);
    assert.deepEqual(magnetAt(plan.events, t), { fieldT: 8, leadA: 0, mode: 'persistent' });
  }
  const last = plan.runs.at(-1);
  assert.ok(last?.kind === 'physics' && last.from < ORIGIN - 6 * HOUR && last.to === ORIGIN);
});

test('a whole step takes one to two hours; nothing is taken while the tuner moves and the sweep runs', () => {
  const { runs } = makePlan(INPUT, ORIGIN + 3 * DAY);
  const whole = runs.filter((run) => run.kind === 'physics' && !run.isAborted && run.to < ORIGIN);
  assert.ok(whole.length > 0);
  for (const { segments } of whole) {
    const moves = segments.filter(({ kind }) => kind === 'move');
    const data = segments.filter(({ kind }) => kind === 'data');
    for (const [n, { from }] of moves.slice(1).entries()) {
      const hours = (from - (moves[n]?.from ?? 0)) / HOUR;
      assert.ok(hours >= 1 && hours <= 2, String(hours));
      const before = data.findLast(({ to }) => to <= from);
      const after = data.find((segment) => segment.from > from);
      assert.ok(before && after);
      const pause = (after.from - before.to) / 60_000;
      assert.ok(pause >= 1 && pause <= 3, String(pause));
    }
    assert.equal(segments.filter(({ kind }) => kind === 'sweep').length, 2 * moves.length);
  }
});

test('the scan has 25 irregular steps of 0.26 within 0.05 MHz over the published range', () => {
  for (const scan of [0, 1, 2]) {
    const f0 = scanAngles(1, scan).map((angle) => QUAX_CAVITY.resonance(1, angle, ORIGIN).f0Hz);
    const steps = f0.slice(1).map((f, n) => (f - (f0[n] ?? 0)) / 1e6);
    assert.equal(steps.length, 25);
    for (const step of steps) assert.ok(Math.abs(step - 0.26) <= 0.05, String(step));
    assert.ok(new Set(steps.map((step) => step.toFixed(3))).size > 20);
    assert.ok((f0[0] ?? 0) > 8.8314e9 && (f0.at(-1) ?? 0) < 8.8381e9);
  }
});

test('quality factor and coupling stay in their ranges, and the coupling crosses one', () => {
  const found = scanAngles(1, 0).map((angle) => QUAX_CAVITY.resonance(1, angle, ORIGIN));
  for (const { q0, qL, beta, f0Hz } of found) {
    assert.ok(Math.abs(q0 / 5e4 - 1) <= 0.05);
    assert.ok(beta >= 0.9 && beta <= 1.9);
    assert.ok(qL > 16_500 && qL < 27_000 && f0Hz / qL > 330e3 && f0Hz / qL < 535e3);
  }
  assert.ok(found.some(({ beta }) => beta < 1) && found.some(({ beta }) => beta > 1.6));
});

test('the FLASH-like run has 70 steps of five minutes, 0.5 to 1 kHz each, closed weeks ago', () => {
  const [calibration, physics] = flashRuns(1, ORIGIN);
  assert.ok(calibration?.kind === 'calibration' && physics?.kind === 'physics');
  assert.ok(physics.to < ORIGIN - 21 * DAY);
  const sweeps = physics.segments.filter(({ kind }) => kind === 'sweep');
  assert.equal(sweeps.length, 70);
  const f0 = sweeps.map(({ angle, from }) => FLASH_CAVITY.resonance(1, angle, from));
  for (const [n, { f0Hz, qL, beta }] of f0.entries()) {
    assert.ok(Math.abs(qL / 1.4e5 - 1) < 0.05 && Math.abs(beta - 2) < 0.06);
    const before = f0[n - 1];
    if (before) assert.ok(f0Hz - before.f0Hz > 450 && f0Hz - before.f0Hz < 1_050);
  }
  const files = physics.segments.flatMap((s) => (s.kind === 'data' ? fileTimes(s) : []));
  assert.ok(files.length > 8_500 && files.length < 10_000, String(files.length));
});

test('the same seed gives the same plan, another seed another; what comes later changes nothing before', () => {
  const plan = makePlan(INPUT, ORIGIN + DAY);
  assert.deepEqual(makePlan(INPUT, ORIGIN + DAY), plan);
  assert.notDeepEqual(makePlan({ ...INPUT, seed: 2 }, ORIGIN + DAY).runs, plan.runs);
  const at = ORIGIN + 5 * HOUR;
  const quench = { ...INPUT, injected: [{ name: 'quench' as const, at }] };
  const changed = makePlan(quench, ORIGIN + DAY);
  const ended = ({ to }: PlannedRun): boolean => to < at;
  assert.deepEqual(changed.runs.filter(ended), plan.runs.filter(ended));
  const hit = changed.runs.find(({ to }) => to === at);
  assert.ok(hit?.isAborted);
  const next = changed.runs.find(({ from }) => from >= at);
  assert.ok(next && next.from - at > 7 * HOUR);
});

test('a tuner move that is asked for ends the step at once', () => {
  const at = ORIGIN + HOUR / 3;
  const moved = makePlan({ ...INPUT, injected: [{ name: 'tuner-move', at }] }, ORIGIN + DAY);
  const segments = moved.runs.flatMap((run) => run.segments);
  assert.ok(segments.some(({ kind, to }) => kind === 'data' && to === at));
  const next = segments.find(({ kind, from }) => kind === 'move' && from > at);
  assert.ok(next && next.from - at < 60_000);
});

test('at a pace people are quicker, files come as ever, and the cavity is no warmer for it', () => {
  const plan = makePlan({ ...INPUT, historyMs: 0, pace: 60 }, ORIGIN + HOUR);
  checkRuns(plan.runs);
  const segments = plan.runs.flatMap((run) => run.segments);
  const steps = segments.filter(({ kind }) => kind === 'data');
  assert.ok(steps.length > 25 && steps.every(({ from, to }) => to - from < 2 * 60_000));
  assert.ok((steps[0]?.from ?? 0) - ORIGIN < 3_000, 'data come within seconds');
  assert.ok(plan.runs.some(({ kind }) => kind === 'calibration'));
  const around = surroundingsOf(1, plan);
  for (let t = ORIGIN; t < ORIGIN + HOUR; t += 30_000)
    assert.ok(valueAt(around, 'cavity', t) < 0.0365, new Date(t).toISOString());
});

test('an event may begin further on, and acts no longer once all is clear', () => {
  const at = ORIGIN + HOUR;
  const ramp = { name: 'magnet-ramp', at, skippedMs: 8.4 * 60_000 } as const;
  const clearedAt = at + 60_000;
  const runsOf = (event: SimulatedEvent) =>
    makePlan({ ...INPUT, historyMs: 0, injected: [event] }, ORIGIN + 9 * HOUR).runs;
  assert.ok(magnetAt([ramp], at).leadA > 90 && magnetAt([ramp], at).fieldT < 7.97);
  assert.ok((runsOf(ramp)[1]?.from ?? 0) > at + 216 * 60_000);
  const clear = { ...ramp, clearedAt };
  assert.deepEqual(magnetAt([clear], clearedAt), { fieldT: 8, leadA: 0, mode: 'persistent' });
  const around = { seed: 1, moves: [], events: [clear] };
  assert.ok(valueAt(around, 'mixing', at) > 0.06 && valueAt(around, 'mixing', clearedAt) < 0.012);
  const [first, second] = runsOf(clear);
  assert.ok(first?.isAborted && first.to === at && second && second.from < at + 5 * 60_000);
  const held = { name: 'jobs-held', at, skippedMs: 10 * 60_000 } as const;
  assert.equal(activeSince([held], 'jobs-held', at + 299_000), at);
  assert.equal(activeSince([held], 'jobs-held', at + 300_000), null);
  const stop = {
    name: 'daq-stop',
    at: ORIGIN + HOUR / 2,
    clearedAt: ORIGIN + HOUR / 2 + 60_000,
  } as const;
  const data = runsOf(stop)[0]?.segments.filter(({ kind }) => kind === 'data');
  assert.ok(
    data?.some(({ from }) => from === stop.clearedAt),
    'the run goes on at once',
  );
});

test('a short history begins within a physics run, no history begins with one', () => {
  const short = makePlan({ ...INPUT, historyMs: 2 * HOUR }, ORIGIN + HOUR);
  assert.equal(short.runs[0]?.from, ORIGIN - 2 * HOUR);
  assert.equal(short.runs[0].kind, 'physics');
  const none = makePlan({ ...INPUT, historyMs: 0 }, ORIGIN + HOUR);
  assert.ok(none.runs[0]?.from === ORIGIN && none.runs[0].kind === 'physics');
  checkRuns(makePlan({ ...INPUT, historyMs: 9 * DAY }, ORIGIN + DAY).runs);
});
