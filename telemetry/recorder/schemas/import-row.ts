/** What an import row must look like. */

import { z } from 'zod';

import type { ImportRowFact } from '../../facts/import-row.ts';
import { name, textOrNull } from './text.ts';

export const importRowSchema = z.strictObject({
  kind: z.literal('import-row'),
  source: name(255),
  file: name(500),
  line: z.int().min(1).max(4_294_967_295),
  raw: z.string().max(16_000),
  refused: textOrNull(500),
  target: z.strictObject({ campaign: name(191), run: name(700), name: name(255) }).nullable(),
  cells: z.record(z.string().max(64), z.string().max(4_000)).nullable(),
}) satisfies z.ZodType<ImportRowFact>;
