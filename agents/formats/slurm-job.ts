/** Jobs of Slurm, however they were printed: states, ids of arrays, and what a comment says of the experiment. Words: Slurm's manual pages of squeue and sacct. */

import type { JobState } from '#telemetry/facts/job.ts';

/** One job, or one task of an array; null is: it is not said. Times in UTC ms, durations in s. */
export interface SlurmJob {
  /** `1234`, `1234_7` for a task of an array, `1234+1` for a part of a heterogeneous job. */
  readonly id: string;
  readonly state: JobState;
  /** Slurm's own words: `RUNNING`, `CANCELLED by 1000`, `PENDING+REQUEUE_HOLD`. */
  readonly stateRaw: string;
  readonly submittedAt: number | null;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  readonly owner: string | null;
  readonly account: string | null;
  readonly partition: string | null;
  /** From the comment: `flash:user=…`. */
  readonly person: string | null;
  /** From the comment: `flash:run=…`. */
  readonly run: string | null;
  readonly name: string | null;
  readonly reason: string | null;
  readonly exitCode: number | null;
  readonly exitSignal: number | null;
  /** Processor time, user and system, of all steps. */
  readonly cpuS: number | null;
  readonly wallS: number | null;
  readonly cpus: number | null;
  readonly requestMemoryRaw: string | null;
}

/** A job that could not be read: which, and why. */
export interface SlurmProblem {
  /** Place in the answer, from 1. */
  readonly place: number;
  readonly reason: string;
}

/** Jobs and problems, or the reason why the whole answer is none. */
export type SlurmJobs =
  | {
      readonly ok: true;
      readonly jobs: readonly SlurmJob[];
      readonly problems: readonly SlurmProblem[];
    }
  | { readonly ok: false; readonly reason: string };

const STATES: Readonly<Record<string, JobState>> = {
  PENDING: 'idle',
  CONFIGURING: 'idle',
  REQUEUED: 'idle',
  REQUEUE_FED: 'idle',
  REQUEUE_HOLD: 'held',
  RESV_DEL_HOLD: 'held',
  SPECIAL_EXIT: 'held',
  RUNNING: 'running',
  COMPLETING: 'running',
  RESIZING: 'running',
  SIGNALING: 'running',
  STAGE_OUT: 'transferring',
  SUSPENDED: 'suspended',
  STOPPED: 'suspended',
  COMPLETED: 'completed',
  FAILED: 'failed',
  TIMEOUT: 'failed',
  OUT_OF_MEMORY: 'failed',
  NODE_FAIL: 'failed',
  BOOT_FAIL: 'failed',
  LAUNCH_FAILED: 'failed',
  DEADLINE: 'failed',
  PREEMPTED: 'failed',
  CANCELLED: 'removed',
  REVOKED: 'removed',
};

/** States of a job that has run, or runs: before them a time of start is a plan. */
const STARTED: ReadonlySet<JobState> = new Set(['running', 'suspended', 'transferring']);
const ENDED: ReadonlySet<JobState> = new Set(['completed', 'failed', 'removed']);

/** The state of a job from Slurm's words, the base first; a word that is not known stays in `raw`. */
export function slurmState(
  words: readonly string[],
  reason: string | null,
): { readonly state: JobState; readonly raw: string } {
  const raw = words.join('+');
  const names = words.map((word) => /^[A-Z_]+/.exec(word)?.[0] ?? '');
  const states = names.map((name) => STATES[name] ?? 'unknown');
  // A flag says more of a job that waits: it was held when it was queued again.
  const state = states[0] === 'idle' && states.includes('held') ? 'held' : (states[0] ?? 'unknown');
  const isHeld = state === 'idle' && reason !== null && reason.startsWith('JobHeld');
  return { state: isHeld ? 'held' : state, raw: raw === '' ? 'absent' : raw };
}

/** Times that are facts in a state, not plans: a waiting job has no start, a running one no end. */
export function trueTimes(
  state: JobState,
  start: number | null,
  end: number | null,
): { readonly startedAt: number | null; readonly endedAt: number | null } {
  const isOver = ENDED.has(state);
  const startedAt = isOver || STARTED.has(state) ? start : null;
  return { startedAt, endedAt: isOver ? end : null };
}

/** A code that fits the state: Slurm 22.05 gives 0 with jobs that failed, which is no code. */
export function trueExit(
  state: JobState,
  code: number | null,
  signal: number | null,
): { readonly exitCode: number | null; readonly exitSignal: number | null } {
  const exitSignal = ENDED.has(state) && signal !== null && signal > 0 ? signal : null;
  const isCode = state === 'completed' || (state === 'failed' && code !== 0);
  return { exitCode: isCode && exitSignal === null ? code : null, exitSignal };
}

/** What a comment says of the experiment: `flash:run=campaign/12 flash:user=asample`, parted by blanks, commas or semicolons. */
export function readComment(comment: string | null): {
  readonly run: string | null;
  readonly person: string | null;
} {
  const value = (key: string): string | null =>
    new RegExp(`(?:^|[\\s,;])flash:${key}=([^\\s,;]+)`).exec(comment ?? '')?.[1] ?? null;
  return { run: value('run'), person: value('user') };
}

/** Tasks of one array that are told apart; Slurm allows some thousand by default. */
const MOST_TASKS = 20_000;

/** The numbers of `1-5,8,10-20:2%4`; null where it has another form or names too many. */
export function expandTasks(text: string): readonly number[] | null {
  const tasks: number[] = [];
  for (const part of text.replace(/%\d+$/, '').split(',')) {
    const match = /^(\d{1,9})(?:-(\d{1,9})(?::(\d{1,9}))?)?$/.exec(part.trim());
    if (match === null) return null;
    const from = Number(match[1]);
    const to = Number(match[2] ?? from);
    const step = Number(match[3] ?? 1);
    if (step < 1 || to < from || (to - from) / step > MOST_TASKS) return null;
    for (let task = from; task <= to; task += step) tasks.push(task);
    if (tasks.length > MOST_TASKS) return null;
  }
  return tasks;
}
