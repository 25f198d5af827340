/** The collector over real files of the ADMX digitiser: recognised, whole, and said to be cut where they are. */

import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { adler32 } from 'hash-wasm';
import { needsSharedData, sharedData } from '../../support/shared-data.ts';
import { files, startDaq } from './daq-harness.ts';

const DATA = 'haloscope/admx_run1b/OLD PIPELINE/hr_data/2018_05_19';
const OLD_MS = 3_600_000;

test(
  'files of the ADMX digitiser are taken in whole; one that lost its end is truncated',
  needsSharedData(DATA),
  async () => {
    using daq = await startDaq();
    const found = readdirSync(sharedData(DATA)).filter((name) => name.endsWith('.dat'));
    const sums = new Map<string, string>();
    for (const name of found) {
      const bytes = readFileSync(join(sharedData(DATA), name));
      sums.set(name, await adler32(bytes));
      daq.write(`run 1/${name}`, bytes, OLD_MS);
    }
    const content = readFileSync(join(sharedData(DATA), found[0] ?? ''));
    daq.write('run 1/cut.dat', content.subarray(0, 100_000), OLD_MS);
    daq.write('run 1/head.dat', content.subarray(0, 60), OLD_MS);
    const { facts, problems } = await daq.settle();
    const read = files(facts);
    const whole = read.filter(({ name }) => sums.has(name));
    assert.deepEqual(new Map(whole.map(({ name, adler32: sum }) => [name, sum])), sums);
    assert.deepEqual(
      problems.map(({ reason, subject }) => `${reason} ${subject.split('/').at(-1)}`).sort(),
      ['truncated cut.dat', 'truncated head.dat'],
    );
    const [first] = read;
    assert.equal(first?.takenAtSource, 'name', 'these headers bear no time, the names do');
  },
);
