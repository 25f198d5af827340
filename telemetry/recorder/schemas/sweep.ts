/** What a sweep fact must look like. */

import { z } from 'zod';

import type { SweepFact } from '../../facts/sweep.ts';
import { count, name, number, numberOrNull, textOrNull, time } from './text.ts';

const measured = z.strictObject({ value: number, error: numberOrNull });

const fit = z.strictObject({
  f0Hz: measured,
  qL: measured,
  q0: measured.nullable(),
  beta: measured.nullable(),
  betaUnder: measured.nullable(),
  regime: z.enum(['unknown', 'under', 'over']),
  depthDb: number,
  rmsDb: number,
});

/** At most 401 points for drawing; min and max of each bucket may double them. */
const drawn = z.array(number).max(2_000);

const trace = z.strictObject({
  startHz: number,
  stopHz: number,
  offsetHz: drawn,
  db: drawn,
  fitDb: drawn.nullable(),
});

export const sweepSchema = z.strictObject({
  kind: z.literal('sweep'),
  campaign: name(191),
  run: name(700),
  name: name(255),
  takenAt: time,
  seenAt: time.exactOptional(),
  parameter: z.enum(['s11', 's21']),
  tunerDeg: numberOrNull,
  method: name(32),
  points: count,
  spanHz: number,
  fit: fit.nullable(),
  refused: textOrNull(500),
  trace: trace.nullable(),
}) satisfies z.ZodType<SweepFact>;
