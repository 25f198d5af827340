/** The batch system: jobs that come, wait, run, fail and are held, and what `condor_q -json` and `condor_history -json` print of them at an instant. */
import { activeSince } from './events.ts';
import type { SimulatedEvent } from './events.ts';
import { between, pick, uniform } from './random.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** A job is submitted this often. */
const EVERY_MS = 4 * MINUTE;

/** Nothing stays longer in the queue. */
const LONGEST_MS = 240 * MINUTE;

/** A job that is done stays in the queue until its output was fetched. */
const FETCHED_MS = 6 * MINUTE;

/** A job that is held is removed by its owner after this. */
const PATIENCE_MS = 50 * MINUTE;

const PEOPLE = ['asample', 'besempio', 'cmuster', 'dejemplo'] as const;

interface HoldReason {
  readonly code: number;
  readonly subcode: number;
  readonly text: string;
}

/** Reasons as HTCondor words them. */
const HOLD_REASONS: readonly [HoldReason, ...HoldReason[]] = [
  {
    code: 34,
    subcode: 102,
    text: 'Error from slot1_3@wn-204-07-11: Job has gone over cgroup memory limit of 4096 megabytes. Last measured usage: 4091 megabytes.  Consider resubmitting with a higher request_memory.',
  },
  {
    code: 13,
    subcode: 2,
    text: 'Transfer input files failure at access point sn01 while sending files to the execution point. Details: reading from file /data/flash/config/fft_quax.yaml: (errno 2) No such file or directory',
  },
  {
    code: 12,
    subcode: 28,
    text: 'Transfer output files failure at execution point slot1_5@wn-204-07-09 while sending files to access point sn01. Details: writing to file /data/flash/spectra/out.h5: (errno 28) No space left on device',
  },
  { code: 4, subcode: 0, text: 'Job credentials are not available' },
];

const ALL_HELD: HoldReason = {
  code: 26,
  subcode: 0,
  text: "The job attribute SYSTEM_PERIODIC_HOLD expression '(SharedFilesystemAvailable =?= false)' evaluated to TRUE",
};

/** The life of one job, all of it decided by its number. */
interface Job {
  readonly cluster: number;
  readonly submitted: number;
  readonly started: number;
  readonly ends: number;
  readonly fate: 'done' | 'failed' | 'held';
}

function jobOf(seed: number, n: number): Job {
  const submitted = n * EVERY_MS + Math.floor(between(0, 100, seed, 'job', n)) * SECOND;
  const crowd = 0.5 + 0.5 * Math.sin((2 * Math.PI * submitted) / (5.3 * 60 * MINUTE));
  const waits = between(0.5, 4 + 24 * crowd, seed, 'wait', n) * MINUTE;
  const runs = between(72, 118, seed, 'runs', n) * MINUTE;
  const chance = uniform(seed, 'fate', n);
  const fate = chance < 0.02 ? 'held' : chance < 0.06 ? 'failed' : 'done';
  const started = submitted + Math.floor(waits / SECOND) * SECOND;
  const lasts = fate === 'done' ? runs : runs * between(0.05, 0.6, seed, 'early', n);
  return {
    cluster: 20_000 + (n % 900_000),
    submitted,
    started,
    ends: started + Math.floor(lasts / SECOND) * SECOND,
    fate,
  };
}

type Ad = Record<string, string | number | boolean>;

/** HTCondor's numbers: 1 idle, 2 running, 4 completed, 5 held. */
function statusOf(job: Job, t: number): 1 | 2 | 4 | 5 | null {
  if (t < job.submitted) return null;
  if (t < job.started) return 1;
  if (t < job.ends) return 2;
  if (t >= leavesAt(job)) return null;
  return job.fate === 'held' ? 5 : 4;
}

/** When a job is no longer in the queue but in the history. */
function leavesAt({ fate, ends }: Job): number {
  return ends + (fate === 'held' ? PATIENCE_MS : FETCHED_MS);
}

const epoch = (t: number): number => Math.floor(t / 1000);

function baseAd(seed: number, n: number, job: Job, runName: string): Ad {
  const person = pick(PEOPLE, seed, 'who', n);
  return {
    Args: `--run ${runName} --part ${n % 40}`,
    ClusterId: job.cluster,
    Cmd: '/opt/flash/bin/fft_average.sh',
    CompletionDate: 0,
    CpusProvisioned: 1,
    EnteredCurrentStatus: epoch(job.submitted),
    ExitBySignal: false,
    FlashCodeVersion: 'v0.9.2',
    FlashRun: runName,
    FlashUser: person,
    GlobalJobId: `sn01.flash.example#${job.cluster}.0#${epoch(job.submitted)}`,
    JobBatchName: pick(['spectra', 'baseline', 'grand-spectrum'], seed, 'name', n),
    JobStatus: 1,
    JobUniverse: 5,
    MyType: 'Job',
    NumJobStarts: 0,
    Owner: `flash${String((n % 4) + 1).padStart(3, '0')}`,
    ProcId: 0,
    QDate: epoch(job.submitted),
    RemoteUserCpu: 0,
    RemoteWallClockTime: 0,
    RequestCpus: 1,
    RequestMemory:
      n % 3 === 0
        ? 4096
        : String.raw`\/Expr(ifthenelse(MemoryUsage isnt undefined,MemoryUsage,(ImageSize + 1023) / 1024))\/`,
    User: `flash${String((n % 4) + 1).padStart(3, '0')}@flash.example`,
  };
}

function held(ad: Ad, since: number, reason: HoldReason): void {
  ad['JobStatus'] = 5;
  ad['EnteredCurrentStatus'] = epoch(since);
  ad['HoldReason'] = reason.text;
  ad['HoldReasonCode'] = reason.code;
  ad['HoldReasonSubCode'] = reason.subcode;
}

function started(ad: Ad, seed: number, n: number, job: Job, t: number): void {
  const wall = Math.min(t, job.ends) - job.started;
  const host = `slot1_${(n % 8) + 1}@wn-204-07-${String((n % 14) + 1).padStart(2, '0')}`;
  ad['JobStartDate'] = epoch(job.started);
  ad['JobCurrentStartDate'] = epoch(job.started);
  ad['NumJobStarts'] = 1;
  ad['CumulativeRemoteUserCpu'] = Math.floor((wall / 1000) * between(0.82, 0.98, seed, 'cpu', n));
  ad['ResidentSetSize'] = Math.floor(between(4e5, 1.9e6, seed, 'rss', n));
  ad[t < job.ends ? 'RemoteHost' : 'LastRemoteHost'] = host;
}

function completed(ad: Ad, seed: number, n: number, job: Job): void {
  ad['JobStatus'] = 4;
  ad['EnteredCurrentStatus'] = epoch(job.ends);
  ad['CompletionDate'] = epoch(job.ends);
  ad['RemoteWallClockTime'] = (job.ends - job.started) / 1000;
  ad['ExitCode'] = job.fate === 'failed' ? pick([1, 2, 139], seed, 'exit', n) : 0;
}

function removed(ad: Ad, at: number): void {
  ad['JobStatus'] = 3;
  ad['EnteredCurrentStatus'] = epoch(at);
  ad['RemoveReason'] = `via condor_rm (by user ${String(ad['Owner'])})`;
}

/** The ads of every job in the queue at `t`; `runName` tells what was being taken at an instant. */
export function adsAt(
  seed: number,
  events: readonly SimulatedEvent[],
  t: number,
  runName: (t: number) => string,
): readonly Ad[] {
  const ads: Ad[] = [];
  const allHeld = activeSince(events, 'jobs-held', t);
  const last = Math.floor(t / EVERY_MS);
  for (let n = last - Math.ceil(LONGEST_MS / EVERY_MS); n <= last; n += 1) {
    const job = jobOf(seed, n);
    const status = statusOf(job, t);
    if (status === null) continue;
    const ad = baseAd(seed, n, job, runName(job.submitted));
    ad['ServerTime'] = epoch(t);
    if (status !== 1) started(ad, seed, n, job, t);
    if (status === 2) Object.assign(ad, { JobStatus: 2, EnteredCurrentStatus: epoch(job.started) });
    if (status === 5) held(ad, job.ends, pick(HOLD_REASONS, seed, 'reason', n));
    if (status === 4) completed(ad, seed, n, job);
    if (allHeld !== null && status <= 2) held(ad, Math.max(allHeld, job.submitted), ALL_HELD);
    ads.push(ad);
  }
  return ads;
}

/** The ads of jobs that left the queue from `from` to `t`, the newest first, as the history has them. */
export function pastAds(
  seed: number,
  from: number,
  t: number,
  runName: (t: number) => string,
): readonly Ad[] {
  const ads: Ad[] = [];
  const first = Math.floor((from - LONGEST_MS) / EVERY_MS);
  for (let n = Math.floor(t / EVERY_MS); n >= first; n -= 1) {
    const job = jobOf(seed, n);
    const left = leavesAt(job);
    if (left < from || left > t) continue;
    const ad = baseAd(seed, n, job, runName(job.submitted));
    started(ad, seed, n, job, t);
    if (job.fate === 'held') removed(ad, left);
    else completed(ad, seed, n, job);
    ads.push(ad);
  }
  return ads;
}

/** What `condor_q -json` prints, and `condor_history`: nothing at all for no job, else one ad after another with commas on lines of their own. */
export function queueText(ads: readonly Ad[]): string {
  if (ads.length === 0) return '';
  const one = (ad: Ad): string => {
    const lines = Object.entries(ad)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => `  ${JSON.stringify(name)}: ${valueText(value)}`);
    return `{\n${lines.join(',\n')}\n}\n`;
  };
  return `[\n${ads.map(one).join(',\n')}]\n`;
}

/** JSON as ClassAds print it: expressions stand between `\/Expr(` and `)\/`. */
function valueText(value: string | number | boolean): string {
  const text = JSON.stringify(value);
  return text.includes(String.raw`\\/Expr(`)
    ? text.replaceAll(String.raw`\\/`, String.raw`\/`)
    : text;
}
