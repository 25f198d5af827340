/** Statements as a server's general log has them, without their values, so that equal ones are one. */

/** Statements that read rows: what a plan can be asked for. `INSERT … VALUES` and the frame of transactions read none. */
const READS = /^(?:SELECT\b.*\bFROM\b|UPDATE\b|DELETE\b|INSERT\b.*\bSELECT\b)/is;

/** About the server itself, not about our tables. */
const OF_THE_SERVER = /information_schema|mysql\.|GET_LOCK/i;

/** The body of a trigger, which the server logs with each of its statements. */
const OF_A_TRIGGER = /\b(?:NEW|OLD)\.\w/;

export function readsRows(sql: string): boolean {
  return READS.test(sql.trim()) && !OF_THE_SERVER.test(sql) && !OF_A_TRIGGER.test(sql);
}

/** Replaces values by `?` and lists of values by one, and joins lines. */
export function withoutValues(sql: string): string {
  return sql
    .replaceAll(/'(?:[^'\\]|\\.|'')*'/gs, '?')
    .replaceAll(/(?<![\w`?])-?\d+(?:\.\d+)?(?:e[+-]?\d+)?\b/gi, '?')
    .replaceAll(/\bNULL\b(?=\s*[,)])/g, '?')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/\(\s*\?(?:\s*,\s*\?)+\s*\)/g, '(?)')
    .replaceAll(/PARTITION \(`\w+`\)/g, 'PARTITION (?)')
    .trim();
}

/** Names of tables by the name under which a statement uses them: `r` -> `run`, `run` -> `run`. */
export function tablesOf(sql: string): ReadonlyMap<string, string> {
  const tables = new Map<string, string>();
  const named =
    /\b(?:FROM|JOIN|UPDATE|INTO)\s+`?(\w+)`?(?:\s+PARTITION\s*\([^)]*\))?(?:\s+(?:AS\s+)?`?(?!WHERE|ON|LEFT|JOIN|SET|ORDER|GROUP|SELECT|VALUES|LIMIT|CROSS|INNER|FORCE|USE)(\w+)`?)?/gi;
  for (const [, table = '', alias] of sql.matchAll(named)) tables.set(alias ?? table, table);
  return tables;
}
