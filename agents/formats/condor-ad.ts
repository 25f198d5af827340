/** Job ads of HTCondor, however they were printed: the attributes that the catalogue keeps. Names: HTCondor's manual, "Job ClassAd Attributes". */
import type { JobState } from '#telemetry/facts/job.ts';

/** Attributes as printed; expressions are texts `/Expr(…)/`. */
export type Ad = Readonly<Record<string, unknown>>;

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
  /** When the schedd wrote the ad, where it says so. */
  readonly printedAt: number | null;
  /** At shared sites a pool account, not a person. */
  readonly owner: string | null;
  readonly flashUser: string | null;
  readonly flashRun: string | null;
  readonly batchName: string | null;
  readonly holdReason: string | null;
  readonly holdReasonCode: number | null;
  readonly holdReasonSubcode: number | null;
  readonly removeReason: string | null;
  readonly exitCode: number | null;
  readonly exitSignal: number | null;
  /** User and system time of all executions. */
  readonly cpuS: number | null;
  readonly wallS: number | null;
  readonly cpus: number | null;
  /** A number of MiB, or an expression such as `/Expr(MemoryUsage)/`, as it stands. */
  readonly requestMemoryRaw: string | null;
}

/** What the reader below uses; asked for by name, they make a shorter answer. */
export const JOB_ATTRIBUTES = [
  'ClusterId,ProcId,GlobalJobId,JobStatus,EnteredCurrentStatus,QDate,JobStartDate',
  'JobCurrentStartDate,CompletionDate,Owner,FlashUser,FlashRun,JobBatchName,HoldReason',
  'HoldReasonCode,HoldReasonSubCode,RemoveReason,ExitCode,ExitBySignal,ExitSignal',
  'CumulativeRemoteUserCpu,CumulativeRemoteSysCpu,RemoteUserCpu,RemoteSysCpu',
  'RemoteWallClockTime,ServerTime,CpusProvisioned,RequestCpus,RequestMemory',
].join(',');

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
export function numberOf(ad: Ad, key: string): number | null {
  const value = ad[key];
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/** A code as the catalogue holds it: a whole number of 32 bits. */
export function codeOf(ad: Ad, key: string): number | null {
  const value = numberOf(ad, key);
  return value !== null && Number.isInteger(value) && Math.abs(value) <= 0x7fff_ffff ? value : null;
}

/** A text; null where it is absent or empty. */
export function textOf(ad: Ad, key: string): string | null {
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

/** Processor time, user and system; of all executions where the ad counts them, else of the last. */
function cpuOf(ad: Ad): number | null {
  const of = (kind: 'User' | 'Sys'): number | null =>
    numberOf(ad, `CumulativeRemote${kind}Cpu`) ?? numberOf(ad, `Remote${kind}Cpu`);
  const user = of('User');
  return user === null ? null : user + (of('Sys') ?? 0);
}

/** State of an ad; a completed job that ended by a signal or with another code than 0 has failed. */
function stateOf(ad: Ad, status: number | null): JobState {
  const state = STATES[status ?? -1] ?? 'unknown';
  if (state !== 'completed') return state;
  const code = numberOf(ad, 'ExitCode');
  return ad['ExitBySignal'] === true || (code !== null && code !== 0) ? 'failed' : 'completed';
}

/** Reads a job's ad; null where it has no ClusterId and ProcId. Never throws. */
export function readJobAd(ad: Ad): CondorJob | null {
  const cluster = numberOf(ad, 'ClusterId');
  const proc = numberOf(ad, 'ProcId');
  if (cluster === null || proc === null) return null;
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
    printedAt: timeOf(ad, 'ServerTime'),
    owner: textOf(ad, 'Owner'),
    flashUser: textOf(ad, 'FlashUser'),
    flashRun: textOf(ad, 'FlashRun'),
    batchName: textOf(ad, 'JobBatchName'),
    holdReason: textOf(ad, 'HoldReason'),
    holdReasonCode: codeOf(ad, 'HoldReasonCode'),
    holdReasonSubcode: codeOf(ad, 'HoldReasonSubCode'),
    removeReason: textOf(ad, 'RemoveReason'),
    exitCode: codeOf(ad, 'ExitCode'),
    exitSignal: ad['ExitBySignal'] === true ? codeOf(ad, 'ExitSignal') : null,
    cpuS: cpuOf(ad),
    wallS: wallOf(ad, state),
    cpus: numberOf(ad, 'CpusProvisioned') ?? numberOf(ad, 'RequestCpus'),
    requestMemoryRaw: rawOf(ad, 'RequestMemory'),
  };
}

/** The schedd that a global id names (`schedd#1234.0#1790000000`). */
export function scheddOf({ globalId }: CondorJob): string | null {
  const [schedd = ''] = globalId?.split('#', 1) ?? [];
  return schedd === '' ? null : schedd;
}
