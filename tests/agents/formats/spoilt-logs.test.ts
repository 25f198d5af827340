/** Every parser of slow control on spoilt logs: no crash, no line lost in silence, nothing that the recorder refuses. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import { accountFor, fuzzParser } from '../../support/cryo/account.ts';
import { sampleLogs } from '../../support/cryo/samples.ts';

/** The long form is in tests/torture. */
const RUNS = 100;

describe('spoilt logs', () => {
  for (const [at, sample] of sampleLogs().entries()) {
    test(`${sample.parser} accounts for every line`, () => {
      const { taken, refused } = fuzzParser(sample, RUNS, 1 + at);
      assert.ok(taken > 0 && refused > 0);
    });
  }

  test(
    'no line takes long, whatever it repeats a hundred thousand times',
    { timeout: 60_000 },
    () => {
      for (const sample of sampleLogs()) {
        const text = sample.texts[0] ?? Buffer.alloc(0);
        const last = text.subarray(0, -2).lastIndexOf(0x0a) + 1;
        const stamp = text.subarray(last).toString().split(',').slice(0, -1).join(',');
        for (const word of [
          '9',
          ' ',
          '(',
          ')',
          ',',
          ';',
          '"',
          '#',
          '# time (',
          'Ch6, ',
          '\t',
          '\r',
        ]) {
          const long = word.repeat(100_000);
          const account = { lines: 0, taken: 0, refused: 0, declared: 0 };
          const lines = [`${stamp},${long}x`, long, `${long}x`, `# time ${long}`, `Time,${long}`];
          accountFor(sample, Buffer.concat([text, Buffer.from(`${lines.join('\n')}\n`)]), account);
          accountFor(
            sample,
            Buffer.from(`# a\n# 1780000000\n# time since start ${long}\n`),
            account,
          );
        }
      }
    },
  );

  test('any text at all is taken by every parser line by line', () => {
    const samples = sampleLogs();
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.nat(), (text, at) => {
        const sample = samples[at % samples.length];
        assert.ok(sample);
        const account = { lines: 0, taken: 0, refused: 0, declared: 0 };
        accountFor(sample, Buffer.from(text), account);
        assert.equal(account.lines, account.taken + account.refused + account.declared);
      }),
      { numRuns: 150 },
    );
  });
});
