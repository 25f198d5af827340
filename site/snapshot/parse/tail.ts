/** Checks a piece of what came since the tiles were written. */

import * as z from 'zod/mini';
import type { PackedTail } from '../encoding/tail-table.ts';
import { asset, run, time } from './common.ts';
import { table, type Schema } from './packed.ts';

export const tailSchema: Schema<PackedTail> = z.object({
  from: time,
  to: time,
  earlier: z.array(asset),
  channels: z.array(z.string()),
  counts: z.array(z.int()),
  readings: table,
  fileCount: z.int(),
  files: table,
  runs: z.array(z.extend(run, { revision: z.int() })),
});
