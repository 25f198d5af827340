/** Pieces that several assets share. */

import * as z from 'zod/mini';
import type { AssetReference } from '../schema/asset.ts';
import type { KeyRole, Limit, LogHead } from '../schema/now.ts';
import type { ShiftShown } from '../schema/rota.ts';
import type { KeyChannel } from '../schema/runs.ts';
import type { Schema } from './packed.ts';

export const time = z.number();
export const number = z.nullable(z.number());
export const text = z.nullable(z.string());
export const asset = z.object({
  path: z.string(),
  bytes: z.int(),
  sha256: z.string(),
}) satisfies Schema<AssetReference>;
export const run = z.object({ campaign: z.string(), number: z.int() });

/** Words that newer versions may add to are taken as they are; whoever shows one it does not know shows the word. */
export const word = <Word extends string>(): Schema<Word> => z.string() as unknown as Schema<Word>;

export const limit: Schema<Limit> = z.object({
  side: z.enum(['low', 'high']),
  severity: z.enum(['attention', 'alarm']),
  value: z.number(),
  reason: z.string(),
});

export const keyChannel: Schema<KeyChannel> = z.object({
  channel: z.string(),
  role: word<KeyRole>(),
  label: z.string(),
  quantity: z.string(),
  unit: z.string(),
  limits: z.array(limit),
});

export const logHead: Schema<LogHead> = z.object({
  id: z.string(),
  at: time,
  author: z.string(),
  authorKind: z.enum(['human', 'machine']),
  title: z.string(),
  tags: z.array(z.string()),
  run: z.nullable(run),
});

/** Here, so that every page's script has this and no more of what the overview holds. */
export const shift: Schema<ShiftShown> = z.object({
  id: z.string(),
  person: z.string(),
  role: text,
  from: time,
  to: number,
});

export const notGood = z.array(z.object({ from: time, to: time, quality: z.string() }));
