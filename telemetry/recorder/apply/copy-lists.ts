/** Takes in complete lists of what a location holds for a run: copies that are no longer listed have been removed. */

import type { ApplyContext, ApplyFacts, FactOf } from '../context.ts';
import { findRun } from '../runs.ts';

/** Copies that were seen before the list was made; one that came since is not missing from it. */
const SELECT = `
  SELECT f.id, f.name FROM replica p JOIN file f ON f.id = p.file_id
  WHERE f.run_id = ? AND p.location = ? AND p.state IN ('copying', 'present', 'differs', 'unavailable') AND p.seen_ms < ?`;

const UPDATE = `
  UPDATE replica SET state = 'removed', verified_ms = NULL, verified_method = NULL, digest_ms = NULL, seen_ms = ?,
    gone_ms = GREATEST(COALESCE(gone_ms, 0), seen_ms),
    why = 'no longer listed at the location' WHERE location = ? AND file_id IN (?)`;

export const applyCopyLists: ApplyFacts<'copy-list'> = async (context, facts) => {
  for (const { fact } of facts) await applyOne(context, fact);
};

async function applyOne(context: ApplyContext, fact: FactOf<'copy-list'>): Promise<void> {
  const run = await findRun(context, fact.campaign, fact.run);
  if (run === null) return;
  const { location, at } = fact;
  const listed = new Set(fact.names);
  const rows = await context.connection.query<{ id: number; name: string }[]>(SELECT, [
    run.id,
    location,
    at,
  ]);
  const gone = rows.filter(({ name }) => !listed.has(name)).map(({ id }) => id);
  if (gone.length === 0) return;
  await context.connection.query(UPDATE, [at, location, gone]);
  context.touched.note('run', run.id);
}
