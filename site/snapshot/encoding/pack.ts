/** Packs columns for the snapshot: of the forms that give every value back as it was, the shortest. */

import {
  eachOf,
  wholeUnits,
  type Cell,
  type Differences,
  type Each,
  type Packed,
} from './packed.ts';

type Numbers = readonly (number | null)[];

export interface Base {
  /** The column that values stand relative to; read before this one. */
  readonly name: string;
  readonly values: Numbers;
}

/** Another column of the same table, whose words tell rows apart. */
export interface Kinds {
  readonly name: string;
  readonly values: readonly Cell[];
}

/**
 * Packs numbers: as differences of whole numbers where they have few decimals, relative to `base` where that is
 * shorter, or to `base` and so much for each of `factor`, which may be another for each of `kinds`; else as they are.
 */
export function packNumbers(values: Numbers, base?: Base, factor?: Base, kinds?: Kinds): Packed {
  const constant = packConstant(values);
  if (constant !== null) return constant;
  const per = scaleOf(values);
  const forms: Packed[] = [{ v: values }];
  if (per !== null) {
    forms.push(
      ...inUnits(
        values.map((value) => whole(value, per)),
        { per },
      ),
    );
    if (base !== undefined) forms.push(...relative(values, base, per));
    if (factor !== undefined && per === 1)
      forms.push(...perEach(values, base ?? null, factor, kinds ?? null));
  }
  if (base !== undefined) forms.push(...multiples(values, base));
  return shortest(forms);
}

/** Packs words of which few differ: kinds, states, places. */
export function packWords(values: readonly Cell[]): Packed {
  const constant = packConstant(values);
  if (constant !== null) return constant;
  const words = [...new Set(values)];
  const numbers = new Map(words.map((word, i) => [word, i]));
  return shortest([{ v: values }, { w: words, i: values.map((value) => numbers.get(value) ?? 0) }]);
}

/** Packs text of one length, as checksums are, without anything in between. */
export function packFixed(values: readonly (string | null)[]): Packed {
  const constant = packConstant(values);
  if (constant !== null) return constant;
  const length = values.find((value) => value !== null)?.length ?? 0;
  const fits = values.every(
    (value) => value === null || (value.length === length && value.trim().length === length),
  );
  if (!fits) return { v: values };
  return { x: length, s: values.map((value) => value ?? ' '.repeat(length)).join('') };
}

/** Packs names that differ in numbers only (`data_000123.dat`); others as they are. */
export function packNames(values: readonly string[]): Packed {
  const [first] = values;
  if (first === undefined) return { v: [] };
  const parts = first.split(/\d+/);
  const numbers: string[][] = parts.slice(1).map(() => []);
  for (const value of values) {
    if (!isOf(value, parts)) return { v: values };
    value.match(/\d+/g)?.forEach((digits, k) => numbers[k]?.push(digits));
  }
  if (numbers.some((column) => column.some((digits) => digits.length > 15))) return { v: values };
  const widths = numbers.map(widthOf);
  if (widths.includes(null)) return { v: values };
  return shortest([
    { v: values },
    {
      t: parts,
      z: widths.map((width) => width ?? 0),
      n: numbers.map((column) => differences(column.map(Number)).map((step) => step ?? 0)),
    },
  ]);
}

function isOf(value: string, parts: readonly string[]): boolean {
  const own = value.split(/\d+/);
  return own.length === parts.length && own.every((part, i) => part === parts[i]);
}

/** Digits of a column of numbers; 0: no number begins with a zero; null: mixed, which cannot be written back. */
function widthOf(digits: readonly string[]): number | null {
  const width = digits[0]?.length ?? 0;
  if (digits.every(({ length }) => length === width)) return width;
  return digits.every((text) => text === '0' || !text.startsWith('0')) ? 0 : null;
}

function packConstant(values: readonly Cell[]): Packed | null {
  const [first] = values;
  if (first === undefined) return { v: [] };
  return values.every((value) => value === first) ? { c: first } : null;
}

/** Returns the least power of ten that makes every value whole without loss; null: there is none below 10^12. */
function scaleOf(values: readonly (number | null)[]): number | null {
  let per = 1;
  for (const value of values) {
    if (value === null) continue;
    if (!Number.isFinite(value)) return null;
    while (Math.round(value * per) / per !== value) {
      per *= 10;
      if (per > 1e12) return null;
    }
    if (Math.abs(value * per) > Number.MAX_SAFE_INTEGER) return null;
  }
  return per;
}

const whole = (value: number | null, per: number): number | null =>
  value === null ? null : Math.round(value * per);

function relative(values: readonly (number | null)[], base: Base, per: number): Packed[] {
  const isKnown = values.every((value, i) => value === null || base.values[i] != null);
  const fits = base.values.every(
    (value) => value === null || Math.round(value * per) / per === value,
  );
  if (!isKnown || !fits) return [];
  const apart = values.map((value, i) =>
    value === null ? null : Math.round(value * per) - Math.round((base.values[i] ?? 0) * per),
  );
  return inUnits(apart, { per, of: base.name });
}

/** So much for each of another column, as the size of a run is for each of its files: the most frequent ratio. */
function perEach(values: Numbers, base: Base | null, factor: Base, kinds: Kinds | null): Packed[] {
  const isKnown = values.every(
    (value, i) =>
      value === null || (factor.values[i] != null && (base === null || base.values[i] != null)),
  );
  if (!isKnown) return [];
  const rest = values.map((value, i) => (value === null ? null : value - (base?.values[i] ?? 0)));
  const unit = unitOf(rest);
  const of = base === null ? {} : { of: base.name };
  const forms = eaches(rest, factor.values, kinds).flatMap((each) => {
    const apart = rest.map((value, i) =>
      value === null
        ? null
        : value - wholeUnits(eachOf(each, kinds?.values[i]) * (factor.values[i] ?? 0), unit),
    );
    if (apart.some((value) => value !== null && !Number.isSafeInteger(value))) return [];
    return [{ apart, each }];
  });
  const best = leastVaried(forms);
  if (best === null) return [];
  const { apart, each } = best;
  return inUnits(apart, { per: 1, ...of, by: factor.name, ...named(each, kinds) }, unit);
}

interface Remainder {
  readonly each: Each;
  readonly apart: Numbers;
}

/** What is left where so much for each is taken off: of several, that which has fewest different values, weighed by how often they come. */
function leastVaried(remainders: readonly Remainder[]): Remainder | null {
  const [first, ...others] = remainders;
  if (first === undefined) return null;
  let best = { remainder: first, bits: bitsOf(first.apart) };
  for (const remainder of others) {
    const bits = bitsOf(remainder.apart);
    if (bits < best.bits) best = { remainder, bits };
  }
  return best.remainder;
}

/** Bits of values that come by chance, after Shannon; each different value costs its digits too. */
function bitsOf(values: Numbers): number {
  const counts = new Map<number | null, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  let bits = 0;
  for (const [value, count] of counts)
    bits += count * Math.log2(values.length / count) + 8 * String(value).length;
  return bits;
}

/** The ratio for all rows, and that for each kind of row, where they can be told: the most frequent one, and the slope. */
function eaches(values: Numbers, counts: Numbers, kinds: Kinds | null): readonly Each[] {
  const all = ratioOf(values, counts);
  const found: Each[] = all === null ? [] : [all];
  if (kinds === null) return found;
  const rows = [...Map.groupBy(values.keys(), (i) => String(kinds.values[i]))];
  const byKind = (tell: (values: Numbers, counts: Numbers) => number | null): Each =>
    Object.fromEntries(
      rows.map(([kind, own]) => {
        const pick = (column: Numbers): Numbers => own.map((i) => column[i] ?? null);
        return [kind, tell(pick(values), pick(counts)) ?? 0];
      }),
    );
  return [...found, byKind((own, of) => ratioOf(own, of, 1)), byKind(slopeOf)];
}

/** The whole slope of the line of least squares: so much for each where something is added to all; null: there is none. */
function slopeOf(values: Numbers, counts: Numbers): number | null {
  const points = values.flatMap((value, i) => {
    const count = counts[i];
    return value === null || count == null ? [] : [{ value, count }];
  });
  const mean = (of: (point: { value: number; count: number }) => number): number =>
    points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const [middle, level] = [mean(({ count }) => count), mean(({ value }) => value)];
  const spread = mean(({ count }) => (count - middle) ** 2);
  const slope = mean(({ value, count }) => (value - level) * (count - middle)) / spread;
  return Number.isSafeInteger(Math.round(slope)) ? Math.round(slope) : null;
}

function named(each: Each, kinds: Kinds | null): { readonly each: Each; readonly in?: string } {
  return typeof each === 'number' || kinds === null ? { each } : { each, in: kinds.name };
}

/** The most frequent whole ratio of two columns, of those that are large enough to tell it; null: there is none. */
function ratioOf(values: Numbers, counts: Numbers, atLeast = 10): number | null {
  const ratios = values.flatMap((value, i) => {
    const count = counts[i] ?? 0;
    const ratio = value === null || count < atLeast ? Number.NaN : Math.round(value / count);
    return Number.isSafeInteger(ratio) ? [ratio] : [];
  });
  return mostFrequent(ratios);
}

function mostFrequent(values: readonly number[]): number | null {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? null;
}

function multiples(values: Numbers, base: Base): Packed[] {
  const times = values.map((value, i) => {
    if (value === null) return null;
    if (value === 0) return 0;
    return value === base.values[i] ? 1 : Number.NaN;
  });
  const isMultiple = times.every((one) => one === null || !Number.isNaN(one));
  return isMultiple ? [{ m: times, of: base.name }] : [];
}

/**
 * Packs numbers that go on where those of the row that follows end, largest first: rows of files, one for each; times of
 * runs, so much for each file.
 */
export function packAfter(values: Numbers, base: Base, kinds?: Kinds): Packed {
  const constant = packConstant(values);
  if (constant !== null) return constant;
  const plain = packNumbers(values);
  const isWhole = values.every((value) => value !== null && Number.isSafeInteger(value));
  if (!isWhole || base.values.includes(null)) return plain;
  const steps = values.map((value, i) => (value ?? 0) - (values[i + 1] ?? 0));
  const counts = base.values.map((_, i) => base.values[i + 1] ?? 0);
  const next =
    kinds === undefined ? null : { ...kinds, values: [...kinds.values.slice(1), 'none'] };
  const unit = unitOf(values);
  const forms = eaches(steps, counts, next).flatMap((each): Remainder[] => {
    const apart = steps.map((step, i) => {
      const more = eachOf(each, next?.values[i]) * (counts[i] ?? 0);
      return (step - wholeUnits(more, unit)) / unit;
    });
    return apart.every(Number.isSafeInteger) ? [{ each, apart }] : [];
  });
  const best = leastVaried(forms);
  if (best === null) return plain;
  const a = best.apart.map(Number);
  return shortest([plain, { a, unit, of: base.name, ...named(best.each, next) }]);
}

/** Whole numbers as differences, and as they are; in thousands where all of them are. */
function inUnits(
  values: Numbers,
  rest: Omit<Differences, 'd' | 'unit'>,
  unit: number = unitOf(values),
): Packed[] {
  const units = unit === 1 ? values : values.map((value) => (value === null ? null : value / unit));
  const form = unit === 1 ? rest : { unit, ...rest };
  return [
    { d: differences(units), ...form },
    { d: units, ...form, flat: true },
  ];
}

const unitOf = (values: Numbers): number =>
  values.every((value) => value === null || value % 1_000 === 0) ? 1_000 : 1;

function differences(values: Numbers): (number | null)[] {
  let before = 0;
  return values.map((value) => {
    if (value === null) return null;
    const step = value - before;
    before = value;
    return step;
  });
}

function shortest(forms: readonly Packed[]): Packed {
  const [first = { v: [] }, ...others] = forms;
  let best = { form: first, length: JSON.stringify(first).length };
  for (const form of others) {
    const { length } = JSON.stringify(form);
    if (length < best.length) best = { form, length };
  }
  return best.form;
}
