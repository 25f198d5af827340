/** Checks the names of a part's rows. */

import * as z from 'zod/mini';
import type { PackedNames, PartNames } from '../schema/part-names.ts';
import { numbers, type Schema } from './packed.ts';

const names: Schema<PackedNames> = z.union([
  z.object({ v: z.array(z.string()) }),
  z.object({ t: z.array(z.string()), z: numbers, r: z.array(numbers) }),
]);

export const partNamesSchema: Schema<PartNames> = z.object({
  chunks: z.array(z.object({ run: z.int(), rows: z.int(), names })),
});
