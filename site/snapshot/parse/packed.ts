/** What a reader checks of packed columns before it reads them. */

import * as z from 'zod/mini';
import type { Cell, Each, Packed } from '../encoding/packed.ts';
import type { PackedTable } from '../encoding/table.ts';

export type Schema<T> = z.ZodMiniType<T>;

const cell: Schema<Cell> = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const whole = z.int();

const plain = new WeakMap<object, Schema<unknown>>();

/** Returns the schema, element by element, of what is checked in one loop; undefined: it is none. */
export function plainList(schema: object): Schema<unknown> | undefined {
  return plain.get(schema);
}

/** A list of thousands of values: one loop over them takes a thirtieth of the time of a schema for each. */
function list<T>(element: Schema<T>, isElement: (value: unknown) => boolean): Schema<readonly T[]> {
  const schema = z.custom<readonly T[]>(
    (value: unknown) => Array.isArray(value) && value.every(isElement),
  );
  plain.set(schema, z.array(element));
  return schema;
}

/** Plain numbers, as a trace has them by the hundred. */
export const numbers = list(z.number(), Number.isFinite);

const isWhole = (value: unknown): boolean => Number.isSafeInteger(value);
const isStep = (value: unknown): boolean => value === null || isWhole(value);
const isCell = (value: unknown): boolean =>
  value === null ||
  typeof value === 'string' ||
  typeof value === 'boolean' ||
  (typeof value === 'number' && Number.isFinite(value));
const cells = list(cell, isCell);
const wholes = list(whole, isWhole);
const steps = list(z.nullable(whole), isStep);

const each: Schema<Each> = z.union([whole, z.record(z.string(), whole)]);

const forms: Schema<Packed> = z.union([
  z.object({
    d: steps,
    per: whole,
    unit: z.exactOptional(whole),
    of: z.exactOptional(z.string()),
    by: z.exactOptional(z.string()),
    each: z.exactOptional(each),
    in: z.exactOptional(z.string()),
    flat: z.exactOptional(z.literal(true)),
  }),
  z.object({ c: cell }),
  z.object({ v: cells }),
  z.object({ w: cells, i: wholes }),
  z.object({ m: steps, of: z.string() }),
  z.object({ a: wholes, unit: whole, of: z.string(), each, in: z.exactOptional(z.string()) }),
  z.object({ x: whole, s: z.string() }),
  z.object({ t: z.array(z.string()), z: wholes, n: z.array(wholes) }),
]);

type Test = (value: unknown) => boolean;

const isText: Test = (value) => typeof value === 'string';
const isOne =
  (test: Test): Test =>
  (value) =>
    value === undefined || test(value);
const all =
  (test: Test): Test =>
  (value) =>
    Array.isArray(value) && value.every(test);

const isEach: Test = (value) =>
  isWhole(value) ||
  (typeof value === 'object' && value !== null && Object.values(value).every(isWhole));

/** The same in plain code, by the key that only one form has: eight schemas cost a browser 20 ms before the first chart. */
const TESTS: Readonly<Record<string, Readonly<Record<string, Test>>>> = {
  c: { c: isCell },
  v: { v: all(isCell) },
  w: { w: all(isCell), i: all(isWhole) },
  d: {
    d: all(isStep),
    per: isWhole,
    unit: isOne(isWhole),
    of: isOne(isText),
    by: isOne(isText),
    each: isOne(isEach),
    in: isOne(isText),
    flat: isOne((value) => value === true),
  },
  m: { m: all(isStep), of: isText },
  a: { a: all(isWhole), unit: isWhole, of: isText, each: isEach, in: isOne(isText) },
  x: { x: isWhole, s: isText },
  t: { t: all(isText), z: all(isWhole), n: all(all(isWhole)) },
};

function isPacked(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const column = value as Readonly<Record<string, unknown>>;
  const key = Object.keys(TESTS).find((one) => one in column);
  const tests = key === undefined ? undefined : TESTS[key];
  if (tests === undefined) return false;
  for (const name in tests) if (tests[name]?.(column[name]) !== true) return false;
  return true;
}

const packed = z.custom<Packed>(isPacked);
plain.set(packed, forms);

export const table: Schema<PackedTable> = z.record(z.string(), packed);
