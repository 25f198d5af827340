/** The statements of the spool, prepared once. */

import type { DatabaseSync, StatementSync } from 'node:sqlite';

export type Statements = Record<
  | 'stream'
  | 'insert'
  | 'advance'
  | 'remember'
  | 'forget'
  | 'cursor'
  | 'pending'
  | 'facts'
  | 'bytesUpTo'
  | 'remove'
  | 'acknowledge'
  | 'oldest'
  | 'aside'
  | 'replace',
  StatementSync
>;

/** Numbers what is there from 1 again; the facts of a stream are consecutive from the acknowledged one on. */
export const RENUMBER = `
  UPDATE facts SET seq = seq - (SELECT acknowledged FROM stream WHERE name = facts.stream);
  UPDATE stream SET next = next - acknowledged, acknowledged = 0;
  UPDATE stream SET sum = sum_of(name, next, acknowledged);
`;

/** Prepares every statement once. */
export function prepareStatements(database: DatabaseSync): Statements {
  const sql = (text: string): StatementSync => database.prepare(text);
  return {
    stream: sql('SELECT name, next, acknowledged, sum FROM stream WHERE name = ?'),
    insert: sql('INSERT INTO facts (stream, seq, at, body, trace, sum) VALUES (?, ?, ?, ?, ?, ?)'),
    advance: sql(
      `INSERT INTO stream (name, next, acknowledged, sum) VALUES (?1, ?2, 0, sum_of(?1, ?2, 0))
        ON CONFLICT (name) DO UPDATE SET next = excluded.next, sum = sum_of(name, excluded.next, acknowledged)`,
    ),
    remember: sql(
      `INSERT INTO cursor (collector, key, value, sum) VALUES (?1, ?2, ?3, sum_of(?1, ?2, ?3))
        ON CONFLICT (collector, key) DO UPDATE SET value = excluded.value, sum = excluded.sum`,
    ),
    forget: sql('DELETE FROM cursor WHERE collector = ? AND key = ?'),
    cursor: sql('SELECT collector, key, value, sum FROM cursor WHERE collector = ?'),
    pending: sql(
      'SELECT name, next, acknowledged, sum FROM stream WHERE next > acknowledged + 1 ORDER BY name',
    ),
    facts: sql('SELECT seq, body, trace, sum FROM facts WHERE stream = ? ORDER BY seq LIMIT ?'),
    bytesUpTo: sql(
      'SELECT sum(octet_length(body)) AS bytes FROM facts WHERE stream = ? AND seq <= ?',
    ),
    remove: sql('DELETE FROM facts WHERE stream = ? AND seq <= ?'),
    acknowledge: sql(
      `UPDATE stream SET acknowledged = max(acknowledged, ?1),
        sum = sum_of(name, next, max(acknowledged, ?1)) WHERE name = ?2`,
    ),
    oldest: sql('SELECT at FROM facts ORDER BY rowid LIMIT 1'),
    aside: sql(
      'INSERT OR REPLACE INTO aside (stream, seq, at, reason, body) SELECT stream, seq, ?, ?, body FROM facts WHERE stream = ? AND seq = ?',
    ),
    replace: sql('UPDATE facts SET body = ?1, sum = sum_of(?1) WHERE stream = ?2 AND seq = ?3'),
  };
}
