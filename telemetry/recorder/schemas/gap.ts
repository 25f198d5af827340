/** What a gap fact must look like. */

import { z } from 'zod';

import type { GapFact } from '../../facts/gap.ts';
import { name, time } from './text.ts';

export const gapSchema = z
  .strictObject({
    kind: z.literal('gap'),
    node: name(64),
    spool: z.uuid(),
    stream: name(64),
    first: z.int().min(1),
    last: z.int().min(1),
    at: time,
    reason: name(500),
  })
  .refine(({ first, last }) => first <= last, {
    error: 'expected first to be at most last',
  }) satisfies z.ZodType<GapFact>;
