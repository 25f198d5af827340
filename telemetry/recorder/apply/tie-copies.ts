/** Ties copies that waited to their files, when these come. */

import type { ApplyContext, FactOf, Sequenced } from '../context.ts';
import type { RunRow } from '../runs.ts';
import { parseFact } from '../schemas/index.ts';
import type { FileFacts } from './files.ts';
import { applyReplicas } from './replicas.ts';
import { runKey } from './waiting-copies.ts';

const NAMES_AT_ONCE = 1_000;

/** Ties what waited for these files. */
export async function tieWaitingCopies(
  context: ApplyContext,
  byRun: ReadonlyMap<RunRow, FileFacts>,
): Promise<void> {
  for (const [run, facts] of byRun) {
    const key = runKey(run.campaign, run.path);
    for (let start = 0; start < facts.length; start += NAMES_AT_ONCE) {
      const names = facts.slice(start, start + NAMES_AT_ONCE).map(({ fact }) => fact.name);
      const rows = await context.connection.query<{ fact_json: string }[]>(
        'SELECT fact_json FROM copy_waiting WHERE run_key = ? AND name IN (?)',
        [key, names],
      );
      if (rows.length === 0) continue;
      await applyReplicas(context, rows.flatMap(readFact));
      await context.connection.query('DELETE FROM copy_waiting WHERE run_key = ? AND name IN (?)', [
        key,
        names,
      ]);
    }
  }
}

function readFact({ fact_json }: { readonly fact_json: string }): Sequenced<FactOf<'replica'>>[] {
  const { fact } = parseFact(JSON.parse(fact_json));
  return fact?.kind === 'replica' ? [{ sequence: 0, fact }] : [];
}
