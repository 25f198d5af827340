/** Finds files across all campaigns without loading them all: newest campaign first, part by part. */

import { canHave, planCampaign, type CampaignPlan } from './plan.ts';
import type { FilesQuery } from './query.ts';
import { searchPart } from './search-part.ts';
import { namesInState, searchRun } from './search-run.ts';
import type { FilesSource, FoundFile } from './source.ts';

/** What a step of a search found, and how far it is. */
export interface FindStep {
  readonly files: readonly FoundFile[];
  /** Parts and runs that were looked through, of all that may hold what is asked. */
  readonly searched: number;
  readonly total: number;
  /** Parts of files that were not opened, since nothing in them can fit. */
  readonly leftOut: number;
  /** Parts that wait to be written again. */
  readonly lagging: number;
  /** Files that were not searched: they are in no part yet, and nothing else holds SHA-256. */
  readonly withoutSha256: number;
}

/** Yields what is found as it is found. A source that cannot be read ends the search with its error. */
export async function* findFiles(source: FilesSource, query: FilesQuery): AsyncGenerator<FindStep> {
  const plans: CampaignPlan[] = [];
  for (const head of await source.campaigns())
    if (head.runCount > 0 && (query.campaign === null || query.campaign === head.slug))
      plans.push(planCampaign(head, await source.runs(head), query));
  const total = sumOf(plans, ({ parts, alone }) => parts.length + alone.length);
  const leftOut = sumOf(plans, ({ runs, parts }) => runs.parts.length - parts.length);
  const lagging = sumOf(plans, (plan) => plan.lagging);
  const withoutSha256 = sumOf(plans, (plan) => plan.withoutSha256);
  let searched = 0;
  const step = (files: readonly FoundFile[]): FindStep => ({
    files,
    searched,
    total,
    leftOut,
    lagging,
    withoutSha256,
  });
  yield step([]);
  for (const plan of plans)
    for (const found of searchesOf(source, plan, query)) {
      for await (const files of found) yield step(files);
      searched += 1;
      yield step([]);
    }
}

function sumOf(plans: readonly CampaignPlan[], of: (plan: CampaignPlan) => number): number {
  return plans.reduce((sum, plan) => sum + of(plan), 0);
}

function* searchesOf(
  source: FilesSource,
  plan: CampaignPlan,
  query: FilesQuery,
): Generator<AsyncGenerator<readonly FoundFile[]>> {
  const { slug } = plan.head;
  for (const number of plan.alone) yield searchRun(source, runOf(plan, slug, number), query);
  for (const part of plan.parts)
    yield withCopies(source, plan, query, searchPart(source, plan, part, query));
}

function runOf({ runs }: CampaignPlan, slug: string, number: number) {
  const i = runs.columns.number.indexOf(number);
  return { slug, number, revision: runs.columns.revision[i] ?? 0 };
}

/** Leaves the files whose copies are as asked: told by the index for a whole run, else by the run's shard. */
async function* withCopies(
  source: FilesSource,
  plan: CampaignPlan,
  query: FilesQuery,
  found: AsyncGenerator<readonly FoundFile[]>,
): AsyncGenerator<readonly FoundFile[]> {
  const { copies } = query;
  const known = new Map<number, ReadonlySet<string> | 'all'>();
  for await (const files of found) {
    if (copies === null) {
      yield files;
      continue;
    }
    for (const run of new Set(files.map((file) => file.run))) {
      if (known.has(run)) continue;
      const i = plan.runs.columns.number.indexOf(run);
      const isAll = canHave(copies, plan.runs, i) === 'all';
      const asked = runOf(plan, plan.head.slug, run);
      known.set(run, isAll ? 'all' : await namesInState(source, asked, copies));
    }
    yield files.filter(({ run, name }) => {
      const of = known.get(run);
      return of === 'all' || of?.has(name) === true;
    });
  }
}
