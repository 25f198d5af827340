/** Jobs that have left a queue, asked from the schedd's history since the last that was seen. */

import type { CollectorProblem } from '#agents/collector.ts';
import { parseCondorQueue } from '#agents/formats/condor-json.ts';
import { FlashError } from '#telemetry/errors.ts';
import type { JobFact } from '#telemetry/facts/job.ts';
import type { ScheddSettings } from '../htcondor.schema.ts';
import { factOfAd } from './job-facts.ts';
import { historyCommand } from './programs.ts';
import type { RunCondor } from './programs.ts';
import { parseProblem } from '#agents/collectors/batch/source.ts';

/** The history is not quite in order of time: so much is asked again, in s. */
const OVERLAP_S = 120;

/** An answer cut at its limit is asked again with a larger one, up to this. */
const MOST = 160_000;

export interface HistoryRound {
  readonly jobs: readonly JobFact[];
  readonly problems: readonly CollectorProblem[];
  /** Where the next look begins (UTC, s). */
  readonly since: number;
}

export interface HistoryReader {
  /** One look. `now`: UTC, ms. @throws FlashError where the program fails or its answer is not JSON. */
  readonly read: (now: number) => Promise<HistoryRound>;
}

/** Makes the reader. `since` (UTC, s): where the last look of an earlier start ended; null: never looked. */
export function createHistory(
  schedd: ScheddSettings,
  since: number | null,
  run: RunCondor,
): HistoryReader {
  let from = since;
  let limit = schedd.history_limit;
  return {
    async read(now) {
      from ??= Math.floor(now / 1_000 - schedd.history_first_h * 3_600);
      const command = historyCommand(schedd, Math.max(0, from - OVERLAP_S), limit);
      const { jobs, problems, ads } = await ask(command, schedd, run, now);
      const isCut = ads >= limit;
      if (isCut && limit < MOST) limit = Math.min(MOST, limit * 4);
      else {
        if (isCut) problems.push(cutProblem(schedd.instance, limit));
        limit = schedd.history_limit;
        from = Math.max(from, ...newest(jobs));
      }
      return { jobs, problems, since: from };
    },
  };
}

/** Makes the reader of what a program of one's own prints: all of it at first, then what ended since. */
export function printedHistory(
  schedd: ScheddSettings,
  since: number | null,
  run: RunCondor,
  command: readonly string[],
): HistoryReader {
  let from = since ?? 0;
  return {
    async read(now) {
      const { jobs, problems } = await ask(command, schedd, run, now);
      const isNew = ({ endedAt }: JobFact): boolean =>
        endedAt === null || endedAt >= (from - OVERLAP_S) * 1_000;
      const ended = jobs.filter(isNew);
      from = Math.max(from, ...newest(ended));
      return { jobs: ended, problems, since: from };
    },
  };
}

/** What a program prints of a history, as facts, and how many ads it was. */
async function ask(
  command: readonly string[],
  { instance }: ScheddSettings,
  run: RunCondor,
  now: number,
): Promise<{
  readonly jobs: JobFact[];
  readonly problems: CollectorProblem[];
  readonly ads: number;
}> {
  const answer = parseCondorQueue(await run(command));
  if (!answer.ok) throw notRead(command, answer.reason);
  return {
    jobs: answer.jobs.flatMap((job) => factOfAd(job, instance, now) ?? []),
    problems: answer.problems.map(({ place, reason }) =>
      parseProblem(`${instance}: job ${String(place)} of the history`, reason),
    ),
    ads: answer.jobs.length + answer.problems.length,
  };
}

/** The newest end among the jobs (UTC, s); no entry where there is none. */
function newest(jobs: readonly JobFact[]): number[] {
  let latest: number | null = null;
  for (const { endedAt } of jobs) if (endedAt !== null && endedAt > (latest ?? 0)) latest = endedAt;
  return latest === null ? [] : [Math.floor(latest / 1_000)];
}

function cutProblem(instance: string, limit: number): CollectorProblem {
  const message = `the history of ${instance} holds more than ${String(limit)} new jobs; older ones were not read: flash import htcondor takes them in from files`;
  return { reason: 'history-cut', subject: instance, message };
}

function notRead(command: readonly string[], reason: string): FlashError {
  return new FlashError({
    operation: "read HTCondor's history",
    subject: command.join(' '),
    reason,
    hint: 'run the command by hand; it must print the JSON of `condor_history -json`',
    transient: true,
  });
}
