/** A log that is written, cut, rotated and spoilt in every way while the collector follows it and is started again. */

import assert from 'node:assert/strict';
import { appendFileSync, copyFileSync, mkdirSync, renameSync, truncateSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { CryostatHarness } from '../../agents/collectors/cryostat-harness.ts';
import {
  NOW,
  bluefors,
  clockText,
  startCryostat,
} from '../../agents/collectors/cryostat-harness.ts';
import type { Random } from '../living/random.ts';
import { createRandom } from '../living/random.ts';

const NAME = '26-06-20/Flowmeter 26-06-20.log';

/** What such a life came to. */
export interface RoughLife {
  faults: number;
  lines: number;
  lost: number;
  doubled: number;
  /** Spoilt lines that were not told; after a restart one may be told again. */
  untold: number;
}

/** The log as its writer sees it. */
class Writer {
  readonly #path: string;
  /** Times and values of the lines that are whole. */
  readonly whole: string[] = [];
  spoilt = 0;
  #n = 0;
  #rotations = 0;
  /** Whether the file holds a line with its end. */
  hasLine = false;
  /** Whether what stands at the end of the file has no end of line. */
  #open: 'nothing' | 'line' | 'junk' = 'nothing';
  #pending = '';

  constructor(path: string) {
    this.#path = path;
    mkdirSync(dirname(path), { recursive: true });
    this.#write('');
  }

  /** Some good lines; the last one in two writes where `isCut`. */
  lines(count: number, isCut: boolean): void {
    this.finish();
    for (let left = count; left > 0; left -= 1) {
      const text = this.#good();
      const cut = isCut && left === 1 ? 1 + (this.#n % (text.length - 1)) : text.length;
      this.#write(text.slice(0, cut));
      this.#pending = text.slice(cut);
      this.#open = this.#pending === '' ? 'nothing' : 'line';
    }
  }

  /** Ends what has no end. */
  finish(): void {
    if (this.#open === 'line') this.#write(this.#pending);
    if (this.#open === 'junk') this.#write('\n');
    this.#open = 'nothing';
    this.#pending = '';
  }

  /** A line that is none; `hasEnd` false: its end comes later. */
  junk(bytes: Buffer | string, hasEnd: boolean): void {
    this.finish();
    this.#write(bytes);
    this.spoilt += 1;
    if (hasEnd) this.#write('\n');
    else this.#open = 'junk';
  }

  rotate(how: 'rename' | 'copy and cut'): void {
    this.finish();
    this.#rotations += 1;
    const old = `${this.#path}.${this.#rotations}`;
    if (how === 'rename') renameSync(this.#path, old);
    else {
      copyFileSync(this.#path, old);
      truncateSync(this.#path, 0);
    }
    this.#write('');
    this.hasLine = false;
  }

  /** A good line, whose time is its own. */
  #good(): string {
    this.#n += 1;
    const value = 0.1 + (this.#n % 80) / 1000;
    const printed = value.toFixed(6);
    const t = Date.UTC(2026, 5, 20, 9) + this.#n * 1_000;
    this.whole.push(`${t} ${Number((Number(printed) * 1e-3).toPrecision(15))}`);
    return `20-06-26,${clockText(this.#n)},${printed}\r\n`;
  }

  #write(bytes: Buffer | string): void {
    this.hasLine ||= bytes.includes('\n');
    appendFileSync(this.#path, bytes);
  }
}

const JUNK = [
  '20-06-26,09:00:0',
  '20-06-26,09:00:00,NaNNaN',
  '20-06-26,09:00:00,0.120-06-26,09:00:01,0.2',
  '20-06-99,09:00:00,0.1',
  '01-01-70,00:00:00,0.1',
  'è impossibile 💧',
  Buffer.from([0xff, 0xfe, 0x00, 0x31]),
  Buffer.from('20-06-26,09:00:00,0.1 \u00b0', 'latin1'),
  '\0\0\0\0',
  ','.repeat(500),
] as const;

/** Does one thing to the log. Returns whether it has to be looked at before the next rotation. */
function spoil(writer: Writer, random: Random, seen: { isSince: boolean }): void {
  switch (random.below(9)) {
    case 0:
      // A file that was never seen with a line in it cannot be known again once it is gone.
      if (!seen.isSince) return;
      seen.isSince = false;
      writer.rotate(random.below(2) === 0 ? 'rename' : 'copy and cut');
      break;
    case 1:
      writer.junk(random.pick(JUNK), random.below(2) === 0);
      break;
    case 2:
      writer.lines(1 + random.below(3), true);
      break;
    default:
      writer.lines(1 + random.below(4), false);
  }
}

async function look(
  harness: CryostatHarness,
  given: string[],
  told: { count: number },
): Promise<void> {
  const { facts, problems } = await harness.round();
  for (const fact of facts) {
    if (fact.kind !== 'readings') continue;
    for (const [t, value] of fact.values) given.push(`${t} ${value}`);
  }
  told.count += problems.filter(({ reason }) => reason === 'parse').length;
  harness.pass(1 + (given.length % 7) * 1_000);
}

/** Lives through `faults` of them and counts what is lost, doubled and not told. */
export async function liveRoughly(faults: number, seed: number): Promise<RoughLife> {
  using harness = await startCryostat(bluefors, { now: NOW + 86_400_000 });
  const random = createRandom(seed);
  const writer = new Writer(join(harness.home, NAME));
  const given: string[] = [];
  const told = { count: 0 };
  const seen = { isSince: false };
  for (let left = faults; left > 0; left -= 1) {
    spoil(writer, random, seen);
    if (random.below(3) === 0) {
      await look(harness, given, told);
      seen.isSince = writer.hasLine;
    }
    if (random.below(10) === 0) harness.restart();
  }
  writer.finish();
  for (let quiet = 0; quiet < 12; quiet += 1) {
    await look(harness, given, told);
    harness.pass(6_000);
  }
  const unique = new Set(given);
  const lost = writer.whole.filter((one) => !unique.has(one)).length;
  assert.ok(given.length >= unique.size);
  return {
    faults,
    lines: writer.whole.length + writer.spoilt,
    lost,
    doubled: unique.size - (writer.whole.length - lost),
    untold: Math.max(0, writer.spoilt - told.count),
  };
}
