/** What a usage fact must look like. */

import { z } from 'zod';

import type { UsageFact } from '../../facts/usage.ts';
import { name, numberOrNull, time } from './text.ts';

export const usageSchema = z.strictObject({
  kind: z.literal('usage'),
  resource: name(191),
  label: name(191),
  role: z.enum(['daq', 'storage', 'cloud', 'tape', 'other']),
  unit: z.literal('By'),
  at: time,
  used: numberOrNull,
  capacity: numberOrNull,
}) satisfies z.ZodType<UsageFact>;
