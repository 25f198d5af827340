/** Facts that could not be taken in are kept whole, with the reason, for a person to look at. */

import type { ApplyContext } from './context.ts';
import { insertRows, type Cell } from './insert-rows.ts';
import type { Envelope } from './schemas/envelope.ts';

export interface Refusal {
  readonly sequence: number;
  readonly reason: string;
}

const INSERT = `
  INSERT INTO refused_fact (agent, spool, stream, seq, at_ms, reason, fact_json) VALUES (?, ?, ?, ?, ?, ?, ?)
  ON DUPLICATE KEY UPDATE seq = seq`;

/** MEDIUMTEXT holds 16 MB; a fact is cut before that. */
const LONGEST_JSON = 4_000_000;

/** Writes the refused facts of a batch. */
export async function keepRefused(
  { connection, now }: ApplyContext,
  { agent, spool, stream, first, facts }: Envelope,
  refused: ReadonlyMap<number, Refusal>,
): Promise<void> {
  const rows: Cell[][] = [];
  for (const { sequence, reason } of refused.values()) {
    const json = JSON.stringify(facts[sequence - first] ?? null).slice(0, LONGEST_JSON);
    rows.push([agent, spool, stream, sequence, now, reason.slice(0, 1_000), json]);
  }
  await insertRows(connection, INSERT, rows);
}
