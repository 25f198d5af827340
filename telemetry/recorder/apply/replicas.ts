/** Takes in what became of copies: one row a file and location; what was seen later stands. */

import type { ApplyContext, ApplyFacts, FactOf } from '../context.ts';
import { insertRows, type Cell } from '../insert-rows.ts';
import { findFileIds } from './file-ids.ts';
import { findRun } from '../runs.ts';
import { judgeCopies } from './copy-evidence.ts';
import { keepWaiting } from './waiting-copies.ts';

const PROVED = 'COALESCE(VALUES(verified_ms), 0), COALESCE(verified_ms, 0)';
const ANSWERED = 'COALESCE(VALUES(digest_ms), 0), COALESCE(digest_ms, 0)';

/**
 * The primary key (file_id, location) is the natural key. A verification is kept until the copy is removed or lost, what
 * a storage answered until it answers anew. Of a copy that was gone nothing holds that was proved before, in whatever
 * order it is told. MariaDB evaluates from left to right: `gone_ms` is set first, `seen_ms` last.
 */
const UPSERT = `
  INSERT INTO replica (file_id, location, uri, state, locality, seen_ms, verified_ms, verified_method, why,
    bytes, adler32, digest_ms, seen_by, gone_ms)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON DUPLICATE KEY UPDATE
    gone_ms = NULLIF(GREATEST(COALESCE(VALUES(gone_ms), 0), COALESCE(gone_ms, 0)), 0),
    uri = IF(VALUES(seen_ms) >= seen_ms, COALESCE(VALUES(uri), uri), COALESCE(uri, VALUES(uri))),
    state = IF(VALUES(seen_ms) >= seen_ms, VALUES(state), state),
    locality = IF(VALUES(seen_ms) >= seen_ms, VALUES(locality), locality),
    why = IF(VALUES(seen_ms) >= seen_ms, VALUES(why), why),
    verified_method = CASE WHEN state = 'differs' OR GREATEST(${PROVED}) <= COALESCE(gone_ms, 0) THEN NULL
      WHEN COALESCE(VALUES(verified_ms), 0) >= COALESCE(verified_ms, 0) THEN COALESCE(VALUES(verified_method), verified_method)
      ELSE verified_method END,
    verified_ms = IF(state = 'differs' OR GREATEST(${PROVED}) <= COALESCE(gone_ms, 0), NULL, NULLIF(GREATEST(${PROVED}), 0)),
    bytes = IF(VALUES(seen_ms) >= seen_ms, COALESCE(VALUES(bytes), bytes), bytes),
    adler32 = IF(VALUES(digest_ms) >= COALESCE(digest_ms, 0) AND VALUES(digest_ms) > COALESCE(gone_ms, 0), VALUES(adler32), adler32),
    digest_ms = IF(GREATEST(${ANSWERED}) <= COALESCE(gone_ms, 0), NULL, NULLIF(GREATEST(${ANSWERED}), 0)),
    seen_by = IF(VALUES(seen_ms) >= seen_ms, COALESCE(VALUES(seen_by), seen_by), seen_by),
    seen_ms = GREATEST(VALUES(seen_ms), seen_ms)`;

export const applyReplicas: ApplyFacts<'replica'> = async (context, facts) => {
  const rows: Cell[][] = [];
  const asked: number[] = [];
  const waiting: FactOf<'replica'>[] = [];
  const byRun = Map.groupBy(facts, ({ fact }) => `${fact.campaign}\0${fact.run}`);
  for (const ofRun of byRun.values()) {
    const first = ofRun[0]?.fact;
    if (first === undefined) continue;
    const run = await findRun(context, first.campaign, first.run);
    const names = ofRun.map(({ fact }) => fact.name);
    const ids =
      run === null ? new Map<string, number>() : await findFileIds(context, run.id, names);
    for (const sequenced of ofRun) {
      const { fact } = sequenced;
      const id = ids.get(fact.name);
      if (run === null || id === undefined) {
        if (fact.evidence !== undefined) waiting.push(fact);
        else
          context.refuse(sequenced, `the file ${fact.name} of ${fact.run} is not in the catalogue`);
        continue;
      }
      rows.push(rowOf(id, fact));
      if (fact.evidence !== undefined) asked.push(id);
      context.touched.note('run', run.id);
    }
  }
  await insertRows(context.connection, UPSERT, rows);
  await keepWaiting(context, waiting);
  await judge(context, asked);
};

function rowOf(id: number, fact: FactOf<'replica'>): Cell[] {
  const { location, uri, state, locality, at, verified, why, evidence } = fact;
  const { bytes = null, adler32 = null, by = null } = evidence ?? {};
  const proof = [verified?.at ?? null, verified?.method ?? null];
  const answered = [bytes, adler32, adler32 === null ? null : at, by];
  const gone = state === 'removed' || state === 'lost' ? at : null;
  return [id, location, uri, state, locality, at, ...proof, why, ...answered, gone];
}

async function judge(context: ApplyContext, ids: readonly number[]): Promise<void> {
  if (ids.length > 0) await judgeCopies(context, [...new Set(ids)]);
}
