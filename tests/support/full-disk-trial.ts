/** A spool whose disk fills up at random moments: nothing of a round stays that was not stored whole, and all comes, once. */

import { rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { systemClock } from '#telemetry/effects.ts';
import { FlashError } from '#telemetry/errors.ts';

import { startTestRecorder } from '../telemetry/recorder/setup.ts';
import { createRecorderSender, openLines } from './line-source.ts';
import type { LineLife, LineLifeOptions } from './line-source.ts';
import { createRandom } from './living/random.ts';
import type { Random } from './living/random.ts';
import { openSmallDisk } from './small-disk.ts';

const STREAMS = ['cryostat', 'daq'];
const LINES = 1_500;
const MEGABYTES = 8;
/** What is left of the disk at most: less than the lines of a spool need. */
const MOST_LEFT = 200_000;

export interface FullDiskCounts {
  readonly lines: number;
  /** Rounds of a collector that the full disk did not take. */
  readonly full: number;
  /** Starts while the disk was full, and those of them that had to wait for room. */
  readonly starts: number;
  readonly refusedStarts: number;
  readonly lost: number;
  readonly doubled: number;
}

/** Runs it: each round a spool of its own, whose disk is filled while lines are read and delivered; some agents are started meanwhile. */
export async function runFullDiskTrial({
  seed,
  rounds,
}: {
  readonly seed: number;
  readonly rounds: number;
}): Promise<FullDiskCounts> {
  const disk = openSmallDisk(MEGABYTES);
  if (disk === null) throw new Error('only root may mount a small disk');
  const sum = { full: 0, starts: 0, refusedStarts: 0, lost: 0, doubled: 0 };
  try {
    await using setup = await startTestRecorder();
    const random = createRandom(seed);
    const sender = createRecorderSender(setup.recorder);
    for (let round = 0; round < rounds; round += 1) {
      const node = `n${String(round)}`;
      const file = join(disk.folder, node, 'spool.db');
      const options = { file, node, streams: STREAMS, setup, clock: systemClock, sender };
      await runRound(disk.folder, options, random, sum);
      rmSync(join(disk.folder, node), { recursive: true });
    }
    return { lines: rounds * LINES * STREAMS.length, ...sum };
  } finally {
    disk.remove();
  }
}

type Sum = { -readonly [Key in Exclude<keyof FullDiskCounts, 'lines'>]: FullDiskCounts[Key] };

async function runRound(
  folder: string,
  options: LineLifeOptions,
  random: Random,
  sum: Sum,
): Promise<void> {
  const ballast = join(folder, 'ballast');
  let life = openLines(options);
  life.read(random.below(LINES));
  await life.deliver(random.below(4));
  fill(folder, ballast, random.below(MOST_LEFT));
  if (!isTaken(life, LINES)) sum.full += 1;
  await life.deliver(random.below(4));
  if (random.below(3) === 0) {
    sum.starts += 1;
    life.spool.close();
    const again = startOnFullDisk(options);
    if (again === null) sum.refusedStarts += 1;
    rmSync(ballast);
    life = again ?? openLines(options);
  } else rmSync(ballast);
  life.read(LINES);
  await life.deliver();
  const { lost, doubled } = await life.count(LINES);
  sum.lost += lost;
  sum.doubled += doubled;
  life.spool.close();
}

/** Leaves so many bytes of the disk. */
function fill(folder: string, ballast: string, left: number): void {
  const { bavail, bsize } = statfsSync(folder);
  writeFileSync(ballast, Buffer.alloc(Math.max(0, bavail * bsize - left)));
}

/** Whether the spool took the lines; where it did not, it must have said why. */
function isTaken(life: LineLife, upTo: number): boolean {
  try {
    life.read(upTo);
    return true;
  } catch (thrown) {
    if (thrown instanceof FlashError && /disk is full/.test(thrown.message)) return false;
    throw thrown;
  }
}

function startOnFullDisk(options: LineLifeOptions): LineLife | null {
  try {
    return openLines(options);
  } catch (thrown) {
    if (thrown instanceof FlashError) return null;
    throw thrown;
  }
}
