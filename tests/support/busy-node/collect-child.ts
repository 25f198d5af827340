/** Loaded before an agent (`--import`, with `--expose-gc`): at SIGUSR2 it collects all garbage, and says so in the file that FLASH_COLLECTED names. */

import { appendFileSync } from 'node:fs';

process.on('SIGUSR2', () => {
  // The last resort also gives back pages that are free.
  for (let n = 0; n < 4; n += 1) globalThis.gc?.({ type: 'major', flavor: 'last-resort' });
  appendFileSync(process.env['FLASH_COLLECTED'] ?? '', '.');
});
