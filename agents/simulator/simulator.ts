/** The demo experiment: history once, then life, each instrument writing when its time has come and nothing made up for the time it slept. */
import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises';
import { FlashError } from '#telemetry/errors.ts';
import { createLocalTime } from './clock.ts';
import { DEMO_SAMPLES } from './data-file.ts';
import { FLASH_LASTS_MS, flashRuns, flashStart } from './finuda.ts';
import { surroundingsOf } from './fridge.ts';
import { writePast } from './history.ts';
import { LONG_STOP_MS, createLife, writeQueue } from './life.ts';
import { HISTORY_CADENCES, createSlowControl } from './logs.ts';
import type { SlowControl } from './logs.ts';
import type { SimulatorOptions } from './options.ts';
import { actsOf } from './people.ts';
import type { Plan } from './plan.ts';
import { DEMO_LIMITS, FULL_SIZE_LIMITS, createPurge } from './purge.ts';
import type { Purge } from './purge.ts';
import { makePlan } from './schedule.ts';
import { createTeller } from './tell-people.ts';
import { foldersOf, isAlive, makeFolders, readState, writeState } from './state.ts';
import type { Folders, SimulatorState } from './state.ts';

const SECOND = 1_000;
const HOUR = 3_600_000;

const TICK_MS = 200;
const PURGE_MS = 10 * SECOND;
const PEOPLE_MS = 10 * SECOND;
const DAY = 24 * HOUR;

const NEW_DEMO = { seed: 1, historyMs: 3 * DAY, pace: 1 } as const;

const days = (ms: number): string => (ms / DAY).toFixed(1);

/** Writes everything before the first start: slow control first, so that a file's temperatures are known when the file is found. */
async function writeHistory(
  options: SimulatorOptions,
  state: SimulatorState,
  folders: Folders,
  slow: SlowControl,
): Promise<void> {
  const { signal, say } = options;
  const { seed, origin, historyMs } = state;
  const plan = makePlan(state, origin);
  writeQueue(folders, state, plan, origin);
  const begin = flashStart(origin);
  slow.writeFinuda(seed, origin, begin, begin + FLASH_LASTS_MS);
  const around = surroundingsOf(seed, plan);
  for (let t = origin - historyMs; t < origin && !signal.aborted; t += HOUR) {
    slow.write(around, t, Math.min(origin, t + HOUR), HISTORY_CADENCES);
    await turn();
  }
  const { daq, truth } = folders;
  const past = { seed, daq, truth, samples: DEMO_SAMPLES, until: origin };
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

/** Says which of what a new demo would be made with is another in this one, and stays as it is. */
function sayKept({ seed, historyMs, pace, say }: SimulatorOptions, found: SimulatorState): void {
  const { pace: ownPace = NEW_DEMO.pace } = found;
  const kept = [
    ...(seed === undefined || seed === found.seed ? [] : [`seed ${found.seed}`]),
    ...(historyMs === undefined || historyMs === found.historyMs
      ? []
      : [`a history of ${days(found.historyMs)} days`]),
    ...(pace === undefined || pace === ownPace ? [] : [`pace ${ownPace}`]),
  ];
  if (kept.length > 0)
    say(`this demo has ${kept.join(', ')} and keeps it; another FLASH_HOME makes a new one`);
}

/** The state to begin with: that of an earlier start, or a new one. */
function openState(options: SimulatorOptions, folders: Folders): SimulatorState {
  const now = options.clock.now();
  const found = readState(folders.state);
  if (found !== null) {
    if (!isAlive(folders, now)) {
      sayKept(options, found);
      return { ...found, pid: process.pid };
    }
    throw new FlashError({
      operation: 'start the simulator',
      subject: options.home,
      reason: `another one (process ${found.pid}) writes there`,
      hint: 'let it go on, or give this one another FLASH_HOME',
    });
  }
  const { seed, historyMs, pace } = { ...NEW_DEMO, ...options };
  const plan = { seed, origin: now, historyMs, starts: [], injected: [], pace };
  const alive = { isHistoryWritten: false, aliveAt: now, pid: process.pid };
  const state = { version: 1 as const, ...plan, ...alive };
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

/** What the people do is handed to the hub now and then, beside the instruments. */
function createPeople(
  { hub, say }: SimulatorOptions,
  from: number,
): { look(plan: Plan, now: number): void; end(): Promise<void> } {
  const teller = hub === null ? null : createTeller({ ...hub, say });
  let toldAt = 0;
  let telling: Promise<void> | null = null;
  return {
    look(plan, now) {
      if (teller === null || telling !== null || now - toldAt < PEOPLE_MS) return;
      toldAt = now;
      telling = teller.tell(actsOf(plan, from, now)).finally(() => (telling = null));
    },
    async end() {
      await telling;
      teller?.close();
    },
  };
}

/** Runs the demo experiment until the signal is aborted. */
export async function simulate(options: SimulatorOptions): Promise<void> {
  const { clock, signal, say } = options;
  const folders = foldersOf(options.home);
  const slow = createSlowControl({ folders, local: createLocalTime(options.timeZone) });
  let state = openState(options, folders);
  makeFolders(folders);
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
  const life = createLife({
    options,
    state,
    folders,
    slow,
    onWritten: ({ path, bytes, at }) => purge.add(path, bytes, at),
  });
  say('the demo experiment is running');
  const people = createPeople(options, state.origin - state.historyMs);
  let purgedAt = clock.now();
  let purging: Promise<void> | null = null;
  while (!signal.aborted) {
    life.tick(clock.now());
    if (purging === null && clock.now() - purgedAt > PURGE_MS) {
      purgedAt = clock.now();
      purging = purgeOnce(purge, purgedAt, say).finally(() => (purging = null));
    }
    people.look(life.plan(), clock.now());
    await wait(TICK_MS, undefined, { signal }).catch(() => undefined);
  }
  await purging;
  await people.end();
  await life.daq.idle();
}
