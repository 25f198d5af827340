/** A tile of a channel's series, packed: at most 30 kB also where every bucket holds readings. */

import type { SeriesTile } from '../schema/series.ts';
import { packTable, unpackTable, type ColumnSpec, type PackedTable } from './table.ts';

/** As it stands in `series/<channel>/<level>-<start>.r<revision>.json`. */
export interface PackedTile extends Pick<SeriesTile, 'channel' | 'level' | 'start' | 'notGood'> {
  readonly count: number;
  readonly columns: PackedTable;
}

const SPEC = [
  ['i', 'numbers'],
  ['n', 'numbers'],
  ['mean', 'numbers'],
  ['min', 'numbers', 'mean'],
  ['max', 'numbers', 'mean'],
  ['last', 'numbers', 'mean'],
] as const satisfies readonly (ColumnSpec & readonly [keyof SeriesTile, ...unknown[]])[];

/** Returns a tile as it is written. */
export function packTile({ channel, level, start, notGood, ...columns }: SeriesTile): PackedTile {
  const table = packTable(SPEC, { ...columns });
  return { channel, level, start, notGood, count: columns.i.length, columns: table };
}

/** Returns a tile with its columns read back; throws where one is missing or too short. */
export function unpackTile({ count, columns, ...rest }: PackedTile): SeriesTile {
  return { ...rest, ...unpackTable(SPEC, columns, count) } as unknown as SeriesTile;
}
