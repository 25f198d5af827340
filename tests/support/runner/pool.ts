/** Runs jobs side by side, those that others wait for and the longest first, as many as the cores can carry. */

import type { Job } from './job.ts';
import type { Outcome } from './outcome.ts';

/** What is known of a job when it has ended. */
export interface Ended {
  readonly job: Job;
  readonly outcomes: readonly Outcome[];
  readonly ms: number;
}

export interface PoolOptions {
  /** How much load may run at once; a job that needs more than is there runs alone, in the end. */
  readonly capacity: number;
  readonly onOutcome?: (outcome: Outcome, job: Job) => void;
  readonly onEnd?: (ended: Ended) => void;
}

/** Runs all of them to their end and returns them in the order in which they ended. */
export async function runJobs(jobs: readonly Job[], options: PoolOptions): Promise<Ended[]> {
  const isAwaited = (job: Job): boolean =>
    jobs.some(({ after }) => after !== undefined && job.parts.includes(after));
  const isTooLarge = ({ load }: Job): boolean => load > options.capacity;
  const waiting = jobs.toSorted(
    (a, b) =>
      Number(isAwaited(b)) - Number(isAwaited(a)) ||
      Number(isTooLarge(a)) - Number(isTooLarge(b)) ||
      b.seconds - a.seconds,
  );
  const running = new Map<Job, Promise<void>>();
  const ended: Ended[] = [];
  const run = async (job: Job): Promise<void> => {
    const began = performance.now();
    const outcomes = await job.run((outcome) => options.onOutcome?.(outcome, job));
    const one = { job, outcomes, ms: performance.now() - began };
    ended.push(one);
    running.delete(job);
    options.onEnd?.(one);
  };
  while (waiting.length > 0 || running.size > 0) {
    const next = nextOf(waiting, [...running.keys()], options.capacity);
    if (next === undefined) {
      await Promise.race(running.values());
      continue;
    }
    waiting.splice(waiting.indexOf(next), 1);
    running.set(next, run(next));
  }
  return ended;
}

/**
 * The job to begin now: the longest of those that wait for no other; undefined while that one has no room, so that
 * short ones do not keep it out for ever.
 */
function nextOf(
  waiting: readonly Job[],
  running: readonly Job[],
  capacity: number,
): Job | undefined {
  const isDue = ({ after }: Job): boolean =>
    after === undefined || ![...waiting, ...running].some(({ parts }) => parts.includes(after));
  const job = waiting.find(isDue);
  if (job === undefined || running.length === 0) return job;
  const load = running.reduce((sum, one) => sum + one.load, 0);
  // Loads are sums of tenths: 0.7 + 0.3 must fit into 1.
  return load + job.load <= capacity + 1e-9 ? job : undefined;
}
