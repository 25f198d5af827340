/** A month of the log in pages: entries of people one by one, what machines wrote between them as one row. */

import type { LogEntryHead } from '#site/snapshot/schema/log.ts';
import type { LogRow } from './search.ts';

/** Rows of a page: a month of hundreds of entries is read in a few, each of a size that opens at once. */
export const PAGE_ROWS = 200;

/** The rows of a month, newest first. */
export function monthRows(heads: readonly LogEntryHead[]): readonly LogRow[] {
  const rows: LogRow[] = [];
  let machines: LogEntryHead[] = [];
  const fold = (): void => {
    if (machines.length > 0) rows.push({ is: 'machine', entries: machines });
    machines = [];
  };
  for (const entry of heads.toReversed()) {
    if (entry.authorKind === 'machine') {
      machines.push(entry);
      continue;
    }
    fold();
    rows.push({ is: 'entry', entry });
  }
  fold();
  return rows;
}

/** How many pages a month has: at least one. */
export function pagesOf(heads: readonly LogEntryHead[]): number {
  return Math.max(1, Math.ceil(monthRows(heads).length / PAGE_ROWS));
}

/** The rows of a page, counted from 1; null: there is no such page. */
export function pageRows(heads: readonly LogEntryHead[], page: number): readonly LogRow[] | null {
  const rows = monthRows(heads);
  const from = (page - 1) * PAGE_ROWS;
  const isThere = Number.isInteger(page) && page >= 1 && (from < rows.length || page === 1);
  return isThere ? rows.slice(from, from + PAGE_ROWS) : null;
}
