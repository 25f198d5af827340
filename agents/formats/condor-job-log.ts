/** What a log of events says of each job: its state, its times and how it ended, event by event. */

import type { JobState } from '#telemetry/facts/job.ts';
import type { CondorEvent } from './condor-event.ts';

/** One job as the log tells it so far; times in UTC ms. Plain data: it is remembered as JSON. */
export interface LoggedJob {
  readonly id: string;
  readonly submittedAt: number;
  readonly seenAt: number;
  readonly state: JobState;
  /** The number of the event that made the state: `005`. */
  readonly stateRaw: string;
  readonly stateSince: number;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  readonly schedd: string | null;
  readonly owner: string | null;
  readonly person: string | null;
  readonly run: string | null;
  readonly name: string | null;
  readonly reason: string | null;
  readonly reasonCode: number | null;
  readonly reasonSubcode: number | null;
  readonly exitCode: number | null;
  readonly exitSignal: number | null;
  readonly cpuS: number | null;
  /** Of all executions that have ended, in s. */
  readonly wallS: number | null;
  readonly cpus: number | null;
}

/** The state that an event puts a job into; events that are not here leave it. */
const STATE_AFTER: Readonly<Record<number, JobState>> = {
  0: 'idle',
  1: 'running',
  4: 'idle',
  5: 'completed',
  7: 'idle',
  9: 'removed',
  10: 'suspended',
  11: 'running',
  12: 'held',
  13: 'idle',
  24: 'idle',
};

/** Events that tell of a job without moving it: what they say is kept. */
const TELLS = new Set([28]);

/** States in which an execution goes on. */
const EXECUTING: ReadonlySet<JobState> = new Set(['running', 'suspended']);
const ENDED: ReadonlySet<JobState> = new Set(['completed', 'failed', 'removed']);

/** Whether the job has ended. */
export function hasEnded({ state }: LoggedJob): boolean {
  return ENDED.has(state);
}

/** Whether an event says anything of a job's state or of whose it is. */
export function isTelling({ code }: CondorEvent): boolean {
  return STATE_AFTER[code] !== undefined || TELLS.has(code);
}

/**
 * The job after an event. `submittedAt` (UTC, ms): where the log does not hold the submission but somebody knows it.
 * Null: the job's submission is not known, so that it has no key.
 */
export function afterEvent(
  job: LoggedJob | undefined,
  event: CondorEvent,
  submittedAt: number | null,
): LoggedJob | null {
  const before =
    event.code === 0 ? submitted(event, event.t) : (job ?? fromKnown(event, submittedAt));
  if (before === null) return null;
  const told = {
    ...before,
    schedd: event.schedd ?? before.schedd,
    owner: event.owner ?? before.owner,
    person: event.person ?? before.person,
    run: event.run ?? before.run,
    name: event.name ?? before.name,
    cpuS: event.cpuS ?? before.cpuS,
    cpus: event.cpus ?? before.cpus,
  };
  const state = stateAfter(event);
  return state === null ? told : moved(told, event, state);
}

function stateAfter({ code, exitCode, exitSignal }: CondorEvent): JobState | null {
  const state = STATE_AFTER[code] ?? null;
  if (state !== 'completed') return state;
  return exitSignal !== null || (exitCode !== null && exitCode !== 0) ? 'failed' : 'completed';
}

function moved(job: LoggedJob, event: CondorEvent, state: JobState): LoggedJob {
  const isOver = ENDED.has(state);
  const ran =
    EXECUTING.has(job.state) && !EXECUTING.has(state) && job.startedAt !== null
      ? Math.max(0, event.t - job.startedAt) / 1_000
      : null;
  return {
    ...job,
    seenAt: Math.max(job.seenAt, event.t),
    state,
    stateRaw: String(event.code).padStart(3, '0'),
    stateSince: event.t,
    startedAt: event.code === 1 ? event.t : job.startedAt,
    endedAt: isOver ? event.t : null,
    reason: event.reason,
    reasonCode: event.reasonCode,
    reasonSubcode: event.reasonSubcode,
    exitCode: event.exitCode,
    exitSignal: event.exitSignal,
    wallS: ran === null ? job.wallS : (job.wallS ?? 0) + ran,
  };
}

function fromKnown(event: CondorEvent, submittedAt: number | null): LoggedJob | null {
  return submittedAt === null ? null : submitted(event, submittedAt);
}

function submitted({ id, t }: CondorEvent, submittedAt: number): LoggedJob {
  return {
    id,
    submittedAt,
    seenAt: t,
    state: 'idle',
    stateRaw: '000',
    stateSince: submittedAt,
    startedAt: null,
    endedAt: null,
    schedd: null,
    owner: null,
    person: null,
    run: null,
    name: null,
    reason: null,
    reasonCode: null,
    reasonSubcode: null,
    exitCode: null,
    exitSignal: null,
    cpuS: null,
    wallS: null,
    cpus: null,
  };
}

/** Ended jobs are known so that an event that comes too late says so; the oldest are forgotten. */
const ENDED_KEPT = 10_000;

/** What became of an event: it changed a job, or it was left out for a reason. */
export type Taken =
  | { readonly kind: 'told'; readonly job: LoggedJob }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'refused'; readonly reason: string };

/** Follows jobs through the events of one log. */
export interface JobLog {
  /** Takes the next event of the log. */
  readonly take: (event: CondorEvent) => Taken;
  /** Jobs that have not ended, by id. */
  readonly open: ReadonlyMap<string, LoggedJob>;
}

/** Makes the state of one log. `known`: jobs that were open where reading stopped; `submittedAt`: who else knows a job. */
export function createJobLog(options: {
  known: readonly LoggedJob[];
  submittedAt: (id: string) => number | null;
}): JobLog {
  const open = new Map(options.known.map((job) => [job.id, job]));
  const ended = new Set<string>();
  return {
    open,
    take(event) {
      if (!isTelling(event)) return { kind: 'nothing' };
      const { id, code } = event;
      if (code !== 0 && ended.has(id))
        return { kind: 'refused', reason: `event ${String(code)} of job ${id}, which has ended` };
      const job = afterEvent(open.get(id), event, options.submittedAt(id));
      if (job === null) {
        const reason = `event ${String(code)} of job ${id}: its submission is not in the log`;
        return { kind: 'refused', reason };
      }
      ended.delete(id);
      if (!hasEnded(job)) open.set(id, job);
      else {
        open.delete(id);
        ended.add(id);
        const [oldest] = ended;
        if (ended.size > ENDED_KEPT && oldest !== undefined) ended.delete(oldest);
      }
      return { kind: 'told', job };
    },
  };
}
