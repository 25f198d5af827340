/** The living experiment on a clock of its own: acquisitions, sleep and events, judged by what lies on the disk. */
import assert from 'node:assert/strict';
import { readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parseCondorQueue } from '#agents/formats/condor-json.ts';
import { readFileName } from '#agents/formats/file-name.ts';
import { createLocalTime } from '#agents/simulator/clock.ts';
import { createLife } from '#agents/simulator/life.ts';
import { stampOfLine } from '#agents/simulator/log-files.ts';
import { createSlowControl } from '#agents/simulator/logs.ts';
import { requestEvent } from '#agents/simulator/requests.ts';
import { foldersOf, readState, writeState } from '#agents/simulator/state.ts';
import {
  HOUR,
  MINUTE,
  STATE,
  checkLogs,
  checkNoOverlap,
  dataFiles,
  fake,
  tempHome,
} from './on-disk.ts';
import type { Fake } from './on-disk.ts';

function bringToLife(world: Fake, pace = 1) {
  const folders = foldersOf(world.options.home);
  const slow = createSlowControl({ folders, local: createLocalTime('Europe/Rome') });
  const { options } = world;
  const state = { ...STATE, pace };
  const life = createLife({ options, state, folders, slow, onWritten: () => undefined });
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
  const ask: typeof requestEvent = (...asked) => {
    const state = readState(foldersOf(home).state) ?? STATE;
    writeState(foldersOf(home).state, { ...state, aliveAt: world.now, pid: process.ppid });
    requestEvent(...asked);
  };
  ask(home, 'jobs-held', world.now);
  ask(home, 'aborted-run', world.now);
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

  ask(home, 'all-clear', world.now);
  await live(2_000);
  ask(home, 'magnet-ramp', world.now, 8.4 * MINUTE);
  await live(20_000);
  const after = parseCondorQueue(readFileSync(foldersOf(home).queue, 'utf8'));
  assert.ok(after.ok && after.jobs.some(({ state }) => state === 'running'));
  const { injected } = readState(foldersOf(home).state) ?? STATE;
  assert.equal(injected.length, 3);
  assert.deepEqual(
    injected.filter(({ clearedAt }) => clearedAt === undefined).map(({ name }) => name),
    ['magnet-ramp'],
  );
  const magnet = readFileSync(join(foldersOf(home).magnet, 'magnet_20261123.csv'), 'latin1');
  assert.match(magnet.trimEnd().split('\r\n').at(-1) ?? '', /,7\.9\d+,9\d\.\d+,0$/);
});

test('at a pace each instrument is read every second, and files come as often as ever', async (t) => {
  const home = tempHome(t);
  const world = fake(home);
  const live = bringToLife(world, 60);
  await live(MINUTE);
  checkLogs(home);
  const log = readFileSync(
    join(foldersOf(home).bluefors, '26-11-23', 'CH6 T 26-11-23.log'),
    'latin1',
  );
  assert.ok(log.trimEnd().split('\r\n').length >= 59);
  const { length } = dataFiles(home);
  assert.ok(length > 20 && length < 28, String(length));
});
