/** Checks the manifest and the list of campaigns that it leads to. */

import * as z from 'zod/mini';
import type { Campaigns, Manifest } from '../schema/manifest.ts';
import { NOTHING_MOVED, type Moved } from '../schema/moved.ts';
import { asset, text, time } from './common.ts';
import type { Schema } from './packed.ts';

export const manifestSchema: Schema<Manifest> = z.object({
  schema: z.int(),
  id: z.string(),
  previous: text,
  generated_at: time,
  poll_after_ms: z.number(),
  stale_after_s: z.number(),
  position: z.int(),
  tiles_position: z.int(),
  demo: z.boolean(),
  demo_note: text,
  rows: z.record(z.string(), z.number()),
  assets: z.object({
    now: asset,
    tail: asset,
    alarms: asset,
    series: asset,
    campaigns: asset,
    log: asset,
    overview: asset,
    tree: asset,
  }),
});

const movedSchema: Schema<Moved> = z.object({
  campaigns: z.array(z.object({ former: z.string(), slug: z.string(), at: time })),
  runs: z.array(
    z.object({
      slug: z.string(),
      number: z.int(),
      intoSlug: z.string(),
      into: z.int(),
      at: time,
    }),
  ),
});

export const campaignsSchema: Schema<Campaigns> = z.object({
  campaigns: z.array(
    z.object({
      slug: z.string(),
      name: z.string(),
      title: text,
      experiment: text,
      runCount: z.int(),
      fileCount: z.int(),
      runs: asset,
      tuner: asset,
    }),
  ),
  // A snapshot of before says nothing of it.
  moved: z._default(movedSchema, NOTHING_MOVED),
});
