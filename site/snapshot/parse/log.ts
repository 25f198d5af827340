/** Checks the log: its months, their heads and bodies. */

import * as z from 'zod/mini';
import type { PackedHeads } from '../encoding/log-table.ts';
import type { LogBodies, LogIndex } from '../schema/log.ts';
import { asset } from './common.ts';
import { table, type Schema } from './packed.ts';

export const logIndexSchema: Schema<LogIndex> = z.object({
  months: z.array(z.object({ month: z.string(), count: z.int(), heads: asset, bodies: asset })),
});

export const logHeadsSchema: Schema<PackedHeads> = z.object({ count: z.int(), columns: table });

export const logBodiesSchema: Schema<LogBodies> = z.object({
  bodies: z.record(z.string(), z.string()),
});
