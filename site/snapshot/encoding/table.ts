/** Tables of columns: which form each column may take, and in which order they are read back. */

import { packAfter, packFixed, packNames, packNumbers, packWords } from './pack.ts';
import { unpack, type Cell, type Packed } from './packed.ts';

/** A column's name, what it holds, and for numbers the column of the same table that they stand relative to. */
export type ColumnSpec =
  | readonly [name: string, kind: 'numbers', of?: string | null, by?: string, kinds?: string]
  | readonly [name: string, kind: 'after', of: string, by?: undefined, kinds?: string]
  | readonly [name: string, kind: 'words' | 'fixed' | 'names'];

export type PackedTable = Readonly<Record<string, Packed>>;

type Numbers = readonly (number | null)[];
type Columns = Readonly<Record<string, readonly Cell[]>>;

/** Packs the columns that the specification names. */
export function packTable(spec: readonly ColumnSpec[], columns: Columns): PackedTable {
  return Object.fromEntries(
    spec.map(([name, kind, of, by, kinds]) => {
      const values = columns[name] ?? [];
      const base = (other: string) => ({ name: other, values: columns[other] as Numbers });
      if (kind === 'words') return [name, packWords(values)];
      if (kind === 'fixed') return [name, packFixed(values as (string | null)[])];
      if (kind === 'names') return [name, packNames(values as string[])];
      const numbers = values as Numbers;
      const classes =
        kinds === undefined ? undefined : { name: kinds, values: columns[kinds] ?? [] };
      if (kind === 'after') return [name, packAfter(numbers, base(of), classes)];
      const from = of == null ? undefined : base(of);
      const factor = by === undefined ? undefined : base(by);
      return [name, packNumbers(numbers, from, factor, classes)];
    }),
  );
}

/** Reads the columns of a table back; one that is missing, or has not `rows` rows, is an error. */
export function unpackTable(
  spec: readonly ColumnSpec[],
  table: PackedTable,
  rows: number,
): Readonly<Record<string, readonly Cell[]>> {
  const columns: Record<string, readonly Cell[]> = {};
  for (const [name] of spec) {
    const packed = table[name];
    if (packed === undefined) throw new RangeError(`column ${name} is missing`);
    const values = unpack(packed, rows, columns);
    if (values.length !== rows)
      throw new RangeError(`column ${name} has ${values.length} rows, ${rows} are expected`);
    columns[name] = values;
  }
  return columns;
}
