/** The demo experiment from its start on: at each tick every instrument does what is due, and nothing is made up for time slept. */
import { createDaq } from './daq.ts';
import type { Daq, WrittenFile } from './daq.ts';
import { DEMO_SAMPLES, FULL_SAMPLES } from './data-file.ts';
import { surroundingsOf } from './fridge.ts';
import type { Surroundings } from './fridge.ts';
import { adsAt, pastAds, queueText } from './jobs.ts';
import { liveCadences } from './logs.ts';
import type { SlowControl } from './logs.ts';
import type { SimulatorOptions } from './options.ts';
import { runAt } from './plan.ts';
import type { Plan } from './plan.ts';
import { takeRequests } from './requests.ts';
import { makePlan } from './schedule.ts';
import { writeState, writeWhole } from './state.ts';
import type { Folders, SimulatorState } from './state.ts';

const SECOND = 1_000;

/** A stop longer than this ends the run; a shorter one is a pause in it. */
export const LONG_STOP_MS = 10 * 60 * SECOND;

/** Slow control that slept longer than this leaves a gap. */
const GAP_MS = 30 * SECOND;

/** How often the batch queue is written. */
const QUEUE_MS = 15 * SECOND;

/** The whole history of jobs is there until a new demo was surely read; then what lately ended. */
const ALL_KEPT_MS = 3_600_000;
const LATELY_MS = 6 * 3_600_000;

/** The plan is known this far ahead, and made anew when half of it is over. */
const AHEAD_MS = 24 * 3_600_000;

export interface LifeInput {
  readonly options: SimulatorOptions;
  readonly state: SimulatorState;
  readonly folders: Folders;
  readonly slow: SlowControl;
  readonly onWritten: (file: WrittenFile) => void;
}

/** The plan of now, remade whenever what it depends on changes. */
function createPlanner(first: SimulatorState, folders: Folders, startedAt: number) {
  let state = first;
  let until = 0;
  let plan: Plan = { runs: [], events: [] };
  let around: Surroundings = surroundingsOf(state.seed, plan);

  function remake(now: number): void {
    until = now + AHEAD_MS;
    plan = makePlan(state, until);
    around = surroundingsOf(state.seed, plan);
  }

  remake(startedAt);
  return {
    plan: () => plan,
    around: () => around,
    /** Notes a long stop or an event, and makes the plan anew. */
    change(changes: Partial<Pick<SimulatorState, 'starts' | 'injected'>>, now: number): void {
      state = { ...state, ...changes, aliveAt: now };
      writeState(folders.state, state);
      remake(now);
    },
    keepAlive(now: number): void {
      state = { ...state, aliveAt: now };
      writeState(folders.state, state);
      if (now > until - AHEAD_MS / 2) remake(now);
    },
    state: () => state,
  };
}

/** Says when something that happens every so often is due. */
function createTurns() {
  const last = new Map<string, number>();
  return (what: string, now: number, everyMs: number): boolean => {
    if (now - (last.get(what) ?? Number.NEGATIVE_INFINITY) < everyMs) return false;
    last.set(what, now);
    return true;
  };
}

/** Writes what `condor_q -json` prints at `now`, and before it what `condor_history -json` does: a job is always in one of them. */
export function writeQueue(
  folders: Folders,
  { seed, origin, historyMs }: Pick<SimulatorState, 'seed' | 'origin' | 'historyMs'>,
  plan: Plan,
  now: number,
): void {
  const nameAt = (t: number): string => runName(plan, t);
  const from = now - origin < ALL_KEPT_MS ? origin - historyMs : now - LATELY_MS;
  writeWhole(folders.jobHistory, queueText(pastAds(seed, from, now, nameAt)));
  writeWhole(folders.queue, queueText(adsAt(seed, plan.events, now, nameAt)));
}

/** What was being taken at `t`: `Run_2026.11-QUAX/0142_fisica`. */
function runName({ runs }: Plan, t: number): string {
  const run = runAt(runs, t) ?? runs.findLast(({ to }) => to <= t);
  return run ? `${run.campaign}/${run.directory}` : '';
}

export interface Life {
  tick(now: number): void;
  plan(): Plan;
  readonly daq: Daq;
}

/** Brings the experiment to life at the clock's now. */
export function createLife({ options, state, folders, slow, onWritten }: LifeInput): Life {
  const { signal, say } = options;
  const startedAt = options.clock.now();
  const planner = createPlanner(state, folders, startedAt);
  const isDue = createTurns();
  const { pace = 1 } = state;
  const cadences = liveCadences(pace);
  let slowUntil = startedAt;
  let last = startedAt;
  const daq = createDaq({
    seed: state.seed,
    daq: folders.daq,
    truth: folders.truth,
    samples: options.isFullSize ? FULL_SAMPLES : DEMO_SAMPLES,
    startedAt,
    signal,
    onWritten,
    onError: (error) => say(`the simulated DAQ could not write: ${String(error)}`),
  });

  function takeEvents(now: number): void {
    for (const asked of takeRequests(folders.requests, now)) {
      const { injected } = planner.state();
      say(asked === 'all-clear' ? 'all clear' : `event: ${asked.name}`);
      const next =
        asked === 'all-clear'
          ? injected.map((event) => ({ clearedAt: now, ...event }))
          : [...injected, asked];
      planner.change({ injected: next }, now);
    }
  }

  return {
    daq,
    plan: planner.plan,
    tick(now) {
      if (now - last > LONG_STOP_MS)
        planner.change({ starts: [...planner.state().starts, now] }, now);
      last = now;
      if (isDue('requests', now, SECOND)) takeEvents(now);
      daq.tick(planner.plan().runs, now);
      if (isDue('slow control', now, SECOND)) {
        const after = now - slowUntil > GAP_MS ? now - SECOND : slowUntil;
        slow.write(planner.around(), after, now, cadences);
        slowUntil = now;
      }
      if (isDue('queue', now, Math.max(SECOND, QUEUE_MS / pace)))
        writeQueue(folders, state, planner.plan(), now);
      if (isDue('state', now, 10 * SECOND)) planner.keepAlive(now);
    },
  };
}
