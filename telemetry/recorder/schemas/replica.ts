/** What a replica fact and a list of copies must look like. */

import { z } from 'zod';

import {
  LOCALITIES,
  REPLICA_STATES,
  SEEN_BY,
  type CopyListFact,
  type ReplicaFact,
} from '../../facts/file.ts';
import { adler32, count, name, textOrNull, time } from './text.ts';

export const replicaSchema = z.strictObject({
  kind: z.literal('replica'),
  campaign: name(191),
  run: name(700),
  name: name(255),
  location: name(64),
  uri: textOrNull(1000),
  state: z.enum(REPLICA_STATES),
  locality: z.enum(LOCALITIES),
  at: time,
  verified: z.strictObject({ at: time, method: z.enum(['digest', 'read back']) }).nullable(),
  why: textOrNull(255),
  evidence: z
    .strictObject({
      by: z.enum(SEEN_BY),
      bytes: count.nullable(),
      adler32: adler32.nullable(),
    })
    .optional(),
}) satisfies z.ZodType<ReplicaFact>;

export const copyListSchema = z.strictObject({
  kind: z.literal('copy-list'),
  location: name(64),
  campaign: name(191),
  run: name(700),
  at: time,
  names: z.array(name(255)).max(200_000),
}) satisfies z.ZodType<CopyListFact>;
