/** What a file of HTCondor holds, from its first lines. */

import { EVENT_HEAD } from './condor-event-blocks.ts';

/** Events, ads as JSON (`-json`, `-jsonl`), ads in long form. */
export type CondorKind = 'events' | 'json' | 'long';

/** Lines of the beginning that are looked at for an event. */
const LINES = 200;

/** Says what a file holds by its beginning; null: nothing of HTCondor's jobs that can be read. */
export function sniffCondor(head: string): CondorKind | null {
  const lines = head.split(/\r?\n/, LINES);
  if (lines.some((line) => EVENT_HEAD.test(line))) return 'events';
  if (/^\s*[[{]/.test(head)) {
    if (/"EventTypeNumber"\s*:/.test(head)) return 'events';
    return /"ClusterId"\s*:/i.test(head) ? 'json' : null;
  }
  return /^ClusterId *= *\d/m.test(head) ? 'long' : null;
}
