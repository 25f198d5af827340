/** Since when files wait for a second copy or for tape: remembered run by run, so that no file is asked about twice. */

import type { ReadConnection } from '#telemetry/catalogue/read/connection.ts';
import { LACKS, readOldestLacking, readRecentRuns } from '#telemetry/catalogue/read/copies.ts';
import type { Observation } from '#telemetry/metrics/definition.ts';
import { copiesOldestSingle, copiesOldestUnarchived } from '#telemetry/metrics/experiment.ts';

/** How far back files are looked after; what is older was told for a month. */
const SPAN_MS = 30 * 86_400_000;

const METRICS = { secondCopy: copiesOldestSingle, tapeCopy: copiesOldestUnarchived } as const;

interface Known {
  readonly revision: number;
  /** The oldest file that lacks it, UTC ms; null: none did. */
  readonly oldest: number | null;
}

/** Makes what asks about copies; a run that did not change is not asked about again. */
export function createCopyWatch(): (
  connection: ReadConnection,
  now: number,
) => Promise<readonly Observation[]> {
  const known = new Map<string, Known>();
  return async (connection, now) => {
    const runs = await readRecentRuns(connection, now - SPAN_MS);
    const observations: Observation[] = [];
    const asked = new Set<string>();
    for (const lack of Object.keys(LACKS) as (keyof typeof LACKS)[]) {
      let oldest: number | null = null;
      for (const { id, revision } of runs) {
        const key = `${lack} ${id}`;
        asked.add(key);
        const before = known.get(key);
        // What was copied stays copied as long as the run's revision stands; a changed run is asked about from its start.
        if (before?.revision !== revision) {
          const found = await readOldestLacking(connection, id, lack, now - SPAN_MS);
          known.set(key, { revision, oldest: found });
        }
        const own = known.get(key)?.oldest ?? null;
        if (own !== null && (oldest === null || own < oldest)) oldest = own;
      }
      if (oldest !== null)
        observations.push({ metric: METRICS[lack], labels: {}, value: oldest / 1_000 });
    }
    for (const key of known.keys()) if (!asked.has(key)) known.delete(key);
    return observations;
  };
}
