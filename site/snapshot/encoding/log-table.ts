/** Heads of log entries, packed: the words that come again and again are written once. */

import type { LogEntryHead, LogHeads } from '../schema/log.ts';
import { packTable, unpackTable, type ColumnSpec, type PackedTable } from './table.ts';

/** As it stands in `log/heads-<month>.<hash>.json`. */
export interface PackedHeads {
  readonly count: number;
  readonly columns: PackedTable;
}

const SPEC = [
  ['id', 'fixed'],
  ['at', 'numbers'],
  ['author', 'words'],
  ['authorKind', 'words'],
  ['title', 'words'],
  ['tags', 'words'],
  ['campaign', 'words'],
  ['run', 'numbers'],
] as const satisfies readonly ColumnSpec[];

/** Months that nobody has written in since lack these: nothing was answered, revised or attached then. */
const SINCE = [
  ['replyTo', 'words'],
  ['thread', 'words'],
  ['revision', 'numbers'],
  ['attachments', 'numbers'],
] as const satisfies readonly ColumnSpec[];

/** Returns heads as they are written; tags are joined by commas. */
export function packHeads({ heads }: LogHeads): PackedHeads {
  const columns = {
    id: heads.map(({ id }) => id),
    at: heads.map(({ at }) => at),
    author: heads.map(({ author }) => author),
    authorKind: heads.map(({ authorKind }) => authorKind),
    title: heads.map(({ title }) => title),
    tags: heads.map(({ tags }) => tags.join(',')),
    campaign: heads.map(({ run }) => run?.campaign ?? null),
    run: heads.map(({ run }) => run?.number ?? null),
    replyTo: heads.map(({ replyTo }) => replyTo),
    thread: heads.map(({ thread }) => thread),
    revision: heads.map(({ revision }) => revision),
    attachments: heads.map(({ attachments }) => attachments),
  };
  return { count: heads.length, columns: packTable([...SPEC, ...SINCE], columns) };
}

/** Reads heads back; throws where a column is missing or too short. */
export function unpackHeads({ count, columns }: PackedHeads): LogHeads {
  const there = SINCE.filter(([name]) => columns[name] !== undefined);
  const table = unpackTable([...SPEC, ...there], columns, count);
  type Name = (typeof SPEC)[number][0] | (typeof SINCE)[number][0];
  const cell = (name: Name, i: number) => table[name]?.[i] ?? null;
  const text = (name: Name, i: number): string | null => {
    const value = cell(name, i);
    return value === null ? null : String(value);
  };
  const heads = Array.from({ length: count }, (_, i): LogEntryHead => {
    const tags = text('tags', i) ?? '';
    const [campaign, number] = [text('campaign', i), cell('run', i)];
    return {
      id: String(cell('id', i)),
      at: Number(cell('at', i)),
      author: String(cell('author', i)),
      authorKind: cell('authorKind', i) === 'human' ? 'human' : 'machine',
      title: String(cell('title', i)),
      tags: tags === '' ? [] : tags.split(','),
      run: campaign === null || number === null ? null : { campaign, number: Number(number) },
      replyTo: text('replyTo', i),
      thread: text('thread', i),
      revision: Number(cell('revision', i) ?? 1),
      attachments: Number(cell('attachments', i) ?? 0),
    };
  });
  return { heads };
}
