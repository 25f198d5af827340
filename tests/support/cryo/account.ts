/** Accounts for every line of a log: readings, a problem with a reason, or a line that the format declares to be nothing. */

import assert from 'node:assert/strict';
import { openLogFile, parseLines } from '#agents/collectors/cryostat/log-file.ts';
import { readingFacts } from '#agents/collectors/cryostat/reading-facts.ts';
import { encodingOf, splitLines } from '#agents/sources/text-lines.ts';
import { parseFact } from '#telemetry/recorder/schemas/index.ts';
import { createRandom } from '../living/random.ts';
import { mutate } from './mutate.ts';
import type { SampleLog } from './samples.ts';

/** What became of some lines. */
export interface Account {
  lines: number;
  taken: number;
  refused: number;
  declared: number;
}

const NOW = Date.UTC(2027, 0, 1);

const MEANING = { quantity: 'value', unit: '1', label: null, staleAfterMs: null } as const;

/**
 * Parses the bytes as the collector does, line by line. @throws an AssertionError where a line is lost in silence, or a
 * reading is one that the recorder would refuse together with its neighbours.
 */
export function accountFor(sample: SampleLog, bytes: Buffer, account: Account): void {
  const found = { path: sample.fileName, key: sample.fileName, name: sample.fileName };
  const file = openLogFile(found, sample.open, null);
  assert.ok(file, sample.parser);
  const position = {
    offset: 0,
    line: 1,
    ino: 1,
    headLength: 0,
    headCrc: 0,
    endLength: 0,
    endCrc: 0,
    isInside: false,
  };
  for (const line of splitLines(bytes, { offset: 0, number: 1, encoding: encodingOf(bytes) })) {
    const lines = [{ ...line, isWhole: true }];
    const parsed = parseLines(file, sample.open, { lines, position }, NOW);
    account.lines += 1;
    const { readings, events, refused } = parsed;
    const shown = `${sample.parser} line ${String(line.number)}: ${JSON.stringify(line.text.slice(0, 200))}`;
    if (refused.length > 0) {
      assert.ok(refused.length === 1 && refused[0]?.reason !== '', shown);
      assert.ok(readings.length === 0 && events.length === 0, shown);
      account.refused += 1;
    } else if (readings.length > 0 || events.length > 0) {
      account.taken += 1;
      const joined = readings.map((reading) => ({ ...reading, note: null, isCorrection: false }));
      const facts = readingFacts({
        device: 'x',
        readings: joined,
        describe: () => MEANING,
        declared: new Set(),
        origin: 'live',
      });
      for (const fact of facts) {
        const { fact: accepted } = parseFact(JSON.parse(JSON.stringify(fact)));
        assert.ok(
          accepted,
          `${shown}: the recorder would refuse ${JSON.stringify(fact).slice(0, 300)}`,
        );
      }
    } else {
      assert.ok(sample.isDeclared(line.text, line.number), `lost in silence: ${shown}`);
      account.declared += 1;
    }
  }
}

/** Spoils samples of one parser `runs` times and accounts for every line of each. */
export function fuzzParser(sample: SampleLog, runs: number, seed: number): Account {
  const account: Account = { lines: 0, taken: 0, refused: 0, declared: 0 };
  const random = createRandom(seed);
  for (const text of sample.texts) accountFor(sample, text, account);
  for (let run = 0; run < runs; run += 1) {
    const text = random.pick(sample.texts);
    // A piece behind the head, as a rule: many small files find more than few large ones.
    const end = Math.min(text.length, 400 + random.below(1_200));
    accountFor(sample, mutate(text.subarray(0, end), random), account);
  }
  const { lines, taken, refused, declared } = account;
  assert.equal(lines, taken + refused + declared);
  return account;
}
