/** Whether there is room for catalogue, spool and snapshot. */

import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Check } from '#telemetry/check.ts';

/** Under this much an ordinary week of readings, copies of it and a backup no longer fit. */
const ATTENTION_BYTES = 10e9;
const FAILED_BYTES = 1e9;

export const diskRoom: Check = {
  name: 'the disk has room',
  async run({ config }) {
    const stats = await statfs(config.homeDirectory).catch(() =>
      statfs(dirname(config.homeDirectory)),
    );
    const free = stats.bavail * stats.bsize;
    const found = `${(free / 1e9).toFixed(1)} GB free below ${config.homeDirectory}`;
    if (free >= ATTENTION_BYTES) return { state: 'good', found };
    const state = free < FAILED_BYTES ? 'failed' : 'attention';
    return { state, found, mend: 'free some, or set FLASH_HOME to a larger disk' };
  },
};
