/** Says once of each column that a value stands there which is no number or no time: somebody wrote it by hand. */

import type { OnImpossible } from '#telemetry/catalogue/read/consistent.ts';
import type { Log } from '#telemetry/effects.ts';

export interface ImpossibleValues {
  /** What `consistentReads` tells of such values. */
  readonly note: OnImpossible;
  /** The columns in which they stood, in the order in which they were seen; each is said in the log once in the life of the process. */
  columns(): readonly string[];
}

const WHAT = {
  number: 'a value beyond 2^53: as a time it is shown as impossible',
  time: 'a time before 1970 or after 9999: it is shown as impossible',
} as const;

/** Returns a memory of such columns, empty at first. */
export function watchImpossible(log: Log): ImpossibleValues {
  const said = new Set<string>();
  return {
    note(column, what) {
      if (said.has(column)) return;
      said.add(column);
      log.write('warn', `${column} holds ${WHAT[what]}`);
    },
    columns: () => [...said],
  };
}
