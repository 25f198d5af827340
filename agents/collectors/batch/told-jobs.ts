/** Which jobs of a scheduler were told, so that each is told again only when it has changed; remembered over a restart. */

import { crc32 } from 'node:zlib';
import type { Cursor } from '#agents/collector.ts';
import type { Fact } from '#telemetry/facts/index.ts';
import type { JobFact, JobState } from '#telemetry/facts/job.ts';

/** The list of ids is sent again after this long even where it did not change. */
const QUEUE_AGAIN_MS = 600_000;

export interface QueueAnswer {
  readonly jobs: readonly JobFact[];
  /** Every id that the answer named, also of jobs that could not be told. */
  readonly ids: ReadonlySet<string>;
  readonly seenAt: number;
  /** Whether every job of the answer could be read: one that could not has not left the queue. */
  readonly isWhole: boolean;
}

export interface ToldRound {
  /** Facts of jobs that changed. */
  readonly jobs: readonly JobFact[];
  /** The list of ids, where it is whole and changed; it goes behind all job facts of the round. */
  readonly queue: readonly Fact[];
  readonly cursor: Readonly<Record<string, string>>;
  /** Ids that were in the queue before and are not now. */
  readonly left: readonly string[];
}

export interface ToldJobs {
  readonly tell: (answer: QueueAnswer) => ToldRound;
  /** Facts of ended jobs that were not told yet in these words. */
  readonly tellEnded: (jobs: readonly JobFact[]) => readonly JobFact[];
  /** How often each state was entered since the start. */
  readonly changes: ReadonlyMap<JobState, number>;
  /** When a job of the queue was submitted (UTC, ms); null where it is not in it. */
  readonly submittedAt: (id: string) => number | null;
}

/** States that a job does not leave. */
const ENDED: ReadonlySet<JobState> = new Set(['completed', 'failed', 'removed']);

/** Ended jobs are remembered so that answers that overlap tell each once; the oldest are forgotten. */
const ENDED_KEPT = 20_000;

/** Makes the memory of one instance, going on from the cursor. */
export function createToldJobs(options: {
  scheduler: JobFact['scheduler'];
  instance: string;
  cursor: Cursor;
}): ToldJobs {
  const { scheduler, instance, cursor } = options;
  const prefix = `told/${instance}/`;
  const told = new Map<string, string>();
  for (const [key, mark] of cursor)
    if (key.startsWith(prefix) && mark !== '') told.set(key.slice(prefix.length), mark);
  const submitted = new Map<string, number>();
  const changes = new Map<JobState, number>();
  let queueText: string | null = null;
  let queueAt = -Infinity;

  const counted = createBounded(ENDED_KEPT);

  /** An end is counted once, whoever tells it; what was there at the start is no change. */
  function count(job: JobFact, isChange: boolean): void {
    if (ENDED.has(job.state) && !counted.add(keyOf(job), '')) return;
    if (isChange) changes.set(job.state, (changes.get(job.state) ?? 0) + 1);
  }

  return {
    changes,
    submittedAt: (id) => submitted.get(id) ?? null,
    tell({ jobs, ids, seenAt, isWhole }) {
      const marks: Record<string, string> = {};
      const news: JobFact[] = [];
      for (const job of jobs) {
        submitted.set(job.id, job.submittedAt);
        const mark = markOf(job);
        const before = told.get(job.id);
        if (before === mark) continue;
        told.set(job.id, mark);
        marks[prefix + job.id] = mark;
        news.push(job);
        const isFirst = queueText === null && before === undefined;
        if (stateIn(before) !== job.state) count(job, !isFirst);
      }
      if (!isWhole) return { jobs: news, queue: [], cursor: marks, left: [] };
      const left = [...told.keys()].filter((id) => !ids.has(id));
      for (const id of left) {
        told.delete(id);
        submitted.delete(id);
        marks[prefix + id] = '';
      }
      const text = [...ids].join(' ');
      const isDue = text !== queueText || seenAt - queueAt >= QUEUE_AGAIN_MS;
      if (isDue) [queueText, queueAt] = [text, seenAt];
      const queue: Fact[] = [{ kind: 'queue', scheduler, instance, seenAt, ids: [...ids] }];
      return { jobs: news, queue: isDue ? queue : [], cursor: marks, left };
    },
    tellEnded: createEnded(count),
  };
}

/** Makes the memory of jobs that have ended. */
function createEnded(count: (job: JobFact, isChange: boolean) => void): ToldJobs['tellEnded'] {
  const ended = createBounded(ENDED_KEPT);
  return (jobs) =>
    jobs.filter((job) => {
      const isNews = ended.add(keyOf(job), markOf(job));
      if (isNews) count(job, true);
      return isNews;
    });
}

/** Texts by key, of which the oldest are forgotten; `add` says whether the text is new under its key. */
function createBounded(most: number): { readonly add: (key: string, text: string) => boolean } {
  const kept = new Map<string, string>();
  return {
    add(key, text) {
      if (kept.get(key) === text) return false;
      kept.set(key, text);
      for (const oldest of kept.keys()) {
        if (kept.size <= most) break;
        kept.delete(oldest);
      }
      return true;
    },
  };
}

function keyOf({ id, submittedAt }: JobFact): string {
  return `${id} ${String(submittedAt)}`;
}

/** The state and a sum over what makes a job worth telling again; time used grows all the while and does not count. */
function markOf(fact: JobFact): string {
  const text = JSON.stringify({ ...fact, seenAt: 0, cpuS: 0, wallS: 0 });
  return `${fact.state}:${crc32(text).toString(16).padStart(8, '0')}`;
}

function stateIn(mark: string | undefined): string | undefined {
  return mark?.slice(0, mark.indexOf(':'));
}
