/** When a run opens and closes, pure: with the next run of its campaign and node, or when no file came for long enough. */

export interface RunFacts {
  readonly state: 'open' | 'closed' | 'aborted';
  readonly closedBy: string | null;
  readonly lastFileMs: number | null;
  readonly cadenceMs: number | null;
}

export interface NextRun {
  readonly number: number;
  readonly startMs: number;
}

export interface RunStateInput {
  readonly run: RunFacts;
  /** The next run of the same campaign and node by start time; null: none. */
  readonly next: NextRun | null;
  readonly now: number;
  /** Up to when its agent has told us everything; null: it is silent or behind, so that no file proves nothing. */
  readonly toldUntil: number | null;
  readonly idleCloseMs: number;
}

export interface RunState {
  readonly state: 'open' | 'closed' | 'aborted';
  readonly closedBy: string | null;
  /** The last file's time plus one cadence, but not into the next run; null while open. */
  readonly endMs: number | null;
}

/** Cadences without a file, beyond `run.idle_close`, after which a run is over. */
const IDLE_CADENCES = 10;

/** Says how a live run stands; a run that was closed for being idle opens again when a file comes after all. */
export function decideRunState(input: RunStateInput): RunState {
  const { run, next } = input;
  const endMs = endOf(run, next);
  if (run.state === 'aborted' || run.closedBy === 'stopped') {
    return { state: run.state, closedBy: run.closedBy, endMs };
  }
  if (next !== null) return { state: 'closed', closedBy: 'next run', endMs };
  if (isIdle(input)) return { state: 'closed', closedBy: 'idle', endMs };
  // Closed as idle and no word since: it stays closed until a file proves otherwise.
  return { state: 'open', closedBy: null, endMs: null };
}

function endOf({ lastFileMs, cadenceMs }: RunFacts, next: NextRun | null): number | null {
  if (lastFileMs === null) return null;
  const end = lastFileMs + (cadenceMs ?? 0);
  return next === null ? end : Math.max(lastFileMs, Math.min(end, next.startMs));
}

function isIdle({ run, now, toldUntil, idleCloseMs }: RunStateInput): boolean {
  if (run.lastFileMs === null) return false;
  const limit = run.lastFileMs + IDLE_CADENCES * (run.cadenceMs ?? 0) + idleCloseMs;
  if (run.state === 'closed' && run.closedBy === 'idle' && now > limit) return true;
  return toldUntil !== null && Math.min(now, toldUntil) > limit;
}
