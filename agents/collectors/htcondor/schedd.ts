/** One schedd: a single question for its whole queue, and its history where jobs have left. */

import type { CollectorContext, CollectorProblem } from '#agents/collector.ts';
import { addUsed, observeQueue } from '#agents/collectors/batch/observe.ts';
import { createToldJobs } from '#agents/collectors/batch/told-jobs.ts';
import type { ToldJobs } from '#agents/collectors/batch/told-jobs.ts';
import { parseCondorQueue } from '#agents/formats/condor-json.ts';
import { describeError, FlashError } from '#telemetry/errors.ts';
import type { JobFact } from '#telemetry/facts/job.ts';
import * as metrics from '#telemetry/metrics/batch.ts';
import type { CondorSettings, ScheddSettings } from '../htcondor.schema.ts';
import { createHistory, printedHistory } from './history.ts';
import type { HistoryReader } from './history.ts';
import { factOfAd } from './job-facts.ts';
import { queueCommand } from './programs.ts';
import type { RunCondor } from './programs.ts';
import { parseProblem } from '#agents/collectors/batch/source.ts';
import type { Source, SourceRound } from '#agents/collectors/batch/source.ts';

/** The history is asked when a job has left the queue, and after this long in any case. */
const HISTORY_AGAIN_MS = 300_000;

export interface Schedd extends Source {
  /** When a job of the queue was submitted (UTC, ms); null where it is not in it. */
  readonly submittedAt: ToldJobs['submittedAt'];
}

/** Makes the source. `command`: what prints the queue; null: condor_q with what the schedd's settings say. So for the history. */
export function createSchedd(
  schedd: ScheddSettings,
  context: CollectorContext,
  run: RunCondor,
  { command, history_command }: Pick<CondorSettings, 'command' | 'history_command'>,
): Schedd {
  const { clock } = context.effects;
  const { instance } = schedd;
  const labels = { batch_system: 'htcondor', batch_instance: instance };
  const told = createToldJobs({ scheduler: 'htcondor', instance, cursor: context.cursor });
  const history = schedd.history ? createLook(schedd, context, run, history_command) : null;
  const used = { cpuS: 0, coreS: 0 };

  return {
    subject: instance,
    submittedAt: told.submittedAt,
    down: [{ metric: metrics.batchUp, labels, value: 0 }],
    async round(): Promise<SourceRound> {
      const started = clock.monotonic();
      const answer = await readQueue(command ?? queueCommand(schedd), run, instance, clock.now());
      const seconds = (clock.monotonic() - started) / 1_000;
      const round = told.tell({ ...answer, seenAt: clock.now() });
      const past = (await history?.(round.left.length > 0)) ?? NO_LOOK;
      const ended = told.tellEnded(past.jobs);
      addUsed(used, ended);
      const { jobs } = answer;
      return {
        facts: [...round.jobs, ...ended, ...round.queue],
        observations: [
          { metric: metrics.batchUp, labels, value: 1 },
          ...observeQueue({ labels, jobs, changes: told.changes, used }),
          { metric: metrics.batchQueryDuration, labels, value: seconds },
        ],
        problems: [...answer.problems, ...past.problems],
        cursor: { ...round.cursor, ...past.cursor },
        more: false,
      };
    },
  };
}

interface Queue {
  readonly jobs: readonly JobFact[];
  readonly ids: ReadonlySet<string>;
  readonly isWhole: boolean;
  readonly problems: CollectorProblem[];
}

async function readQueue(
  command: readonly string[],
  run: RunCondor,
  instance: string,
  now: number,
): Promise<Queue> {
  const answer = parseCondorQueue(await run(command));
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
    parseProblem(`${instance}: job ${String(place)} of the answer`, reason),
  );
  const jobs: JobFact[] = [];
  for (const job of answer.jobs) {
    const fact = factOfAd(job, instance, now);
    if (fact !== null) jobs.push(fact);
    else
      problems.push(
        parseProblem(`job ${job.id}`, 'it has no QDate: without it the job has no key'),
      );
  }
  const ids = new Set(answer.jobs.map(({ id }) => id));
  return { jobs, ids, isWhole: answer.problems.length === 0, problems };
}

interface Look {
  readonly jobs: readonly JobFact[];
  readonly problems: readonly CollectorProblem[];
  readonly cursor: Readonly<Record<string, string>>;
}

const NO_LOOK: Look = { jobs: [], problems: [], cursor: {} };

/** Looks into the history when it is due; a look that fails is a problem, and is made again from the same time. */
function createLook(
  schedd: ScheddSettings,
  context: CollectorContext,
  run: RunCondor,
  command: readonly string[] | null,
): (haveLeft: boolean) => Promise<Look> {
  const key = `history/${schedd.instance}`;
  const { clock } = context.effects;
  const kept = Number(context.cursor.get(key) ?? Number.NaN);
  const since = Number.isFinite(kept) ? kept : null;
  const reader: HistoryReader =
    command === null
      ? createHistory(schedd, since, run)
      : printedHistory(schedd, since, run, command);
  let nextAt = Number.NEGATIVE_INFINITY;
  return async (haveLeft) => {
    if (!haveLeft && clock.monotonic() < nextAt) return NO_LOOK;
    try {
      const { jobs, problems, since } = await reader.read(clock.now());
      nextAt = clock.monotonic() + HISTORY_AGAIN_MS;
      return { jobs, problems, cursor: { [key]: String(since) } };
    } catch (error) {
      // The next round tries again: jobs that left meanwhile are then still in the history.
      const message = describeError(error);
      return { ...NO_LOOK, problems: [{ reason: 'history', subject: schedd.instance, message }] };
    }
  };
}
