/** Copies of files that the catalogue does not know, or not yet: kept aside. */

import { createHash } from 'node:crypto';

import type { ApplyContext, FactOf } from '../context.ts';
import { insertRows, type Cell } from '../insert-rows.ts';

/** What was seen later stands, but of two that are present one without a digest does not push out one that has it. */
const KEEP = `
  INSERT INTO copy_waiting (run_key, name, location, seen_ms, has_digest, fact_json) VALUES (?, ?, ?, ?, ?, ?)
  ON DUPLICATE KEY UPDATE
    fact_json = IF(VALUES(seen_ms) >= seen_ms AND (VALUES(has_digest) >= has_digest
      OR JSON_VALUE(VALUES(fact_json), '$.state') <> 'present' OR JSON_VALUE(fact_json, '$.state') <> 'present'),
      VALUES(fact_json), fact_json),
    has_digest = IF(fact_json = VALUES(fact_json), VALUES(has_digest), has_digest),
    seen_ms = GREATEST(VALUES(seen_ms), seen_ms)`;

/** Returns the key of a run: hexadecimal, SHA-256. */
export function runKey(campaign: string, run: string): string {
  return createHash('sha256').update(`${campaign}\0${run}`).digest('hex');
}

/** Keeps copies whose file is unknown. */
export async function keepWaiting(
  { connection }: ApplyContext,
  facts: readonly FactOf<'replica'>[],
): Promise<void> {
  const rows = facts.map((fact): Cell[] => {
    const hasDigest = (fact.evidence?.adler32 ?? null) === null ? 0 : 1;
    const key = runKey(fact.campaign, fact.run);
    return [key, fact.name, fact.location, fact.at, hasDigest, JSON.stringify(fact)];
  });
  await insertRows(connection, KEEP, rows);
}
