/** The demo experiment: history once, then life, each instrument writing when its time has come and nothing made up for the time it slept. */
import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '#telemetry/effects.ts';
import { FlashError } from '#telemetry/errors.ts';
import { createLocalTime } from './clock.ts';
import { createDaq } from './daq.ts';
import { DEMO_SAMPLES, FULL_SAMPLES } from './data-file.ts';
import { FLASH_LASTS_MS, flashRuns, flashStart } from './finuda.ts';
import type { Surroundings } from './fridge.ts';
import { writePast } from './history.ts';
import { adsAt, queueText } from './jobs.ts';
import { HISTORY_CADENCES, LIVE_CADENCES, createSlowControl } from './logs.ts';
import type { SlowControl } from './logs.ts';
import type { MoveSegment } from './plan.ts';
import { runAt } from './plan.ts';
import { DEMO_LIMITS, FULL_SIZE_LIMITS, createPurge } from './purge.ts';
import type { Purge } from './purge.ts';
import { takeRequests } from './requests.ts';
import { makePlan } from './schedule.ts';
import type { Plan } from './schedule.ts';
import { foldersOf, isAlive, readState, writeState, writeWhole } from './state.ts';
import type { Folders, SimulatorState } from './state.ts';

const SECOND = 1_000;
const HOUR = 3_600_000;

/** A stop longer than this ends the run; a shorter one is a pause in it. */
export const LONG_STOP_MS = 10 * 60 * SECOND;

/** Slow control that slept longer than this leaves a gap. */
const GAP_MS = 30 * SECOND;
const TICK_MS = 200;
const PURGE_MS = 10 * SECOND;
const AHEAD_MS = 24 * HOUR;

export interface SimulatorOptions {
  /** The demo's home, absolute. */
  readonly home: string;
  /** Seed of a new demo; one that exists keeps its own. */
  readonly seed: number;
  /** History of a new demo, ms. */
  readonly historyMs: number;
  readonly isFullSize: boolean;
  readonly timeZone: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** One line for a person. */
  readonly say: (line: string) => void;
}

function surroundingsOf(seed: number, { runs, events }: Plan): Surroundings {
  const moves = runs
    .flatMap((run) => run.segments)
    .filter((segment): segment is MoveSegment => segment.kind === 'move');
  return { seed, moves: moves.toSorted((a, b) => a.from - b.from), events };
}

/** Writes everything before the first start; `until` is where life begins. */
async function writeHistory(
  options: SimulatorOptions,
  state: SimulatorState,
  folders: Folders,
  slow: SlowControl,
): Promise<void> {
  const { signal, say } = options;
  const { seed, origin, historyMs } = state;
  const samples = options.isFullSize ? FULL_SAMPLES : DEMO_SAMPLES;
  const begin = flashStart(origin);
  slow.writeFinuda(seed, origin, begin, begin + FLASH_LASTS_MS);
  const plan = makePlan(state, origin);
  const around = surroundingsOf(seed, plan);
  for (let t = origin - historyMs; t < origin && !signal.aborted; t += HOUR) {
    slow.write(around, t, Math.min(origin, t + HOUR), HISTORY_CADENCES);
    await turn();
  }
  const days = (ms: number): string => (ms / (24 * HOUR)).toFixed(1);
  const past = { seed, daq: folders.daq, truth: folders.truth, samples, until: origin };
  let saidAt = 0;
  for (const runs of [flashRuns(seed, origin), plan.runs]) {
    for (const at of writePast({ ...past, runs })) {
      if (signal.aborted) return;
      await turn();
      if (options.clock.monotonic() - saidAt < SECOND || runs !== plan.runs) continue;
      saidAt = options.clock.monotonic();
      say(`history: ${days(at - origin + historyMs)} of ${days(historyMs)} days`);
    }
  }
  say(`history: ${days(historyMs)} days written`);
}

/** Everything that lives: one tick looks at the clock and lets each instrument do what is due. */
function createLife(
  options: SimulatorOptions,
  first: SimulatorState,
  folders: Folders,
  slow: SlowControl,
  onWritten: (path: string, bytes: number, at: number) => void,
) {
  const { clock, signal, say } = options;
  const startedAt = clock.now();
  let state = first;
  let plan = makePlan(state, startedAt + AHEAD_MS);
  let around = surroundingsOf(state.seed, plan);
  let planUntil = startedAt + AHEAD_MS;
  let slowUntil = startedAt;
  let last = startedAt;
  const due = { queue: 0, requests: 0, state: 0 };
  const daq = createDaq({
    seed: state.seed,
    daq: folders.daq,
    truth: folders.truth,
    samples: options.isFullSize ? FULL_SAMPLES : DEMO_SAMPLES,
    startedAt,
    signal,
    onWritten: ({ path, bytes, at }) => onWritten(path, bytes, at),
    onError: (error) => say(`the simulated DAQ could not write: ${String(error)}`),
  });

  function change(changes: Partial<SimulatorState>, now: number): void {
    state = { ...state, ...changes, aliveAt: now };
    planUntil = now + AHEAD_MS;
    plan = makePlan(state, planUntil);
    around = surroundingsOf(state.seed, plan);
    writeState(folders.state, state);
  }

  function runName(t: number): string {
    const run = runAt(plan.runs, t) ?? plan.runs.findLast(({ to }) => to <= t);
    return run ? `${run.campaign}/${run.directory}` : '';
  }

  function isDue(what: keyof typeof due, now: number, everyMs: number): boolean {
    if (now - due[what] < everyMs) return false;
    due[what] = now;
    return true;
  }

  return {
    daq,
    tick(now: number): void {
      if (now - last > LONG_STOP_MS) change({ starts: [...state.starts, now] }, now);
      else if (now > planUntil - AHEAD_MS / 2) change({}, now);
      last = now;
      if (isDue('requests', now, SECOND)) {
        for (const event of takeRequests(folders.requests, now)) {
          say(`event: ${event.name}`);
          change({ injected: [...state.injected, event] }, now);
        }
      }
      daq.tick(plan.runs, now);
      if (now - slowUntil >= SECOND) {
        slow.write(around, now - slowUntil > GAP_MS ? now - SECOND : slowUntil, now, LIVE_CADENCES);
        slowUntil = now;
      }
      if (isDue('queue', now, 15 * SECOND)) {
        writeWhole(folders.queue, queueText(adsAt(state.seed, plan.events, now, runName)));
      }
      if (isDue('state', now, 10 * SECOND)) {
        state = { ...state, aliveAt: now };
        writeState(folders.state, state);
      }
    },
  };
}

/** The state to begin with: that of an earlier start, or a new one. */
function openState(options: SimulatorOptions, folders: Folders): SimulatorState {
  const now = options.clock.now();
  const found = readState(folders.state);
  if (found !== null) {
    if (!isAlive(folders, now)) return { ...found, pid: process.pid };
    throw new FlashError({
      operation: 'start the simulator',
      subject: options.home,
      reason: `another one (process ${found.pid}) writes there`,
      hint: 'let it go on, or give this one another FLASH_HOME',
    });
  }
  const { seed, historyMs } = options;
  const fresh = { version: 1 as const, seed, origin: now, historyMs, starts: [], injected: [] };
  const state = { ...fresh, isHistoryWritten: false, aliveAt: now, pid: process.pid };
  writeState(folders.state, state);
  return state;
}

async function purgeOnce(purge: Purge, now: number, say: (line: string) => void): Promise<void> {
  try {
    await purge.purge(now);
  } catch (error) {
    say(`the simulated DAQ could not purge: ${String(error)}`);
  }
}

/** Runs the demo experiment until the signal is aborted. */
export async function simulate(options: SimulatorOptions): Promise<void> {
  const { home, clock, signal, say } = options;
  const folders = foldersOf(home);
  const slow = createSlowControl({ folders, local: createLocalTime(options.timeZone) });
  let state = openState(options, folders);
  if (!state.isHistoryWritten) {
    if (state.historyMs > 0) await writeHistory(options, state, folders, slow);
    if (signal.aborted) return;
    state = { ...state, isHistoryWritten: true };
  }
  const now = clock.now();
  const wasAlive = Math.max(state.aliveAt, state.origin);
  if (now - wasAlive > LONG_STOP_MS) state = { ...state, starts: [...state.starts, now] };
  state = { ...state, aliveAt: now };
  writeState(folders.state, state);
  const limits = options.isFullSize ? FULL_SIZE_LIMITS : DEMO_LIMITS;
  const purge = createPurge({ root: folders.daq, limits });
  const life = createLife(options, state, folders, slow, (path, bytes, at) =>
    purge.add(path, bytes, at),
  );
  say('the demo experiment is running');
  let purgedAt = clock.now();
  let purging: Promise<void> | null = null;
  while (!signal.aborted) {
    life.tick(clock.now());
    if (purging === null && clock.now() - purgedAt > PURGE_MS) {
      purgedAt = clock.now();
      purging = purgeOnce(purge, purgedAt, say).finally(() => (purging = null));
    }
    await wait(TICK_MS, undefined, { signal }).catch(() => undefined);
  }
  await purging;
  await life.daq.idle();
}
