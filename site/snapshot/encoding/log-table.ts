/** Heads of log entries, packed: the words that come again and again are written once. */

import type { LogHeads } from '../schema/log.ts';
import type { LogHead } from '../schema/now.ts';
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
  };
  return { count: heads.length, columns: packTable(SPEC, columns) };
}

/** Reads heads back; throws where a column is missing or too short. */
export function unpackHeads({ count, columns }: PackedHeads): LogHeads {
  const table = unpackTable(SPEC, columns, count);
  const cell = (name: (typeof SPEC)[number][0], i: number) => table[name]?.[i] ?? null;
  const heads = Array.from({ length: count }, (_, i): LogHead => {
    const tags = String(cell('tags', i) ?? '');
    const [campaign, number] = [cell('campaign', i), cell('run', i)];
    return {
      id: String(cell('id', i)),
      at: Number(cell('at', i)),
      author: String(cell('author', i)),
      authorKind: cell('authorKind', i) === 'human' ? 'human' : 'machine',
      title: String(cell('title', i)),
      tags: tags === '' ? [] : tags.split(','),
      run:
        campaign === null || number === null
          ? null
          : { campaign: String(campaign), number: Number(number) },
    };
  });
  return { heads };
}
