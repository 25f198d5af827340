/** What an entry of another logbook and a flag must look like. */

import { z } from 'zod';

import type { EntryFact, FlagFact } from '../../facts/entry.ts';
import {
  ATTACHMENT_BYTES,
  ATTACHMENTS,
  BODY_LENGTH,
  TAG,
  TITLE_LENGTH,
} from '../../logbook/limits.ts';
import { name, time } from './text.ts';

/** Fields of a logbook that was set up with many. */
const ATTRIBUTES = 200;

export const entrySchema = z.strictObject({
  kind: z.literal('entry'),
  origin: name(191),
  author: name(191),
  at: time,
  title: name(TITLE_LENGTH),
  body: z.string().max(BODY_LENGTH).nullable(),
  tags: z.array(z.string().regex(TAG)).max(20),
  attributes: z.array(z.tuple([name(191), z.string().max(10_000)])).max(ATTRIBUTES),
  replyTo: name(191).nullable(),
  restricted: z.boolean(),
  attachments: z
    .array(
      z.strictObject({
        name: name(255),
        content: z.base64().max(Math.ceil(ATTACHMENT_BYTES / 3) * 4),
      }),
    )
    .max(ATTACHMENTS * 10),
}) satisfies z.ZodType<EntryFact>;

export const flagSchema = z
  .strictObject({
    kind: z.literal('flag'),
    origin: name(191),
    from: time,
    to: time,
    quality: z.enum(['good', 'doubtful', 'bad']),
    why: name(500),
    by: name(191),
  })
  .refine(({ from, to }) => from < to, {
    message: 'expected an end after the beginning',
  }) satisfies z.ZodType<FlagFact>;
