/** Checks a campaign's index of runs, and its tuner points. */

import * as z from 'zod/mini';
import type { PackedRuns } from '../encoding/runs-table.ts';
import type { Bounds, FilesPart, Tuner } from '../schema/runs.ts';
import { asset, keyChannel, number, text } from './common.ts';
import { table, type Schema } from './packed.ts';

const bounds: Schema<Bounds | null> = z.nullable(z.tuple([z.number(), z.number()]));

const part: Schema<FilesPart> = z.extend(asset, {
  part: z.int(),
  revision: z.int(),
  rows: z.int(),
  fromRun: z.int(),
  fromName: text,
  revisions: z.int(),
  sum: z.number(),
  isClosed: z.boolean(),
  t: bounds,
  tunerDeg: bounds,
  cavityHz: bounds,
  names: asset,
});

export const runsSchema: Schema<PackedRuns> = z.object({
  slug: z.string(),
  name: z.string(),
  title: text,
  experiment: text,
  planned: z.object({ start: number, end: number }),
  keyChannels: z.array(keyChannel),
  has: z.object({ tCav: z.boolean(), tMc: z.boolean(), field: z.boolean() }),
  count: z.int(),
  columns: table,
  parts: z.array(part),
});

export const tunerSchema: Schema<Tuner> = z.object({
  tuner: z.array(
    z.object({
      run: z.int(),
      t: z.number(),
      tunerDeg: z.number(),
      f0Hz: z.number(),
      qL: number,
    }),
  ),
  unfittedTunerDeg: z.array(z.object({ run: z.int(), tunerDeg: z.number() })),
});
