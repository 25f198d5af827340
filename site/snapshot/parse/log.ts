/** Checks the log: its months, their heads and bodies. */

import * as z from 'zod/mini';
import type { PackedHeads } from '../encoding/log-table.ts';
import type { LogBodies, LogDetails, LogIndex } from '../schema/log.ts';
import { asset, time } from './common.ts';
import { table, type Schema } from './packed.ts';

export const logIndexSchema: Schema<LogIndex> = z.object({
  months: z.array(z.object({ month: z.string(), count: z.int(), heads: asset, bodies: asset })),
  tags: z.optional(z.array(z.object({ name: z.string(), meaning: z.string() }))),
});

export const logHeadsSchema: Schema<PackedHeads> = z.object({ count: z.int(), columns: table });

/** An address below `/data/log/`: what a damaged or foreign file says never leads elsewhere. */
const filePath = z.string().check(z.regex(/^log\/[a-z]+-[0-9a-z-]+\.[a-z]+$/));

const details: Schema<LogDetails> = z.object({
  format: z.optional(z.literal('markdown')),
  createdAt: time,
  revisions: z.optional(
    z.array(
      z.object({
        n: z.int(),
        at: time,
        by: z.string(),
        why: z.nullable(z.string()),
        title: z.string(),
        body: z.nullable(z.string()),
        tags: z.array(z.string()),
      }),
    ),
  ),
  attachments: z.optional(
    z.array(
      z.object({
        name: z.string(),
        path: filePath,
        bytes: z.int(),
        isImage: z.boolean(),
        thumb: z.nullable(z.object({ path: filePath, width: z.int(), height: z.int() })),
      }),
    ),
  ),
  attributes: z.optional(z.array(z.tuple([z.string(), z.string()]))),
});

export const logBodiesSchema: Schema<LogBodies> = z.object({
  bodies: z.record(z.string(), z.string()),
  details: z.optional(z.record(z.string(), details)),
});
