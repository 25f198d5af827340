/** Says once of each column that a value stands there which no number holds: somebody wrote it by hand. */

import type { OnImpossible } from '#telemetry/catalogue/read/consistent.ts';
import type { Log } from '#telemetry/effects.ts';

/** Returns what `consistentReads` tells of such values; each column is said once in the life of the process. */
export function sayImpossible(log: Log): OnImpossible {
  const said = new Set<string>();
  return (column) => {
    if (said.has(column)) return;
    said.add(column);
    log.write('warn', `${column} holds a value beyond 2^53: as a time it is shown as impossible`);
  };
}
