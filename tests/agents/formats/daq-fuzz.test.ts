import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fuzzDaqParsers, fuzzSweepFits } from '../../support/fuzz-daq-parsers.ts';

test('damaged data files, sweeps, names and paths break no parser', () => {
  const { parsers, inputs } = fuzzDaqParsers({ runs: 400, seed: 20261123 });
  assert.equal(inputs, parsers * 400);
});

test('a damaged sweep is fitted or refused with its reason', () => {
  fuzzSweepFits({ runs: 60, seed: 20261123 });
});
