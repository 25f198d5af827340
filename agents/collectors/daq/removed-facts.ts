/** The facts of copies that went from the disk; pure. */

import type { ReplicaFact } from '#telemetry/facts/file.ts';
import type { TellRun } from './run-of.ts';
import type { Removed } from './take-in.ts';

/** Characters that the catalogue holds. */
const MOST_WHY = 255;

/** The copies at `location` that are there no more, as seen at `at` (UTC ms). */
export function removedFacts(
  removed: readonly Removed[],
  runOf: TellRun,
  location: string,
  at: number,
): ReplicaFact[] {
  return removed.flatMap(({ directory, name, why }) => {
    const run = runOf(directory);
    if (run === null) return [];
    return [
      {
        kind: 'replica',
        campaign: run.campaign,
        run: directory.text,
        name,
        location,
        uri: null,
        state: 'removed',
        locality: 'disk',
        at,
        verified: null,
        why: shorten(why),
      } satisfies ReplicaFact,
    ];
  });
}

/** As much of it as its column holds: of a long path the end says more than the beginning. */
function shorten(why: string): string {
  if (why.length <= MOST_WHY) return why;
  const head = why.slice(0, 40);
  return `${head} … ${why.slice(head.length + 3 - MOST_WHY)}`;
}
