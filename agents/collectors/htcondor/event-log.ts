/** Follows a user log or event log: what was appended since the last look, over restarts and rotation. */

import type { CollectorContext, CollectorProblem, Cursor } from '#agents/collector.ts';
import { parseEventBlock } from '#agents/formats/condor-event-block.ts';
import { createBlockReader } from '#agents/formats/condor-event-blocks.ts';
import type { EventBlock } from '#agents/formats/condor-event-blocks.ts';
import { createJobLog, hasEnded } from '#agents/formats/condor-job-log.ts';
import type { JobLog, LoggedJob } from '#agents/formats/condor-job-log.ts';
import type { TailPosition, TailRead } from '#agents/sources/tail.ts';
import { backTo, readTail } from '#agents/sources/tail.ts';
import { errorCode } from '#telemetry/errors.ts';
import { createLocalClock } from '#telemetry/time.ts';
import type { LocalClock, LocalClockState } from '#telemetry/time.ts';
import type { LogSettings } from '../htcondor.schema.ts';
import { factOfLog } from './job-facts.ts';
import { parseProblem } from '#agents/collectors/batch/source.ts';
import type { Source, SourceRound } from '#agents/collectors/batch/source.ts';

const ROUND_BYTES = 1 << 20;

/** Where the file goes when HTCondor begins a new one (`EVENT_LOG_MAX_ROTATIONS`). */
const ROTATED = ['.old', '.1'];

/** What is remembered of a log: where reading goes on, and the clock of its local times. */
interface Remembered {
  readonly position: TailPosition;
  readonly clock: LocalClockState;
}

/** Makes the source. `submittedAt`: a job whose submission stands in an older log is known to the queue. */
export function createEventLog(
  { path, instance, time_zone }: LogSettings,
  context: CollectorContext,
  submittedAt: (id: string) => number | null,
): Source {
  const logKey = `log/${path}`;
  const jobKey = `logged/${path}/`;
  const remembered = recall(context.cursor.get(logKey));
  const clock = createLocalClock({
    zone: time_zone ?? context.timeZone,
    ...(remembered === null ? {} : { resume: remembered.clock }),
  });
  const jobs = createJobLog({ known: recallJobs(context.cursor, jobKey), submittedAt });
  const blocks = createBlockReader();
  let position = remembered?.position ?? null;

  /** The next piece: the rest of a file that was rotated away comes before the new one. */
  async function next(problems: CollectorProblem[]): Promise<TailRead> {
    const read = await readTail(path, position, ROUND_BYTES);
    if (read.restart === null || position === null) return read;
    const rest = await readRotated(path, position);
    if (rest !== null && rest.lines.length > 0) return { ...rest, isAtEnd: false };
    if (rest === null) {
      const message = `the log was ${read.restart}, and the rest of the old one is not beside it`;
      problems.push({ reason: 'restart', subject: path, message });
    }
    const cut = blocks.pending()[0];
    if (cut !== undefined)
      problems.push(parseProblem(`${path}:${String(cut.number)}`, 'the log ends within an event'));
    blocks.clear();
    return read;
  }

  return {
    subject: path,
    down: [],
    async round(): Promise<SourceRound> {
      const problems: CollectorProblem[] = [];
      const read = await next(problems);
      const whole = read.lines.flatMap((line) => blocks.feed(line));
      const latest = context.effects.clock.now();
      const changed = new Map<string, LoggedJob>();
      for (const block of whole) takeBlock({ block, jobs, clock, latest, path, changed, problems });
      position = read.position;
      // After a restart an event that is half read is read from its beginning.
      const [begun] = blocks.pending();
      const kept: Remembered = {
        position: begun === undefined ? position : backTo(position, begun),
        clock: clock.state(),
      };
      const marks = [...changed].map(([id, job]): [string, string] => {
        return [jobKey + id, hasEnded(job) ? '' : JSON.stringify(job)];
      });
      return {
        facts: [...changed.values()].map((job) => factOfLog(job, instance)),
        observations: [],
        problems,
        cursor: { ...Object.fromEntries(marks), [logKey]: JSON.stringify(kept) },
        more: !read.isAtEnd,
      };
    },
  };
}

function takeBlock(input: {
  block: EventBlock;
  jobs: JobLog;
  clock: LocalClock;
  latest: number;
  path: string;
  changed: Map<string, LoggedJob>;
  problems: CollectorProblem[];
}): void {
  const { block, jobs, clock, latest, path, changed, problems } = input;
  const place = `${path}:${String(block.lines[0]?.number ?? 0)}`;
  const event = parseEventBlock(block, { clock, latest });
  if ('reason' in event && !('code' in event)) {
    problems.push(parseProblem(place, event.reason));
    return;
  }
  const taken = jobs.take(event);
  if (taken.kind === 'told') changed.set(taken.job.id, taken.job);
  else if (taken.kind === 'refused')
    problems.push({ reason: 'event', subject: place, message: taken.reason });
}

async function readRotated(path: string, position: TailPosition): Promise<TailRead | null> {
  for (const ending of ROTATED) {
    try {
      const read = await readTail(path + ending, position, ROUND_BYTES);
      if (read.restart === null) return read;
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') throw error;
    }
  }
  return null;
}

/** Both texts are what an earlier start wrote; another form is as if there were none. */
function recall(text: string | undefined): Remembered | null {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written below by this collector
  return text === undefined || text === '' ? null : (JSON.parse(text) as Remembered);
}

function recallJobs(cursor: Cursor, prefix: string): LoggedJob[] {
  const jobs: LoggedJob[] = [];
  for (const [key, text] of cursor) {
    if (!key.startsWith(prefix) || text === '') continue;
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written above by this collector
    jobs.push(JSON.parse(text) as LoggedJob);
  }
  return jobs;
}
