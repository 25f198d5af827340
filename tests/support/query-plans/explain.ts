/** The plan of a statement, and whether it reads through a table that grows with the years. */

import type { Connection } from 'mariadb';

import { tablesOf } from './statements.ts';

/** Tables that have more rows every year. */
export const GROWING = [
  'alarm',
  'alarm_act',
  'alarm_event',
  'alarm_notice',
  'alarm_try',
  'change',
  'copy_waiting',
  'delivery_gap',
  'file',
  'import_row',
  'job',
  'log_entry',
  'reading',
  'reading_hour',
  'reading_minute',
  'refused_fact',
  'replica',
  'resource_usage',
  'run',
  'run_channel',
  'step',
  'sweep',
] as const;

export interface PlanStep {
  readonly table: string;
  /** `const`, `ref`, `range`, `index`, `ALL`: as EXPLAIN says. */
  readonly access: string;
  readonly key: string | null;
  /** How many columns of the key are looked up by equal values. */
  readonly parts: number;
  /** Rows that the optimiser expects to read, before a limit. */
  readonly rows: number;
  /** In the order of its key, and only as far as its limit. */
  readonly isLimited: boolean;
}

interface ExplainRow {
  readonly table: string | null;
  readonly type: string | null;
  readonly key: string | null;
  readonly ref: string | null;
  readonly rows: number | null;
  readonly Extra: string | null;
}

/** A share of a table above which reading by an index is reading through it. */
const THROUGH = 0.3;

/** Of a table that is as good as empty no plan says anything. */
const SMALL = 50;

/** Of a partition that is about to be dropped every row is met once: what it costs follows what goes. */
const OF_ONE_PARTITION = /PARTITION \(`\w+`\)/;

export async function explain(connection: Connection, sql: string): Promise<readonly PlanStep[]> {
  if (OF_ONE_PARTITION.test(sql)) return [];
  const tables = tablesOf(sql);
  const rows = await connection.query<ExplainRow[]>(`EXPLAIN ${sql.replaceAll('?', '1')}`);
  // Joined to others it may stop as well, where it is the first of them.
  const mayStop = /\bLIMIT\b[^()]*$/i.test(sql);
  return rows.flatMap(({ table, type, key, ref, rows: count, Extra: extra }, place) => {
    const name = tables.get(table ?? '') ?? table;
    if (name === null || type === null || name.startsWith('<')) return [];
    const isLimited = mayStop && place === 0 && !/filesort|temporary/.test(extra ?? '');
    const parts = ref?.split(',').length ?? 0;
    return [{ table: name, access: type, key, parts, rows: count ?? 0, isLimited }];
  });
}

/** The columns of every key, in their order: `table.key` to columns. */
export async function readKeys(
  connection: Connection,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await connection.query<{ name: string; columns: string }[]>(
    `SELECT CONCAT(TABLE_NAME, '.', INDEX_NAME) AS name,
       GROUP_CONCAT(COLUMN_NAME ORDER BY SEQ_IN_INDEX) AS columns
     FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = DATABASE() GROUP BY TABLE_NAME, INDEX_NAME`,
  );
  return new Map(rows.map(({ name, columns }) => [name, columns.split(',')]));
}

/** Steps that read through a growing table; @param sizes rows of the tables. */
export function findScans(
  plan: readonly PlanStep[],
  sizes: ReadonlyMap<string, number>,
): readonly PlanStep[] {
  const growing: ReadonlySet<string> = new Set(GROWING);
  return plan.filter(({ table, access, rows, isLimited }) => {
    const size = sizes.get(table) ?? 0;
    if (!growing.has(table) || size < SMALL) return false;
    return access === 'ALL' || (!isLimited && rows > size * THROUGH);
  });
}

/** Rows of the growing tables, counted, with the optimiser's own statistics made anew. */
export async function analyse(connection: Connection): Promise<ReadonlyMap<string, number>> {
  const sizes = new Map<string, number>();
  // Of every page, so that chance has no part in the plans.
  await connection.query('SET GLOBAL innodb_stats_persistent_sample_pages = 100000');
  for (const table of GROWING) {
    await connection.query(`ANALYZE TABLE \`${table}\``);
    const rows = await connection.query<{ n: number }[]>(`SELECT COUNT(*) AS n FROM \`${table}\``);
    sizes.set(table, rows[0]?.n ?? 0);
  }
  return sizes;
}
