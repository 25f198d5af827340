/** What a file fact must look like. */

import { z } from 'zod';

import { RUN_KINDS, type FileFact } from '../../facts/file.ts';
import {
  adler32,
  count,
  name,
  numberOrNull,
  sha256,
  textOrNull,
  time,
  timeOrNull,
} from './text.ts';

export const fileSchema = z.strictObject({
  kind: z.literal('file'),
  campaign: name(191),
  run: name(700),
  runKind: z.enum(RUN_KINDS),
  runKindRaw: textOrNull(191),
  site: textOrNull(32),
  name: name(255),
  bytes: count.nullable(),
  adler32: adler32.nullable(),
  sha256: sha256.exactOptional(),
  seenAt: time.exactOptional(),
  takenAt: timeOrNull,
  takenAtSource: z.enum(['header', 'name', 'mtime', 'import']).nullable(),
  tunerDeg: numberOrNull,
  softwareVersion: textOrNull(64),
  copy: z.strictObject({ location: name(64), uri: name(1000) }).nullable(),
  listed: z
    .strictObject({
      tCavK: numberOrNull,
      tMcK: numberOrNull,
      cavityHz: numberOrNull,
      bit: textOrNull(64),
    })
    .nullable(),
  origin: z.enum(['live', 'import']),
}) satisfies z.ZodType<FileFact>;
