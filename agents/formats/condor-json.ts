/** The answer of `condor_q -json`: an array of job ads, or nothing at all where the queue is empty. */
import type { JobState } from '#telemetry/facts/job.ts';

/** One job as its ad tells it; null is: the ad does not say. Times in UTC ms, durations in s. */
export interface CondorJob {
  /** `1234.0` */
  readonly id: string;
  readonly cluster: number;
  readonly proc: number;
  readonly globalId: string | null;
  readonly state: JobState;
  /** JobStatus as printed: codes that are not known stay. */
  readonly stateRaw: string;
  readonly stateSince: number | null;
  readonly submittedAt: number | null;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  /** At shared sites a pool account, not a person. */
  readonly owner: string | null;
  readonly flashUser: string | null;
  readonly flashRun: string | null;
  readonly batchName: string | null;
  readonly holdReason: string | null;
  readonly holdReasonCode: number | null;
  readonly exitCode: number | null;
  readonly cpuS: number | null;
  readonly wallS: number | null;
  readonly cpus: number | null;
  /** A number of MiB, or an expression such as `/Expr(MemoryUsage)/`, as it stands. */
  readonly requestMemoryRaw: string | null;
}

export interface CondorProblem {
  /** Place in the array, from 1. */
  readonly place: number;
  readonly reason: string;
}

export type CondorResult =
  | {
      readonly ok: true;
      readonly jobs: readonly CondorJob[];
      readonly problems: readonly CondorProblem[];
    }
  | { readonly ok: false; readonly reason: string };

type Ad = Readonly<Record<string, unknown>>;

/** HTCondor's job status codes. */
const STATES: Readonly<Record<number, JobState>> = {
  1: 'idle',
  2: 'running',
  3: 'removed',
  4: 'completed',
  5: 'held',
  6: 'transferring',
  7: 'suspended',
};

/** A number, or null where it is absent, undefined or an expression. */
function numberOf(ad: Ad, key: string): number | null {
  const value = ad[key];
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

function textOf(ad: Ad, key: string): string | null {
  const value = ad[key];
  return typeof value === 'string' && value !== '' ? value : null;
}

/** A time; condor writes 0 where something has not happened. */
function timeOf(ad: Ad, key: string): number | null {
  const seconds = numberOf(ad, key);
  return seconds === null || seconds <= 0 ? null : Math.round(seconds * 1000);
}

/** Any value as text: numbers and expressions alike. */
function rawOf(ad: Ad, key: string): string | null {
  const value = ad[key];
  return typeof value === 'number' || typeof value === 'string' ? String(value) : null;
}

/** Wall time so far; the ad counts finished executions only, a running one is added by the server's clock. */
function wallOf(ad: Ad, state: JobState): number | null {
  const finished = numberOf(ad, 'RemoteWallClockTime');
  const since = numberOf(ad, 'JobCurrentStartDate');
  const now = numberOf(ad, 'ServerTime');
  const isOpen = state === 'running' || state === 'transferring' || state === 'suspended';
  if (!isOpen || since === null || now === null) return finished;
  return (finished ?? 0) + Math.max(0, now - since);
}

/** State of an ad; a completed job that ended by a signal or with another code than 0 has failed. */
function stateOf(ad: Ad, status: number | null): JobState {
  const state = STATES[status ?? -1] ?? 'unknown';
  if (state !== 'completed') return state;
  const code = numberOf(ad, 'ExitCode');
  return ad['ExitBySignal'] === true || (code !== null && code !== 0) ? 'failed' : 'completed';
}

function readAd(ad: Ad, cluster: number, proc: number): CondorJob {
  const status = numberOf(ad, 'JobStatus');
  const state = stateOf(ad, status);
  const isOver = status === 3 || status === 4;
  return {
    id: `${cluster}.${proc}`,
    cluster,
    proc,
    globalId: textOf(ad, 'GlobalJobId'),
    state,
    stateRaw: rawOf(ad, 'JobStatus') ?? 'absent',
    stateSince: timeOf(ad, 'EnteredCurrentStatus'),
    submittedAt: timeOf(ad, 'QDate'),
    startedAt: timeOf(ad, 'JobCurrentStartDate') ?? timeOf(ad, 'JobStartDate'),
    endedAt: timeOf(ad, 'CompletionDate') ?? (isOver ? timeOf(ad, 'EnteredCurrentStatus') : null),
    owner: textOf(ad, 'Owner'),
    flashUser: textOf(ad, 'FlashUser'),
    flashRun: textOf(ad, 'FlashRun'),
    batchName: textOf(ad, 'JobBatchName'),
    holdReason: textOf(ad, 'HoldReason'),
    holdReasonCode: numberOf(ad, 'HoldReasonCode'),
    exitCode: numberOf(ad, 'ExitCode'),
    cpuS: numberOf(ad, 'CumulativeRemoteUserCpu') ?? numberOf(ad, 'RemoteUserCpu'),
    wallS: wallOf(ad, state),
    cpus: numberOf(ad, 'CpusProvisioned') ?? numberOf(ad, 'RequestCpus'),
    requestMemoryRaw: rawOf(ad, 'RequestMemory'),
  };
}

function parseJson(text: string): { readonly value: unknown } | { readonly reason: string } {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    return {
      reason: `the answer is not JSON: ${error instanceof Error ? error.message : String(error)}`,
    };
  }
}

/**
 * Parses the whole standard output of `condor_q -json` (exit code 0): nothing printed means no jobs.
 *
 * An ad without ClusterId and ProcId is reported by its place; the others are kept. Never throws.
 */
export function parseCondorQueue(text: string): CondorResult {
  if (text.trim() === '') return { ok: true, jobs: [], problems: [] };
  const parsed = parseJson(text);
  if ('reason' in parsed) return { ok: false, reason: parsed.reason };
  if (!Array.isArray(parsed.value))
    return { ok: false, reason: 'the answer is not an array of jobs' };
  const jobs: CondorJob[] = [];
  const problems: CondorProblem[] = [];
  for (const [i, item] of parsed.value.entries()) {
    const value: unknown = item;
    const ad: Ad = typeof value === 'object' && value !== null ? { ...value } : {};
    const cluster = numberOf(ad, 'ClusterId');
    const proc = numberOf(ad, 'ProcId');
    if (cluster === null || proc === null) {
      problems.push({ place: i + 1, reason: 'a job without ClusterId and ProcId' });
    } else jobs.push(readAd(ad, cluster, proc));
  }
  return { ok: true, jobs, problems };
}
