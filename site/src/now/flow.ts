/** Whether files come, and whether anybody would know: the first thing every sentence about now rests on. */

import type { StateNow } from '#site/snapshot/schema/now.ts';
import { AGENT_SILENT_MS, FILE_LIMIT_CADENCES, FILE_LIMIT_MIN_MS } from './thresholds.ts';

/** How old the newest file may be for files to be "coming". */
export function fileLimitMs(now: StateNow): number {
  return Math.max(FILE_LIMIT_MIN_MS, FILE_LIMIT_CADENCES * (now.daq?.cadenceMs ?? 0));
}

/** Milliseconds since the last file; null: none seen, or none watched. */
export function fileAge(now: StateNow, at: number): number | null {
  const last = now.daq?.lastFile ?? null;
  return last === null ? null : at - last.t;
}

/** Whether files are coming at that time. */
export function filesAreFresh(now: StateNow, at: number): boolean {
  const age = fileAge(now, at);
  return age !== null && age <= fileLimitMs(now);
}

/** Since when no agent has reported; null: at least one has, or there is none. */
export function silentSince(now: StateNow, at: number): number | null {
  if (now.agents.length === 0) return null;
  const last = Math.max(...now.agents.map(({ heartbeat }) => heartbeat ?? 0));
  return last > 0 && at - last > AGENT_SILENT_MS ? last : null;
}

/** So many facts wait only where an agent has more to hand over than comes: after a first start, or a lost network. */
const BACKLOG_FACTS = 50;

/** How many facts wait at agents that report, where that is so many that the newest are not here yet; null: they are. */
export function backlog(now: StateNow, at: number): number | null {
  const reporting = now.agents.filter(
    ({ heartbeat }) => heartbeat !== null && at - heartbeat <= AGENT_SILENT_MS,
  );
  const waiting = reporting.reduce((sum, { spoolFacts }) => sum + (spoolFacts ?? 0), 0);
  return waiting >= BACKLOG_FACTS ? waiting : null;
}
