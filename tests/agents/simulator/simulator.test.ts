/** The demo experiment as a whole: history, life, sleep, restart and kill, judged by what lies on the disk. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readSync,
  readdirSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { parseCondorQueue } from '#agents/formats/condor-json.ts';
import { readRawHeader } from '#agents/formats/raw-header.ts';
import { readFileName } from '#agents/formats/file-name.ts';
import { createLocalTime } from '#agents/simulator/clock.ts';
import { stampOfLine } from '#agents/simulator/log-files.ts';
import { createLife } from '#agents/simulator/life.ts';
import { createSlowControl } from '#agents/simulator/logs.ts';
import type { SimulatorOptions } from '#agents/simulator/options.ts';
import { requestEvent } from '#agents/simulator/requests.ts';
import { simulate } from '#agents/simulator/simulator.ts';
import { foldersOf, readState, writeState } from '#agents/simulator/state.ts';
import type { SimulatorState } from '#agents/simulator/state.ts';
import { waitUntil } from '../../support/wait-until.ts';

const HOUR = 3_600_000;
const MINUTE = 60_000;
const ORIGIN = Date.UTC(2026, 10, 23, 10);

function tempHome(t: TestContext): string {
  const home = mkdtempSync(join(tmpdir(), 'flash-simulator-'));
  t.after(() => rmSync(home, { recursive: true, force: true }));
  return home;
}

interface Found {
  readonly run: string;
  readonly name: string;
  readonly takenAt: number;
  readonly bytes: number;
  readonly isWhole: boolean;
}

function readStart(path: string): Buffer {
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(2_048);
    return bytes.subarray(0, readSync(file, bytes));
  } finally {
    closeSync(file);
  }
}

/** How many data files of the newest run were written after `t`; cheap, so that a simulator in this process is not held up. */
function countWritten(home: string, t: number): number {
  const root = join(foldersOf(home).daq, 'Run_2026.11-QUAX');
  if (!existsSync(root)) return 0;
  const run =
    readdirSync(root)
      .filter((name) => name.endsWith('_fisica'))
      .toSorted()
      .at(-1) ?? '';
  const names = readdirSync(join(root, run))
    .filter((name) => name.endsWith('.dat'))
    .toSorted();
  return names.slice(-5).filter((name) => statSync(join(root, run, name)).mtimeMs >= t).length;
}

/** Data files below a home with their header's time, in time order; a killed writer may leave one without a whole header. */
function dataFiles(home: string, campaign = 'Run_2026.11-QUAX', isKilled = false): Found[] {
  const root = join(foldersOf(home).daq, campaign);
  return readdirSync(root)
    .flatMap((run) =>
      readdirSync(join(root, run))
        .filter((name) => name.endsWith('.dat'))
        .flatMap((name): Found[] => {
          const path = join(root, run, name);
          const bytes = statSync(path).size;
          const result = readRawHeader(readStart(path));
          if (isKilled && result?.ok !== true) return [];
          assert.ok(result?.ok && result.header.takenAt !== null, path);
          const { takenAt, minBytes } = result.header;
          return [{ run, name, takenAt, bytes, isWhole: bytes === minBytes }];
        }),
    )
    .toSorted((a, b) => a.takenAt - b.takenAt);
}

function checkNoOverlap(files: readonly Found[]): void {
  const runs = files.map(({ run }) => run).filter((run, n, all) => run !== all[n - 1]);
  assert.equal(new Set(runs).size, runs.length, `runs overlap: ${runs.join(', ')}`);
  const times = files.map(({ takenAt }) => takenAt);
  for (const [n, t] of times.slice(1).entries()) assert.ok(t - (times[n] ?? 0) >= 2_186);
}

/** Every log line of the refrigerator has its own, later stamp. */
function checkLogs(home: string): void {
  const { bluefors } = foldersOf(home);
  for (const day of readdirSync(bluefors)) {
    for (const name of readdirSync(join(bluefors, day))) {
      const lines = readFileSync(join(bluefors, day, name), 'latin1').split('\r\n');
      assert.equal(lines.pop(), '', name);
      const stamps = lines.map(stampOfLine).filter((stamp) => stamp !== null);
      for (const [n, stamp] of stamps.slice(1).entries()) {
        assert.ok(stamp > (stamps[n] ?? 0), `${name} line ${n + 2}`);
      }
    }
  }
}

interface Fake {
  readonly options: SimulatorOptions;
  now: number;
}

/** A clock of its own, and a signal that lets pieces be written without pauses. */
function fake(home: string, now = ORIGIN): Fake {
  const made = {
    now,
    options: {
      home,
      seed: 1,
      historyMs: 0,
      isFullSize: false,
      timeZone: 'Europe/Rome',
      clock: { now: () => made.now, monotonic: () => made.now },
      signal: AbortSignal.abort(),
      say: () => undefined,
    },
  };
  return made;
}

const STATE: SimulatorState = {
  version: 1,
  seed: 1,
  origin: ORIGIN,
  historyMs: 0,
  starts: [],
  injected: [],
  isHistoryWritten: true,
  aliveAt: ORIGIN,
  pid: process.pid,
};

function bringToLife(world: Fake) {
  const folders = foldersOf(world.options.home);
  const slow = createSlowControl({ folders, local: createLocalTime('Europe/Rome') });
  const { options } = world;
  const life = createLife({ options, state: STATE, folders, slow, onWritten: () => undefined });
  return async (ms: number, step = 500): Promise<void> => {
    for (const end = world.now + ms; world.now < end;) {
      world.now += step;
      life.tick(world.now);
      await life.daq.idle();
    }
  };
}

test('life writes a file for each acquisition, sweeps, logs and the queue, and nothing for time slept', async (t) => {
  const home = tempHome(t);
  const world = fake(home);
  const live = bringToLife(world);
  await live(4 * MINUTE);
  const awake = dataFiles(home);
  assert.ok(awake.length > 40 && awake.every(({ isWhole }) => isWhole));
  assert.equal(awake[0]?.name, 'data_000001.dat');
  assert.ok(awake[0].bytes > 339_000 && awake[0].bytes < 342_000);
  checkNoOverlap(awake);
  const folder = join(foldersOf(home).daq, 'Run_2026.11-QUAX', awake[0].run);
  const sweeps = readdirSync(folder).filter((name) => name.startsWith('S11'));
  assert.ok(sweeps.length === 1 && readFileName(sweeps[0] ?? '').tunerDeg !== null);
  const queue = parseCondorQueue(readFileSync(foldersOf(home).queue, 'utf8'));
  assert.ok(queue.ok && queue.problems.length === 0);
  const states = queue.jobs.map(({ state }) => state);
  const running = states.filter((state) => state === 'running').length;
  assert.ok(running >= 20 && running <= 30, String(running));

  rmSync(foldersOf(home).truth);
  const asleepAt = world.now;
  world.now += 5 * MINUTE;
  await live(10_000);
  const short = dataFiles(home).filter(({ takenAt }) => takenAt > asleepAt);
  assert.ok(short.length >= 2 && short.every(({ run }) => run === awake[0]?.run));
  assert.ok(short.every(({ takenAt }) => takenAt > asleepAt + 5 * MINUTE - 5_000));

  const longAt = world.now;
  world.now += 30 * MINUTE;
  await live(4 * MINUTE);
  const later = dataFiles(home).filter(({ takenAt }) => takenAt > longAt);
  assert.ok(later.length > 10, String(later.length));
  assert.ok(later.every(({ run }) => run !== awake[0]?.run));
  assert.ok(later.every(({ takenAt }) => takenAt > longAt + 30 * MINUTE - 5_000));
  checkNoOverlap(dataFiles(home));
  checkLogs(home);
  const log = readFileSync(
    join(foldersOf(home).bluefors, '26-11-23', 'CH6 T 26-11-23.log'),
    'latin1',
  );
  const stamps = log.split('\r\n').map(stampOfLine);
  const slept = stamps.filter(
    (s) => s !== null && s > longAt + HOUR && s < longAt + HOUR + 29 * MINUTE,
  );
  assert.equal(slept.length, 0, 'the log has a gap');
});

test('an event that is asked for happens: all jobs held, a run given up with its last file cut short', async (t) => {
  const home = tempHome(t);
  const world = fake(home);
  const live = bringToLife(world);
  assert.throws(() => requestEvent(home, 'jobs-held', world.now), /no simulator runs there/);
  await live(4 * MINUTE);
  // this test asks as another process would
  writeState(foldersOf(home).state, { ...STATE, aliveAt: world.now, pid: process.ppid });
  requestEvent(home, 'jobs-held', world.now);
  requestEvent(home, 'aborted-run', world.now + 1);
  await live(20_000);
  const queue = parseCondorQueue(readFileSync(foldersOf(home).queue, 'utf8'));
  assert.ok(queue.ok);
  assert.ok(queue.jobs.every(({ state }) => state !== 'running' && state !== 'idle'));
  assert.ok(queue.jobs.some(({ holdReasonCode }) => holdReasonCode === 26));
  const files = dataFiles(home);
  assert.deepEqual(
    files.map(({ isWhole }) => isWhole),
    files.map((_, n) => n < files.length - 1),
  );
  assert.deepEqual(readdirSync(foldersOf(home).requests), []);
});

/** Runs the real loop until `isEnough`, then stops it as Ctrl-C does. */
async function runReally(
  home: string,
  options: Partial<SimulatorOptions>,
  isEnough: () => boolean,
): Promise<string[]> {
  const stop = new AbortController();
  const said: string[] = [];
  const { clock } = { clock: { now: () => Date.now(), monotonic: () => performance.now() } };
  const running = simulate({
    ...fake(home).options,
    clock,
    signal: stop.signal,
    say: (line) => said.push(line),
    ...options,
  });
  try {
    await Promise.race([running, waitUntil('the simulator', isEnough, 60_000)]);
  } finally {
    stop.abort();
    await running.catch(() => undefined);
  }
  return said;
}

test('history is written first, sparse and with the times it had; a start after a night begins a new run', async (t) => {
  const home = tempHome(t);
  const folders = foldersOf(home);
  const begun = Date.now();
  const said = await runReally(home, { historyMs: 2 * HOUR }, () => countWritten(home, begun) > 1);
  assert.ok(said.some((line) => line === 'history: 0.1 days written'));
  const files = dataFiles(home);
  const past = files.filter(({ takenAt }) => takenAt < begun - 5_000);
  assert.ok(past.length > 2_500 && past.length < (2 * HOUR) / 2_186);
  assert.ok(
    files.every(({ isWhole }) => isWhole),
    'a stop in between finishes the file',
  );
  checkNoOverlap(files);
  const oldest = past[0];
  assert.ok(oldest);
  const { blocks, mtimeMs } = statSync(
    join(folders.daq, 'Run_2026.11-QUAX', oldest.run, oldest.name),
  );
  assert.ok(blocks * 512 <= 8_192, 'a hole takes no room');
  assert.ok(mtimeMs > oldest.takenAt + 2_186 && mtimeMs < oldest.takenAt + 5_000);
  const flash = dataFiles(home, 'Run_2026.10-FLASH');
  assert.ok(flash.length > 8_500);

  const state = readState(folders.state);
  assert.ok(state);
  const night = 10 * HOUR;
  const clock = { now: () => Date.now() + night, monotonic: () => performance.now() };
  const isStarted = (): boolean => readState(folders.state)?.starts.length === 1;
  const morning = Date.now() + night;
  await runReally(home, { historyMs: 3 * HOUR, seed: 7, clock }, isStarted);
  const resumed = readState(folders.state);
  assert.deepEqual([resumed?.seed, resumed?.origin], [state.seed, state.origin]);
  assert.ok((resumed?.starts[0] ?? 0) >= morning);
  checkLogs(home);
});

test('two simulators do not write into one home', async (t) => {
  const home = tempHome(t);
  writeState(foldersOf(home).state, { ...STATE, aliveAt: Date.now(), pid: process.ppid });
  await assert.rejects(
    runReally(home, {}, () => false),
    /another one \(process \d+\) writes there/,
  );
});

test('killed and started again it goes on in its run, with no line twice', async (t) => {
  const home = tempHome(t);
  const script = `
    import { simulate } from '#agents/simulator/simulator.ts';
    import { systemClock } from '#telemetry/effects.ts';
    await simulate({ home: process.argv[1], seed: 1, historyMs: 1_800_000, isFullSize: false,
      timeZone: 'Europe/Rome', clock: systemClock, signal: new AbortController().signal, say: () => {} });`;
  const root = join(import.meta.dirname, '..', '..', '..');
  const begun = Date.now();
  for (const round of [1, 2]) {
    const startedAt = Date.now();
    const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', script, home], {
      cwd: root,
      stdio: 'inherit',
    });
    const ended = once(child, 'exit');
    t.after(() => child.kill('SIGKILL'));
    await waitUntil(
      `a live file in round ${round}`,
      () => countWritten(home, Math.max(begun, startedAt)) > 1,
      60_000,
    );
    child.kill('SIGKILL');
    await ended;
  }
  const files = dataFiles(home, 'Run_2026.11-QUAX', true);
  checkNoOverlap(files);
  assert.equal(new Set(files.map(({ run }) => run)).size, 1);
  checkLogs(home);
});
