/** What a reader checks of packed columns before it reads them. */

import * as z from 'zod/mini';
import type { Cell, Packed } from '../encoding/packed.ts';
import type { PackedTable } from '../encoding/table.ts';

export type Schema<T> = z.ZodMiniType<T>;

const cell: Schema<Cell> = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const whole = z.int();

const plain = new WeakMap<object, Schema<unknown>>();

/** Returns the schema, element by element, of a list that is checked in one loop; undefined: it is none. */
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

const isWhole = (value: unknown): boolean => Number.isSafeInteger(value);
const cells = list(
  cell,
  (value) =>
    value === null ||
    typeof value === 'string' ||
    typeof value === 'boolean' ||
    (typeof value === 'number' && Number.isFinite(value)),
);
const wholes = list(whole, isWhole);
const steps = list(z.nullable(whole), (value) => value === null || isWhole(value));

const packed: Schema<Packed> = z.union([
  z.object({ c: cell }),
  z.object({ v: cells }),
  z.object({ w: cells, i: wholes }),
  z.object({
    d: steps,
    per: whole,
    unit: z.exactOptional(whole),
    of: z.exactOptional(z.string()),
    by: z.exactOptional(z.string()),
    each: z.exactOptional(whole),
  }),
  z.object({ m: steps, of: z.string() }),
  z.object({ a: wholes, unit: whole, of: z.string(), each: whole }),
  z.object({ x: whole, s: z.string() }),
  z.object({ t: z.array(z.string()), z: wholes, n: z.array(wholes) }),
]);

export const table: Schema<PackedTable> = z.record(z.string(), packed);
