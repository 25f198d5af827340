/** What a channel fact must look like. */

import { z } from 'zod';

import type { ChannelFact } from '../../facts/reading.ts';
import { count, name, textOrNull } from './text.ts';

export const channelSchema = z.strictObject({
  kind: z.literal('channel'),
  name: name(191),
  device: name(64),
  quantity: name(32),
  unit: name(32),
  label: textOrNull(191),
  staleAfterMs: count.nullable(),
}) satisfies z.ZodType<ChannelFact>;
