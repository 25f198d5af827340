/** What a reader checks of packed columns before it reads them. */

import * as z from 'zod/mini';
import type { Cell, Packed } from '../encoding/packed.ts';
import type { PackedTable } from '../encoding/table.ts';

export type Schema<T> = z.ZodMiniType<T>;

const cell: Schema<Cell> = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const whole = z.int();

const packed: Schema<Packed> = z.union([
  z.object({ c: cell }),
  z.object({ v: z.array(cell) }),
  z.object({ w: z.array(cell), i: z.array(whole) }),
  z.object({
    d: z.array(z.nullable(whole)),
    per: whole,
    unit: z.exactOptional(whole),
    of: z.exactOptional(z.string()),
    by: z.exactOptional(z.string()),
    each: z.exactOptional(whole),
  }),
  z.object({ m: z.array(z.nullable(whole)), of: z.string() }),
  z.object({ a: z.array(whole), unit: whole, of: z.string(), each: whole }),
  z.object({ x: whole, s: z.string() }),
  z.object({ t: z.array(z.string()), z: z.array(whole), n: z.array(z.array(whole)) }),
]);

export const table: Schema<PackedTable> = z.record(z.string(), packed);
