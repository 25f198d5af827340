/** One cluster: its queue, what ended, its nodes; one question each, however many jobs. */

import type { CollectorContext, CollectorProblem } from '#agents/collector.ts';
import { addUsed, observeQueue } from '#agents/collectors/batch/observe.ts';
import { parseProblem } from '#agents/collectors/batch/source.ts';
import type { Source, SourceRound } from '#agents/collectors/batch/source.ts';
import { createToldJobs } from '#agents/collectors/batch/told-jobs.ts';
import type { SlurmJob, SlurmProblem } from '#agents/formats/slurm-job.ts';
import { parseSqueueJson } from '#agents/formats/slurm-json.ts';
import { parseSinfoJson, parseSinfoText } from '#agents/formats/slurm-nodes.ts';
import type { NodeCount } from '#agents/formats/slurm-nodes.ts';
import { parseSqueueText } from '#agents/formats/slurm-text.ts';
import { describeError } from '#telemetry/errors.ts';
import type { JobFact } from '#telemetry/facts/job.ts';
import * as metrics from '#telemetry/metrics/batch.ts';
import type { Observation } from '#telemetry/metrics/definition.ts';
import type { ClusterSettings } from '../slurm.schema.ts';
import { createAccounting } from './accounting.ts';
import { factOfSlurm } from './job-facts.ts';
import { createAsk, nodesQuestion, queueQuestion } from './programs.ts';
import type { RunSlurm } from './programs.ts';

const ENDED: ReadonlySet<string> = new Set(['completed', 'failed', 'removed']);

type Labels = Readonly<Record<'batch_system' | 'batch_instance', string>>;

/** Makes the source. */
export function createCluster(
  settings: ClusterSettings,
  context: CollectorContext,
  run: RunSlurm,
): Source {
  const { clock } = context.effects;
  const { instance, output } = settings;
  const labels: Labels = { batch_system: 'slurm', batch_instance: instance };
  const told = createToldJobs({ scheduler: 'slurm', instance, cursor: context.cursor });
  const askQueue = createAsk({
    run,
    output,
    parseJson: parseSqueueJson,
    parseText: parseSqueueText,
  });
  const accounting = settings.accounting ? createAccounting(settings, context, run) : null;
  const lookAtNodes = createNodes(settings, run, labels);
  const used = { cpuS: 0, coreS: 0 };

  return {
    subject: instance,
    down: [{ metric: metrics.batchUp, labels, value: 0 }],
    async round(): Promise<SourceRound> {
      const started = clock.monotonic();
      const { result, problems } = await askQueue(queueQuestion(settings));
      const seconds = (clock.monotonic() - started) / 1_000;
      const seenAt = clock.now();
      const queue = toFacts(result.jobs.filter(isAsked(settings)), instance, seenAt);
      const isWhole = result.problems.length === 0;
      const round = told.tell({ jobs: queue.facts, ids: queue.ids, seenAt, isWhole });
      const haveEnded = round.left.length > 0 || round.jobs.some(({ state }) => ENDED.has(state));
      const past = await accounting?.(haveEnded);
      const ended = toFacts((past?.jobs ?? []).filter(isAsked(settings)), instance, seenAt);
      const news = told.tellEnded(ended.facts.map(withWhy(queue.facts)));
      addUsed(used, news);
      const nodes = await lookAtNodes();
      return {
        facts: [...round.jobs, ...news, ...round.queue],
        observations: [
          { metric: metrics.batchUp, labels, value: 1 },
          ...observeQueue({ labels, jobs: queue.facts, changes: told.changes, used }),
          { metric: metrics.batchQueryDuration, labels, value: seconds },
          ...nodes.observations,
        ],
        problems: [
          ...problems,
          ...unread(instance, 'queue', result.problems),
          ...queue.problems,
          ...(past?.problems ?? []),
          ...unread(instance, 'accounting', past?.unread ?? []),
          ...ended.problems,
          ...nodes.problems,
        ],
        cursor: { ...round.cursor, ...past?.cursor },
        more: false,
      };
    },
  };
}

/** Whether a job is one that was asked for: with JSON some versions print all. */
function isAsked({ partitions, accounts, users }: ClusterSettings): (job: SlurmJob) => boolean {
  const isOneOf = (names: readonly string[], text: string | null): boolean =>
    names.length === 0 || (text ?? '').split(',').some((name) => names.includes(name));
  return (job) =>
    isOneOf(partitions, job.partition) &&
    isOneOf(accounts, job.account) &&
    isOneOf(users, job.owner);
}

/** The accounting of some versions says neither why a job ended nor its code; the queue does, for some minutes. */
function withWhy(queue: readonly JobFact[]): (ended: JobFact) => JobFact {
  const known = new Map(queue.map((job) => [job.id, job]));
  return (ended) => {
    const seen = known.get(ended.id);
    if (seen?.submittedAt !== ended.submittedAt) return ended;
    return {
      ...ended,
      reason: ended.reason ?? seen.reason,
      exitCode: ended.exitCode ?? seen.exitCode,
      exitSignal: ended.exitSignal ?? seen.exitSignal ?? null,
    };
  };
}

function toFacts(
  jobs: readonly SlurmJob[],
  instance: string,
  seenAt: number,
): { facts: JobFact[]; ids: Set<string>; problems: CollectorProblem[] } {
  const facts: JobFact[] = [];
  const problems: CollectorProblem[] = [];
  for (const job of jobs) {
    const fact = factOfSlurm(job, instance, seenAt);
    if (fact !== null) facts.push(fact);
    else {
      const message = 'it has no time of submission: without it the job has no key';
      problems.push(parseProblem(`job ${job.id}`, message));
    }
  }
  return { facts, ids: new Set(jobs.map(({ id }) => id)), problems };
}

function unread(
  instance: string,
  what: string,
  problems: readonly SlurmProblem[],
): CollectorProblem[] {
  return problems.map(({ place, reason }) =>
    parseProblem(`${instance}: job ${String(place)} of the ${what}`, reason),
  );
}

interface NodesLook {
  readonly observations: readonly Observation[];
  readonly problems: readonly CollectorProblem[];
}

/** Makes the look at the nodes; one that fails is a problem and hides no job. */
function createNodes(
  settings: ClusterSettings,
  run: RunSlurm,
  labels: Labels,
): () => Promise<NodesLook> {
  const { instance, output } = settings;
  const ask = createAsk({ run, output, parseJson: parseSinfoJson, parseText: parseSinfoText });
  return async () => {
    try {
      const { result, problems } = await ask(nodesQuestion(settings));
      const odd = result.problems.map((message) => parseProblem(instance, message));
      return { observations: observeNodes(result, labels), problems: [...problems, ...odd] };
    } catch (error) {
      const message = describeError(error);
      return { observations: [], problems: [{ reason: 'nodes', subject: instance, message }] };
    }
  };
}

function observeNodes({ nodes, cores }: NodeCount, labels: Labels): Observation[] {
  const byState = (
    metric: Observation['metric'],
    counts: Iterable<readonly [string, number]>,
  ): Observation[] =>
    [...counts].map(([state, value]) => ({ metric, labels: { ...labels, state }, value }));
  const limit = cores.claimed + cores.idle + cores.other;
  return [
    ...byState(metrics.batchNodes, nodes),
    ...byState(metrics.batchCores, Object.entries(cores)),
    { metric: metrics.batchCoresLimit, labels, value: limit },
  ];
}
