/** Packs columns for the snapshot: of the forms that give every value back as it was, the shortest. */

import { eachOf, wholeUnits, type Cell, type Differences, type Packed } from './packed.ts';
import { eaches, leastVaried, named, type Kinds, type Numbers, type Remainder } from './ratios.ts';

export interface Base {
  /** The column that values stand relative to; read before this one. */
  readonly name: string;
  readonly values: Numbers;
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
