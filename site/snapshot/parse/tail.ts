/** Checks what came since the tiles were written. */

import * as z from 'zod/mini';
import type { Quality } from '#telemetry/facts/quality.ts';
import type { Tail } from '../schema/tail.ts';
import { number, run, time, word } from './common.ts';
import type { Schema } from './packed.ts';

const readings = z.object({
  t: z.array(time),
  value: z.array(number),
  quality: z.array(word<Quality>()),
});

export const tailSchema: Schema<Tail> = z.object({
  from: time,
  to: time,
  readings: z.record(z.string(), readings),
  files: z.array(
    z.object({ campaign: z.string(), run: z.int(), name: z.string(), bytes: number, t: number }),
  ),
  runs: z.array(z.extend(run, { revision: z.int() })),
});
