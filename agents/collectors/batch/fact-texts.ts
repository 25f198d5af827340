/** Texts of a scheduler as a job fact carries them: the catalogue's columns hold so many characters. */

import type { JobFact } from '#telemetry/facts/job.ts';

const LONGEST = {
  stateRaw: 64,
  owner: 191,
  person: 191,
  run: 255,
  name: 255,
  reason: 1_000,
  requestMemoryRaw: 500,
} as const;

function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}

function cutOrNull(text: string | null, most: number): string | null {
  return text === null ? null : cut(text, most);
}

/** The fact with every text cut to what the catalogue keeps; a cut one ends in `…`. */
export function cutTexts(fact: JobFact): JobFact {
  return {
    ...fact,
    stateRaw: cut(fact.stateRaw, LONGEST.stateRaw),
    owner: cutOrNull(fact.owner, LONGEST.owner),
    person: cutOrNull(fact.person, LONGEST.person),
    run: cutOrNull(fact.run, LONGEST.run),
    name: cutOrNull(fact.name, LONGEST.name),
    reason: cutOrNull(fact.reason, LONGEST.reason),
    requestMemoryRaw: cutOrNull(fact.requestMemoryRaw, LONGEST.requestMemoryRaw),
  };
}
