/** Spools that are damaged at random places while they work: at the end every line of the source is in the catalogue, once. */

import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  openSync,
  readSync,
  rmSync,
  statSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { FlashError } from '#telemetry/errors.ts';

import { startTestRecorder } from '../telemetry/recorder/setup.ts';
import { DamagedSpool, openLines } from './line-source.ts';
import type { LineLife, LineLifeOptions } from './line-source.ts';
import { createRandom } from './living/random.ts';
import type { Random } from './living/random.ts';
import { T0 } from './facts.ts';

const STREAMS = ['cryostat', 'daq', 'host'];
const LINES = 600;
const SECTOR = 512;
const HOUR_MS = 3_600_000;

export interface DamageCounts {
  readonly rounds: number;
  /** Spools that were found to be damaged, and saved. */
  readonly salvaged: number;
  readonly factsSaved: number;
  readonly factsLost: number;
  /** Salvages of which it is not known how many facts they lost. */
  readonly lossesUnknown: number;
  /** Facts that the catalogue was told of as lost. */
  readonly toldLost: number;
  readonly lines: number;
  readonly lost: number;
  readonly doubled: number;
}

/** Runs it: in each round a spool of its own is damaged twice, in the middle of its work. */
export async function runDamageTrial({
  seed,
  rounds,
}: {
  readonly seed: number;
  readonly rounds: number;
}): Promise<DamageCounts> {
  await using setup = await startTestRecorder();
  const random = createRandom(seed);
  const home = mkdtempSync(join(tmpdir(), 'flash-damage-'));
  const sum = { salvaged: 0, factsSaved: 0, factsLost: 0, lossesUnknown: 0, lost: 0, doubled: 0 };
  let now = T0;
  const clock = { now: () => now, monotonic: () => now };
  try {
    for (let round = 0; round < rounds; round += 1) {
      const node = `n${String(round)}`;
      const file = join(home, node, 'spool.db');
      const options = { file, node, streams: STREAMS, setup, clock };
      let life = openLines(options);
      for (const part of [1, 2]) {
        const [upTo, batches] = [
          Math.floor((LINES * part) / 3) - random.below(40),
          random.below(4),
        ];
        life = await work(life, options, sum, { upTo, batches });
        if (random.below(2) === 0) options.file = copyKilled(options.file);
        life.spool.close();
        damage(options.file, random);
        now += HOUR_MS;
        life = reopen(options, sum);
      }
      life = await work(life, options, sum, { upTo: LINES });
      const { lost, doubled } = await life.count(LINES);
      sum.lost += lost;
      sum.doubled += doubled;
      life.spool.close();
    }
    const [told] = await setup.query(
      'SELECT COALESCE(SUM(last_seq - first_seq + 1), 0) AS n FROM delivery_gap',
    );
    const lines = rounds * STREAMS.length * LINES;
    return { rounds, ...sum, toldLost: Number(told?.['n']), lines };
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

type Sums = { salvaged: number; factsSaved: number; factsLost: number; lossesUnknown: number };

function reopen(options: LineLifeOptions, sum: Sums): LineLife {
  const life = openLines(options);
  const { salvaged } = life.spool;
  if (salvaged?.at !== options.clock.now()) return life;
  sum.salvaged += 1;
  sum.factsSaved += salvaged.saved;
  sum.factsLost += salvaged.lost ?? 0;
  if (salvaged.lost === null) sum.lossesUnknown += 1;
  return life;
}

/** Reads and delivers; damage that is only found now ends the agent, which is started again. */
async function work(
  first: LineLife,
  options: LineLifeOptions,
  sum: Sums,
  { upTo, batches }: { readonly upTo: number; readonly batches?: number },
): Promise<LineLife> {
  let life = first;
  for (let starts = 0; ; starts += 1) {
    try {
      life.read(upTo);
      await life.deliver(batches);
      return life;
    } catch (thrown) {
      const isDamage = thrown instanceof FlashError || thrown instanceof DamagedSpool;
      if (starts > 3 || !isDamage) throw thrown;
      life.spool.close();
      life = reopen(options, sum);
    }
  }
}

/** The files as a kill leaves them: with the log, which an orderly end takes in. */
function copyKilled(file: string): string {
  const killed = `${file}.killed`;
  for (const end of ['', '-wal', '.pid'])
    if (existsSync(`${file}${end}`)) copyFileSync(`${file}${end}`, `${killed}${end}`);
  return killed;
}

/** Noise over sectors, zeroed pages, single bytes, a cut, in the file or its log. */
function damage(file: string, random: Random): void {
  const ends = existsSync(`${file}-wal`) ? ['', '-wal'] : [''];
  const target = `${file}${random.pick(ends)}`;
  const { size } = statSync(target);
  const ways: (() => void)[] = [
    () => overwrite(target, random.below(size), SECTOR * (1 + random.below(30)), random),
    () => overwrite(target, Math.floor(random.below(size) / 4_096) * 4_096, 4_096, null),
    () => truncateSync(target, random.below(size)),
    () => {
      for (let n = 1 + random.below(60); n > 0; n -= 1)
        overwrite(target, random.below(size), 1, random);
    },
  ];
  for (let n = 1 + random.below(2); n > 0; n -= 1) random.pick(ways)();
}

/** Overwrites what is there, with noise or with zeros. */
function overwrite(file: string, at: number, length: number, random: Random | null): void {
  const handle = openSync(file, 'r+');
  const bytes = Buffer.alloc(length);
  const there = readSync(handle, bytes, 0, length, at);
  for (let n = 0; n < there; n += 1)
    bytes[n] = random === null ? 0 : (bytes[n] ?? 0) ^ (1 + random.below(255));
  writeSync(handle, bytes, 0, there, at);
  closeSync(handle);
}
