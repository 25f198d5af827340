import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ROUNDS, runLong, WEEK } from '../support/long-run/long-run.ts';

const onLinux = {
  skip:
    process.platform === 'linux'
      ? false
      : 'memory is measured by smaps_rollup, which only Linux has',
};

test(
  'rounds and scrapes one after the other: nothing piles up, every reading of the log comes once',
  onLinux,
  async () => {
    const result = await runLong({ ...ROUNDS, channels: 50, warmUpS: 150, seconds: 150 });
    assert.deepEqual(result.up, { rack: true, host: true, textfile: true, cryostat: true });
    assert.ok(result.scrapes >= 20);
    assert.deepEqual([result.delivered, result.doubled], [result.written, 0]);
    // The whole is held to 1 MiB; so short a run still warms up.
    assert.ok(result.grownMib < 6, `${result.grownMib.toFixed(2)} MiB`);
  },
);

test(
  'nobody scrapes and the recorder is away: the spool is bounded, and what is in the log comes once',
  onLinux,
  async () => {
    const spoolBytes = 50_000;
    const result = await runLong({ ...WEEK, warmUpS: 1_800, seconds: 5 * 3_600, spoolBytes });
    // Full is noticed at the next round: one round more than the limit.
    assert.ok(result.mostSpoolBytes >= spoolBytes && result.mostSpoolBytes < 1.2 * spoolBytes);
    assert.deepEqual([result.delivered, result.doubled], [result.written, 0]);
    assert.ok(result.grownMib < 6, `${result.grownMib.toFixed(2)} MiB`);
  },
);
