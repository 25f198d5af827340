/** One submission has one time: a queue and a log may tell it a second apart, and the job is the same. */

import type { JobFact } from '../../facts/job.ts';
import type { ApplyContext, FactOf, Sequenced } from '../context.ts';

/** HTCondor gives no number twice within so short a time; the times of other schedulers are one and the same. */
const SAME_MS = 60_000;

const KNOWN = `
  SELECT job_id, submitted_ms FROM job WHERE scheduler = ? AND instance = ? AND job_id IN (?)`;

export interface Submissions {
  /** The time of submission under which the job is catalogued (UTC, ms). */
  readonly of: (fact: JobFact) => number;
}

/** Looks up when the jobs of these facts were submitted, as far as the catalogue knows them. */
export async function knownSubmissions(
  { connection }: Pick<ApplyContext, 'connection'>,
  facts: readonly Sequenced<FactOf<'job'>>[],
): Promise<Submissions> {
  const ids = new Map<string, Set<string>>();
  for (const { fact } of facts) {
    if (fact.scheduler !== 'htcondor') continue;
    const named = ids.get(fact.instance) ?? new Set();
    ids.set(fact.instance, named.add(fact.id));
  }
  const known = new Map<string, number[]>();
  for (const [instance, named] of ids) {
    const rows = await connection.query<{ job_id: string; submitted_ms: number }[]>(KNOWN, [
      'htcondor',
      instance,
      [...named],
    ]);
    for (const row of rows) add(known, keyOf(instance, row.job_id), row.submitted_ms);
  }
  return {
    of(fact) {
      if (fact.scheduler !== 'htcondor') return fact.submittedAt;
      const key = keyOf(fact.instance, fact.id);
      const near = known.get(key)?.find((time) => Math.abs(time - fact.submittedAt) <= SAME_MS);
      if (near === undefined) add(known, key, fact.submittedAt);
      return near ?? fact.submittedAt;
    },
  };
}

function keyOf(instance: string, id: string): string {
  return `${instance} ${id}`;
}

function add(known: Map<string, number[]>, key: string, time: number): void {
  const times = known.get(key) ?? [];
  times.push(time);
  known.set(key, times);
}
