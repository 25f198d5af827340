/** The simulator as a process: history, stop, restart and kill, judged by what lies on the disk. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { SimulatorOptions } from '#agents/simulator/options.ts';
import { simulate } from '#agents/simulator/simulator.ts';
import { foldersOf, readState, writeState } from '#agents/simulator/state.ts';
import { waitUntil } from '../../support/wait-until.ts';
import {
  HOUR,
  STATE,
  checkLogs,
  checkNoOverlap,
  countWritten,
  dataFiles,
  fake,
  tempHome,
} from './on-disk.ts';

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
    await Promise.race([
      running,
      waitUntil('the simulator', () => stop.signal.aborted || isEnough(), 60_000),
    ]);
  } finally {
    stop.abort();
    await running.catch(() => undefined);
  }
  await running;
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
  const resuming = await runReally(home, { historyMs: 3 * HOUR, seed: 7, clock }, isStarted);
  const resumed = readState(folders.state);
  assert.deepEqual([resumed?.seed, resumed?.origin], [state.seed, state.origin]);
  assert.equal(
    resuming[0],
    'this demo has seed 1, a history of 0.1 days and keeps it; another FLASH_HOME makes a new one',
  );
  assert.ok((resumed?.starts[0] ?? 0) >= morning);
  checkLogs(home);
});

test('a demo that exists says that it keeps its pace where another is asked for, and only there', async (t) => {
  const home = tempHome(t);
  const folders = foldersOf(home);
  const isAlive = (since: number) => (): boolean =>
    (readState(folders.state)?.aliveAt ?? 0) >= since;
  writeState(folders.state, {
    ...STATE,
    origin: Date.now(),
    aliveAt: Date.now(),
    isHistoryWritten: true,
  });
  const { seed, historyMs } = STATE;
  const same = await runReally(home, { seed, historyMs, pace: 1 }, isAlive(Date.now()));
  assert.ok(!same.some((line) => line.includes('keeps')), same.join('\n'));
  const other = await runReally(home, { seed, historyMs, pace: 60 }, isAlive(Date.now()));
  assert.equal(other[0], 'this demo has pace 1 and keeps it; another FLASH_HOME makes a new one');
  assert.equal(readState(folders.state)?.pace ?? 1, 1);
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
    await simulate({ home: process.argv[1], seed: 1, historyMs: 1_800_000, pace: 1, isFullSize: false, hub: null,
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
