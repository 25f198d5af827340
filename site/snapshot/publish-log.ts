/** Writes the months of the log that changed: heads and bodies, without what is restricted. */

import type { ReadConnection } from '#telemetry/catalogue/read/connection.ts';
import {
  readEntries,
  readFirstEntryTime,
  readStrayEntries,
  readTagMeanings,
} from '#telemetry/catalogue/read/log.ts';
import { buildBodies, entryHead } from './build-log.ts';
import { packHeads } from './encoding/log-table.ts';
import { monthOf, monthSpan, UNKNOWN_MONTH } from './months.ts';
import { keepAttachmentsOf } from './publish-attachments.ts';
import type { LogIndex, LogMonth } from './schema/log.ts';
import type { AssetStore } from './store.ts';
import type { Tree } from './tree.ts';

const YEAR_0 = Date.parse('0000-01-01T00:00:00Z');

export interface LogPublication {
  readonly connection: ReadConnection;
  readonly store: AssetStore;
  readonly tree: Tree;
  readonly known: LogIndex;
  /** Months that changed; null: any may have. */
  readonly months: ReadonlySet<string> | null;
}

/** Returns the months that entries between two times are in; null: so many that all are looked at. */
export function monthsBetween(from: number, to: number): readonly string[] | null {
  const months: string[] = [monthOf(from)];
  if (months[0] === UNKNOWN_MONTH || monthOf(to) === UNKNOWN_MONTH) return null;
  while (months.at(-1) !== monthOf(to)) {
    if (months.length > 24) return null;
    months.push(monthOf(monthSpan(months.at(-1) ?? '').to));
  }
  return months;
}

/** Writes what changed; returns the index, newest month first. */
export async function publishLog(publication: LogPublication): Promise<LogIndex> {
  const { connection, known } = publication;
  const changed = publication.months ?? (await allMonths(connection, known));
  const months = new Map(known.months.map((month) => [month.month, month]));
  for (const month of changed) {
    const written = await writeMonth(publication, month, months.get(month));
    if (written === null) months.delete(month);
    else months.set(month, written);
  }
  const tags = await readTagMeanings(connection);
  return {
    months: [...months.values()].sort((a, b) => (a.month < b.month ? 1 : -1)),
    ...(tags.length === 0 ? {} : { tags }),
  };
}

/** The months that have entries or had some: for a snapshot that is published whole. */
async function allMonths(connection: ReadConnection, known: LogIndex): Promise<Set<string>> {
  const months = new Set(known.months.map(({ month }) => month));
  let from: number | null = Number.MIN_SAFE_INTEGER;
  while (from !== null) {
    const at = await readFirstEntryTime(connection, from);
    if (at === null) break;
    const month = monthOf(at);
    months.add(month);
    if (month !== UNKNOWN_MONTH) from = monthSpan(month).to;
    else from = at < YEAR_0 ? YEAR_0 : null;
  }
  return months;
}

async function writeMonth(
  { connection, store, tree }: LogPublication,
  month: string,
  old: LogMonth | undefined,
): Promise<LogMonth | null> {
  const { from, to } = month === UNKNOWN_MONTH ? { from: 0, to: 0 } : monthSpan(month);
  const rows =
    month === UNKNOWN_MONTH
      ? (await readStrayEntries(connection)).filter(({ at }) => monthOf(at) === month)
      : await readEntries(connection, from, to);
  const branch = { group: 'log', leaf: month.slice(0, 4) };
  const drop = (): void => {
    for (const asset of old === undefined ? [] : [old.heads, old.bodies])
      tree.drop(branch, asset.path);
    for (const kind of ['file', 'thumb']) tree.drop(branch, `log/${kind}-${month}-*`);
  };
  if (rows.length === 0) {
    drop();
    return null;
  }
  const files = keepAttachmentsOf(month, { connection, store });
  const bodies = await buildBodies(connection, rows, files.keep);
  const written = {
    month,
    count: rows.length,
    heads: await store.putHashed(`log/heads-${month}`, packHeads({ heads: rows.map(entryHead) })),
    bodies: await store.putHashed(`log/bodies-${month}`, bodies),
  };
  drop();
  tree.put(branch, written.heads);
  tree.put(branch, written.bodies);
  for (const asset of files.assets) tree.put(branch, asset);
  return written;
}
