/** Building bricks of the fact schemas: texts that fit their column, times, counts. */

import { z } from 'zod';

import { EARLIEST_MS, LATEST_MS } from '../../time.ts';

/** A non-empty text of at most `max` characters. */
export const name = (max: number) => z.string().min(1).max(max);

/** A text of at most `max` characters, or null where it is not known. */
export const textOrNull = (max: number) => z.string().max(max).nullable();

/** UTC milliseconds. */
export const time = z.int().min(EARLIEST_MS).max(LATEST_MS);
export const timeOrNull = time.nullable();

export const count = z.int().min(0);
export const number = z.number();
export const numberOrNull = z.number().nullable();

/** Eight lower-case hexadecimal digits. */
export const adler32 = z.string().regex(/^[0-9a-f]{8}$/, 'expected eight lower-case hex digits');

export const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'expected 64 lower-case hex digits');
