/** Memory of this process that is nobody else's. */

import { readFileSync } from 'node:fs';

/** Private anonymous memory, MiB (`smaps_rollup`). */
export function anonymousMib(): number {
  const text = readFileSync('/proc/self/smaps_rollup', 'utf8');
  return Number(/^Anonymous:\s+(\d+) kB/m.exec(text)?.[1]) / 1_024;
}
