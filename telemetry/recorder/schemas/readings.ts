/** What a readings fact must look like; its tuples are many, so they are checked by hand. */

import { z } from 'zod';

import { QUALITIES, type Quality } from '../../facts/quality.ts';
import type { ReadingsFact, ReadingTuple } from '../../facts/reading.ts';
import { name, time } from './text.ts';

const LONGEST_RAW = 64;
const QUALITY_SET: ReadonlySet<unknown> = new Set<Quality>(QUALITIES);
const LATEST = time.maxValue ?? Number.MAX_SAFE_INTEGER;

/** Whether this is `[time, value or null, quality, raw?]`; a good reading has a number. */
export function isReadingTuple(tuple: unknown): tuple is ReadingTuple {
  if (!Array.isArray(tuple) || tuple.length < 3 || tuple.length > 4) return false;
  const [t, value, quality, raw] = tuple as readonly unknown[];
  if (typeof t !== 'number' || !Number.isSafeInteger(t) || t < 0 || t > LATEST) return false;
  if (value !== null && !(typeof value === 'number' && Number.isFinite(value))) return false;
  if (!QUALITY_SET.has(quality) || (quality === 'good' && value === null)) return false;
  return raw === undefined || (typeof raw === 'string' && raw.length <= LONGEST_RAW);
}

export const readingsSchema = z.strictObject({
  kind: z.literal('readings'),
  channel: name(191),
  values: z.array(
    z.custom<ReadingTuple>(isReadingTuple, {
      error: 'expected [UTC milliseconds, number or null, quality, raw text up to 64 characters?]',
    }),
  ),
  origin: z.enum(['live', 'import']),
}) satisfies z.ZodType<ReadingsFact>;
