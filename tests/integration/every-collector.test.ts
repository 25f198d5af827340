import assert from 'node:assert/strict';
import { test } from 'node:test';

import { liveBusily } from '../support/busy-node/live.ts';
import { needsProgram } from '../support/needs-program.ts';

const needs =
  process.platform === 'linux'
    ? needsProgram('FLASH_MOSQUITTO')
    : { skip: 'memory is measured by smaps_rollup, which only Linux has' };

test(
  'the one file with every collector: all is up, and what its sources gave comes once',
  needs,
  async () => {
    const { counts, scrapes, up, grownMib } = await liveBusily(10);
    assert.deepEqual([up, counts.lost, counts.doubled], [9, 0, 0]);
    assert.ok(counts.readings >= 2_000 && counts.messages >= 100 && counts.jobs === 1_000);
    assert.ok(scrapes >= 3);
    // Hours are held to 1 MiB (torture); so short a run still warms up.
    assert.ok(grownMib < 6, `${grownMib.toFixed(2)} MiB`);
  },
);
