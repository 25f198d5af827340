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
`;

/** Prepares every statement once. */
export function prepareStatements(database: DatabaseSync): Statements {
  const sql = (text: string): StatementSync => database.prepare(text);
  return {
    stream: sql('SELECT next, acknowledged FROM stream WHERE name = ?'),
    insert: sql('INSERT INTO facts (stream, seq, at, body, trace) VALUES (?, ?, ?, ?, ?)'),
    advance: sql(
      'INSERT INTO stream (name, next, acknowledged) VALUES (?, ?, 0) ON CONFLICT (name) DO UPDATE SET next = excluded.next',
    ),
    remember: sql(
      'INSERT INTO cursor (collector, key, value) VALUES (?, ?, ?) ON CONFLICT (collector, key) DO UPDATE SET value = excluded.value',
    ),
    forget: sql('DELETE FROM cursor WHERE collector = ? AND key = ?'),
    cursor: sql('SELECT key, value FROM cursor WHERE collector = ?'),
    pending: sql('SELECT name FROM stream WHERE next > acknowledged + 1 ORDER BY name'),
    facts: sql('SELECT seq, body, trace FROM facts WHERE stream = ? ORDER BY seq LIMIT ?'),
    bytesUpTo: sql(
      'SELECT sum(octet_length(body)) AS bytes FROM facts WHERE stream = ? AND seq <= ?',
    ),
    remove: sql('DELETE FROM facts WHERE stream = ? AND seq <= ?'),
    acknowledge: sql('UPDATE stream SET acknowledged = max(acknowledged, ?) WHERE name = ?'),
    oldest: sql('SELECT at FROM facts ORDER BY rowid LIMIT 1'),
    aside: sql(
      'INSERT OR REPLACE INTO aside (stream, seq, at, reason, body) SELECT stream, seq, ?, ?, body FROM facts WHERE stream = ? AND seq = ?',
    ),
    replace: sql('UPDATE facts SET body = ? WHERE stream = ? AND seq = ?'),
  };
}
