/** What watching a directory of 100 000 files costs, beside one `ls -f` of it: processor time, nothing new and one new file. */

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Collector } from '#agents/collector.ts';
import { createDaq } from '#agents/collectors/daq.ts';
import { daqSchema } from '#agents/collectors/daq.schema.ts';
import { silentLog, systemClock } from '#telemetry/effects.ts';
import { compareInterleaved, figure, type Measure } from './figure.ts';

const FILES = 100_000;
const ROUNDS = 7;
/** Rounds with nothing new that are measured together: one alone is below the clock's grain. */
const IDLE_ROUNDS = 100;
/** Listings that are measured together: `times` of the shell tells milliseconds. */
const LISTINGS = 10;
/** A poll comes this long after a file at the soonest: the directory's clock has moved on. */
const POLL_MS = 50;

const NAME = 'raw_20261123T101502_';

function fill(folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (let n = 0; n < FILES; n += 1) {
    writeFileSync(join(folder, `${NAME}${String(n).padStart(6, '0')}.dat`), 'x');
  }
}

/** Processor milliseconds of one `ls -f`, user and system, of so many in a row. */
function listCost(folder: string): number {
  const script = `for i in $(seq ${LISTINGS}); do ls -f "$1" > /dev/null; done; times`;
  const printed = execFileSync('bash', ['-c', script, 'bash', folder], { encoding: 'utf8' });
  const line = printed.trim().split('\n').at(-1) ?? '';
  const parts = [...line.matchAll(/(\d+)m([\d.]+)s/g)];
  const seconds = parts.map(([, minutes, rest]) => Number(minutes) * 60 + Number(rest));
  return (seconds.reduce((sum, one) => sum + one, 0) * 1_000) / LISTINGS;
}

async function cpuOf(work: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

function watch(root: string): Collector {
  const settings = daqSchema.parse({
    location: 'bench',
    roots: [root],
    complete: { rule: 'rename' },
    max_files_per_round: 2_000,
  });
  const signal = new AbortController().signal;
  return createDaq(settings, {
    effects: { clock: systemClock, log: silentLog },
    node: 'bench',
    site: 'LNF',
    timeZone: 'UTC',
    cursor: new Map(),
    signal: () => signal,
  });
}

/** Rounds until nothing waits and the directory is known for sure. */
async function settle(collector: Collector): Promise<void> {
  while ((await collector.collect()).more === true);
  await sleep(2_500);
  await collector.collect();
}

/** A file gets its final name; the rounds that find and register it. */
async function takeOne(collector: Collector, folder: string, n: number): Promise<number> {
  const path = join(folder, `${NAME}new_${n}.dat`);
  writeFileSync(`${path}.tmp`, 'x');
  await collector.collect();
  renameSync(`${path}.tmp`, path);
  await sleep(POLL_MS);
  return cpuOf(async () => {
    const { facts } = await collector.collect();
    if (facts.length !== 1) throw new Error(`found ${facts.length} files, one was new`);
    await collector.collect();
  });
}

const directory: Measure = async () => {
  const root = mkdtempSync(join(tmpdir(), 'flash-bench-'));
  const folder = join(root, 'Run_2026.11-BENCH', 'physics_01');
  try {
    fill(folder);
    const collector = watch(root);
    await settle(collector);
    const idle = await compareInterleaved({
      ours: async () => {
        const cost = await cpuOf(async () => {
          for (let n = 0; n < IDLE_ROUNDS; n += 1) await collector.collect();
        });
        return cost / IDLE_ROUNDS;
      },
      theirs: () => listCost(folder),
      rounds: ROUNDS,
    });
    let taken = 0;
    const one = await compareInterleaved({
      ours: () => takeOne(collector, folder, (taken += 1)),
      theirs: () => listCost(folder),
      rounds: ROUNDS,
    });
    const input = `processor time of one \`ls -f\` of the same ${FILES} files`;
    return [
      figure({
        name: 'daq-directory.nothing_new',
        value: idle.ours,
        unit: 'ms',
        against: `${input}: ${idle.theirs.toFixed(1)} ms; a round with nothing new`,
        ratio: idle.ratio,
        atMost: 0.01,
      }),
      figure({
        name: 'daq-directory.one_new',
        value: one.ours,
        unit: 'ms',
        against: `${input}: ${one.theirs.toFixed(1)} ms; the rounds that find, read and register one new file`,
        ratio: one.ratio,
        atMost: 3,
      }),
    ];
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
};

const measures: readonly Measure[] = [directory];
export default measures;
