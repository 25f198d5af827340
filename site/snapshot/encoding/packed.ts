/** Columns as the snapshot writes them: one of eight short forms a column, and how each is read back. */

export type Cell = string | number | boolean | null;

/** So much for each of another column; or so much for each word of the column `in`. */
export type Each = number | Readonly<Record<string, number>>;

/**
 * The running sum of `d`, times `unit`, divided by `per`, is the value; null is unknown and adds nothing. With `of` the
 * value stands relative to that column of the same row, with `by` to that and `each` times a second one, in whole units.
 * `flat`: `d` is not summed up.
 */
export interface Differences {
  readonly d: readonly (number | null)[];
  readonly per: number;
  readonly unit?: number;
  readonly of?: string;
  readonly by?: string;
  readonly each?: Each;
  readonly in?: string;
  readonly flat?: true;
}

/**
 * `a` times `unit`, added to the value of the row that follows and to `each` times its value in another column, in
 * whole units.
 */
export interface Beyond {
  readonly a: readonly number[];
  readonly unit: number;
  readonly of: string;
  readonly each: Each;
  readonly in?: string;
}

export type Packed =
  /** The same in every row. */
  | { readonly c: Cell }
  /** As it is. */
  | { readonly v: readonly Cell[] }
  /** Words, and the number of each row's word. */
  | { readonly w: readonly Cell[]; readonly i: readonly number[] }
  /** Whole numbers as differences: see `Differences`. */
  | Differences
  /** So many times another column of the same row; null is unknown. */
  | { readonly m: readonly (number | null)[]; readonly of: string }
  /** Beyond the row that follows: see `Beyond`. */
  | Beyond
  /** Text of `x` characters a row, joined; a row of blanks is unknown. */
  | { readonly x: number; readonly s: string }
  /** Text with numbers in it: the parts around the numbers, digits of each number (0: as many as it has), differences. */
  | {
      readonly t: readonly string[];
      readonly z: readonly number[];
      readonly n: readonly (readonly number[])[];
    };

/** Returns a column as it was packed; `others` are columns of the same table that were read before. */
export function unpack(
  packed: Packed,
  rows: number,
  others: Readonly<Record<string, readonly Cell[]>> = {},
): readonly Cell[] {
  if ('v' in packed) return packed.v;
  if ('w' in packed) return packed.i.map((i) => packed.w[i] ?? null);
  if ('d' in packed) return unpackNumbers(packed, others);
  if ('m' in packed) return unpackMultiples(packed, others);
  if ('a' in packed) return unpackAfter(packed, others);
  if ('x' in packed) return unpackFixed(packed, rows);
  if ('t' in packed) return unpackNames(packed, rows);
  return repeated(packed.c, rows);
}

/** Pushed one by one: `Array.from` takes ten times as long. */
function repeated(cell: Cell, rows: number): readonly Cell[] {
  const cells: Cell[] = [];
  for (let row = 0; row < rows; row += 1) cells.push(cell);
  return cells;
}

type Others = Readonly<Record<string, readonly Cell[]>>;

function unpackNumbers(
  { d, per, unit = 1, of, by, each = 0, in: kinds, flat }: Differences,
  others: Others,
): readonly (number | null)[] {
  const base = of === undefined ? null : (others[of] ?? []);
  const factor = by === undefined ? null : (others[by] ?? []);
  const kind = kinds === undefined ? null : (others[kinds] ?? []);
  const isAlone = base === null && factor === null;
  let sum = 0;
  return d.map((step, row) => {
    if (step === null) return null;
    sum = flat === true ? step : sum + step;
    if (isAlone) return (sum * unit) / per;
    const from = Math.round(Number(base?.[row] ?? 0) * per);
    const more = eachOf(each, kind?.[row]) * Number(factor?.[row] ?? 0);
    return (from + wholeUnits(more, unit) + sum * unit) / per;
  });
}

/** What `each` is for a row of a kind. */
export function eachOf(each: Each, kind: Cell | undefined): number {
  return typeof each === 'number' ? each : (each[String(kind)] ?? 0);
}

function unpackMultiples(
  { m, of }: Extract<Packed, { m: unknown }>,
  others: Others,
): readonly (number | null)[] {
  return m.map((times, row) => (times === null ? null : times * Number(others[of]?.[row] ?? 0)));
}

function unpackAfter({ a, unit, of, each, in: kinds }: Beyond, others: Others): readonly number[] {
  const kind = kinds === undefined ? null : (others[kinds] ?? []);
  const values = a.map((step) => step * unit);
  for (let row = values.length - 2; row >= 0; row -= 1) {
    const more = eachOf(each, kind?.[row + 1]) * Number(others[of]?.[row + 1] ?? 0);
    const next = wholeUnits(more, unit);
    values[row] = (values[row] ?? 0) + (values[row + 1] ?? 0) + next;
  }
  return values;
}

/** Returns a number rounded to a multiple of a unit. */
export function wholeUnits(value: number, unit: number): number {
  return unit === 1 ? value : Math.round(value / unit) * unit;
}

function unpackFixed(
  { x, s }: Extract<Packed, { x: unknown }>,
  rows: number,
): readonly (string | null)[] {
  const texts: (string | null)[] = [];
  for (let row = 0; row < rows; row += 1) {
    const text = s.slice(row * x, (row + 1) * x);
    texts.push(isBlank(text) ? null : text);
  }
  return texts;
}

const isBlank = (text: string): boolean =>
  (text === '' || text.startsWith(' ')) && text.trim() === '';

/** A number is written anew only where it changes: of two in a name the first is mostly that of the run. */
function unpackNames(
  { t, z, n }: Extract<Packed, { t: unknown }>,
  rows: number,
): readonly string[] {
  const [head = '', ...tails] = t;
  const sums = tails.map(() => 0);
  const written = tails.map((_, k) => '0'.padStart(z[k] ?? 0, '0'));
  const names: string[] = [];
  for (let row = 0; row < rows; row += 1) {
    let name = head;
    for (let k = 0; k < tails.length; k += 1) {
      const step = n[k]?.[row] ?? 0;
      if (step !== 0) {
        const sum = (sums[k] ?? 0) + step;
        sums[k] = sum;
        written[k] = String(sum).padStart(z[k] ?? 0, '0');
      }
      name += `${written[k] ?? ''}${tails[k] ?? ''}`;
    }
    names.push(name);
  }
  return names;
}
