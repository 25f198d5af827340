/** HTCondor's queue: jobs when their state changes, who is left, and jobs by state. */

import { FlashError } from '#telemetry/errors.ts';
import type { Fact } from '#telemetry/facts/index.ts';
import type { JobFact, JobState } from '#telemetry/facts/job.ts';
import * as metrics from '#telemetry/metrics/batch.ts';
import type { Observation } from '#telemetry/metrics/definition.ts';

import { defineCollector } from '../collector.ts';
import type { Collector, CollectorContext, CollectorProblem } from '../collector.ts';
import { parseCondorQueue } from '../formats/condor-json.ts';
import type { CondorJob } from '../formats/condor-json.ts';
import { runProgram } from '../sources/run-program.ts';

interface CondorSettings {
  /** What prints the queue as JSON; no shell reads it. */
  readonly command: readonly string[];
  /** The schedd, as people call it. */
  readonly instance: string;
  readonly timeout_s: number;
}

/** What the parser reads; fewer attributes make a shorter answer. */
const ATTRIBUTES = [
  'ClusterId,ProcId,GlobalJobId,JobStatus,EnteredCurrentStatus,QDate,JobStartDate',
  'JobCurrentStartDate,CompletionDate,Owner,FlashUser,FlashRun,JobBatchName,HoldReason',
  'HoldReasonCode,ExitCode,ExitBySignal,CumulativeRemoteUserCpu,RemoteUserCpu',
  'RemoteWallClockTime,ServerTime,CpusProvisioned,RequestCpus,RequestMemory',
].join(',');

/** States that a queue can hold: each is shown, with 0 where it has no job. */
const STATES: readonly JobState[] = ['idle', 'running', 'held', 'completed', 'failed', 'removed'];

/** The list of ids is sent again after this long even where it did not change. */
const QUEUE_AGAIN_MS = 600_000;

export const htcondor = defineCollector<CondorSettings>({
  name: 'htcondor',
  summary: "HTCondor's jobs and their states",
  intervalMs: 60_000,
  deadlineMs: 50_000,
  metrics: metrics.batchMetrics,
  schema: async () => {
    const { z } = await import('zod');
    return z.strictObject({
      command: z
        .array(z.string().min(1))
        .min(1)
        .default(['condor_q', '-allusers', '-json', '-attributes', ATTRIBUTES]),
      instance: z.string().min(1).default('schedd'),
      timeout_s: z.number().positive().max(300).default(40),
    });
  },
  create: createCondor,
});

function createCondor(settings: CondorSettings, context: CollectorContext): Collector {
  const { clock } = context.effects;
  const { instance } = settings;
  const tracker = createTracker(instance);
  return {
    async collect() {
      const started = clock.monotonic();
      const jobs = await readQueue(settings, context);
      const seconds = (clock.monotonic() - started) / 1_000;
      const facts = tracker.facts(jobs.list, clock.now(), jobs.isWhole);
      const labels = { batch_system: 'htcondor', batch_instance: instance };
      const observations: Observation[] = [
        ...countStates(jobs.list).map(([state, value]) => ({
          metric: metrics.batchJobs,
          labels: { ...labels, state },
          value,
        })),
        ...[...tracker.changes].map(([state, value]) => ({
          metric: metrics.batchJobChanges,
          labels: { ...labels, state },
          value,
        })),
        { metric: metrics.batchQueryDuration, labels, value: seconds },
      ];
      return { facts, observations, problems: jobs.problems, cursor: {} };
    },
  };
}

interface Queue {
  readonly list: readonly CondorJob[];
  /** Whether every job of the answer could be read: one that could not has not left the queue. */
  readonly isWhole: boolean;
  readonly problems: CollectorProblem[];
}

async function readQueue(
  { command, timeout_s }: CondorSettings,
  { signal }: CollectorContext,
): Promise<Queue> {
  const text = await runProgram({ command, timeoutMs: timeout_s * 1_000, signal: signal() });
  const answer = parseCondorQueue(text);
  if (!answer.ok) {
    throw new FlashError({
      operation: "read HTCondor's queue",
      subject: command.join(' '),
      reason: answer.reason,
      hint: 'run the command by hand; it must print the JSON of `condor_q -json`',
      transient: true,
    });
  }
  const problems = answer.problems.map(({ place, reason }) =>
    parseProblem(`job ${String(place)} of the answer`, reason),
  );
  for (const { id, submittedAt } of answer.jobs)
    if (submittedAt === null)
      problems.push(parseProblem(`job ${id}`, 'it has no QDate: without it the job has no key'));
  return { list: answer.jobs, isWhole: answer.problems.length === 0, problems };
}

function parseProblem(subject: string, message: string): CollectorProblem {
  return { reason: 'parse', subject, message };
}

function countStates(jobs: readonly CondorJob[]): [JobState, number][] {
  const counts = new Map<JobState, number>(STATES.map((state) => [state, 0]));
  for (const { state } of jobs) counts.set(state, (counts.get(state) ?? 0) + 1);
  return [...counts];
}

interface Tracker {
  /** Facts of jobs that changed, and of the queue where its list is whole and changed. */
  readonly facts: (jobs: readonly CondorJob[], seenAt: number, isWhole: boolean) => Fact[];
  /** How often each state was entered since the start. */
  readonly changes: ReadonlyMap<JobState, number>;
}

/** Remembers in memory what was told; after a restart everything is told again, which changes nothing. */
function createTracker(instance: string): Tracker {
  const told = new Map<string, string>();
  const changes = new Map<JobState, number>();
  let queueText = '';
  let queueAt = -Infinity;
  return {
    changes,
    facts(jobs, seenAt, isWhole) {
      const facts: Fact[] = [];
      const isFirst = queueAt === -Infinity;
      const ids = new Set<string>();
      for (const job of jobs) {
        ids.add(job.id);
        if (job.submittedAt === null) continue;
        const fact = toFact(job, instance, job.submittedAt, seenAt);
        const mark = fingerprint(fact);
        if (told.get(job.id) === mark) continue;
        told.set(job.id, mark);
        facts.push(fact);
        if (!isFirst) changes.set(job.state, (changes.get(job.state) ?? 0) + 1);
      }
      if (!isWhole) return facts;
      for (const id of told.keys()) if (!ids.has(id)) told.delete(id);
      const text = [...ids].join(' ');
      if (text === queueText && seenAt - queueAt < QUEUE_AGAIN_MS) return facts;
      [queueText, queueAt] = [text, seenAt];
      return [...facts, { kind: 'queue', scheduler: 'htcondor', instance, seenAt, ids: [...ids] }];
    },
  };
}

/** What makes a job worth telling again; time used grows all the while and does not count. */
function fingerprint(fact: JobFact): string {
  return JSON.stringify({ ...fact, seenAt: 0, cpuS: 0, wallS: 0 });
}

function toFact(job: CondorJob, instance: string, submittedAt: number, seenAt: number): JobFact {
  const { id, state, stateRaw, stateSince, startedAt, endedAt, owner, exitCode } = job;
  return {
    kind: 'job',
    scheduler: 'htcondor',
    instance,
    id,
    submittedAt,
    seenAt,
    state,
    stateRaw,
    stateSince,
    startedAt,
    endedAt,
    owner,
    person: job.flashUser,
    run: job.flashRun,
    name: job.batchName,
    reason: job.holdReason,
    reasonCode: job.holdReasonCode,
    exitCode,
    cpuS: job.cpuS,
    wallS: job.wallS,
    cpus: job.cpus,
    requestMemoryRaw: job.requestMemoryRaw,
  };
}
