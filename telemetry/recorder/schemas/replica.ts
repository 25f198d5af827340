/** What a replica fact must look like. */

import { z } from 'zod';

import type { ReplicaFact } from '../../facts/file.ts';
import { name, textOrNull, time } from './text.ts';

export const replicaSchema = z.strictObject({
  kind: z.literal('replica'),
  campaign: name(191),
  run: name(700),
  name: name(255),
  location: name(64),
  uri: textOrNull(1000),
  state: z.enum(['expected', 'copying', 'present', 'removed', 'lost']),
  locality: z.enum(['disk', 'tape', 'both', 'unknown']),
  at: time,
  verified: z.strictObject({ at: time, method: z.enum(['digest', 'read back']) }).nullable(),
  why: textOrNull(255),
}) satisfies z.ZodType<ReplicaFact>;
