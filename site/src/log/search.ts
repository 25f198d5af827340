/** Searches the log month by month, newest first; the same on the hub and in the browser. */

import { monthSpan, UNKNOWN_MONTH } from '#site/snapshot/months.ts';
import type {
  LogBodies,
  LogEntryHead,
  LogHeads,
  LogIndex,
  LogMonth,
} from '#site/snapshot/schema/log.ts';
import { matches, needsBodies, timeBounds } from '#telemetry/logbook/query/match.ts';
import type { Query } from '#telemetry/logbook/query/query.ts';

/** Where the log is read from: a snapshot on the hub, its assets in the browser. */
export interface LogSource {
  log(): Promise<LogIndex>;
  logHeads(month: LogMonth): Promise<LogHeads>;
  logBodies(month: LogMonth): Promise<LogBodies>;
}

/** An entry by a person, or what machines wrote between two of them. */
export type LogRow =
  | { readonly is: 'entry'; readonly entry: LogEntryHead }
  | { readonly is: 'machine'; readonly entries: readonly LogEntryHead[] };

export interface Found {
  readonly rows: readonly LogRow[];
  /** Entries that fit, as far as they are shown. */
  readonly count: number;
  /** The last entry shown, behind which there are more; null: there are none. */
  readonly next: string | null;
}

export interface SearchOptions {
  /** Only entries behind this one, in the order of the list. */
  readonly behind: string | null;
  /** Rows at most. */
  readonly most?: number;
}

export const ROWS = 60;
/** Entries looked through for one page, where machines wrote that many between two people. */
const ENTRIES = 5_000;

/** Returns the newest rows that fit. What machines wrote is folded, except where a query asks for it. */
export async function findRows(
  source: LogSource,
  query: Query,
  { behind, most = ROWS }: SearchOptions,
): Promise<Found> {
  const isFolded = !asksForMachines(query);
  const rows: LogRow[] = [];
  let count = 0;
  let last: string | null = null;
  let isBehind = behind === null;
  for await (const entry of entriesOf(source, query)) {
    if (!isBehind) {
      isBehind = entry.id === behind;
      continue;
    }
    const top = rows.at(-1);
    const joins = isFolded && entry.authorKind === 'machine';
    const isFull = rows.length >= most && !(joins && top?.is === 'machine');
    if (isFull || count >= ENTRIES) return { rows, count, next: last };
    count += 1;
    last = entry.id;
    if (!joins) rows.push({ is: 'entry', entry });
    else if (top?.is === 'machine')
      rows[rows.length - 1] = { is: 'machine', entries: [...top.entries, entry] };
    else rows.push({ is: 'machine', entries: [entry] });
  }
  return { rows, count, next: null };
}

/** Entries that fit, newest first; months outside of the query's times are not read. */
export async function* entriesOf(source: LogSource, query: Query): AsyncGenerator<LogEntryHead> {
  const { from, to } = timeBounds(query);
  const wantsBodies = needsBodies(query);
  for (const month of (await source.log()).months) {
    const span = month.month === UNKNOWN_MONTH ? null : monthSpan(month.month);
    if (span !== null && (span.to <= from || span.from >= to)) continue;
    const { heads } = await source.logHeads(month);
    const bodies = wantsBodies ? (await source.logBodies(month)).bodies : {};
    for (const head of heads.toReversed())
      if (matches(query, { ...head, body: bodies[head.id] ?? null })) yield head;
  }
}

function asksForMachines(query: Query): boolean {
  if (query.is === 'kind') return query.kind === 'machine';
  if (query.is === 'and' || query.is === 'or') return query.of.some(asksForMachines);
  return false;
}
