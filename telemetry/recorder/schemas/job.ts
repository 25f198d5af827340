/** What job and queue facts must look like. */

import { z } from 'zod';

import type { JobFact, QueueFact } from '../../facts/job.ts';
import { count, name, numberOrNull, textOrNull, time, timeOrNull } from './text.ts';

const scheduler = z.enum(['htcondor', 'slurm', 'kubernetes']);

export const jobSchema = z.strictObject({
  kind: z.literal('job'),
  scheduler,
  instance: name(191),
  id: name(64),
  submittedAt: time,
  seenAt: time,
  state: z.enum([
    'idle',
    'running',
    'held',
    'completed',
    'failed',
    'removed',
    'transferring',
    'suspended',
    'unknown',
  ]),
  stateRaw: z.string().max(64),
  stateSince: timeOrNull,
  startedAt: timeOrNull,
  endedAt: timeOrNull,
  owner: textOrNull(191),
  person: textOrNull(191),
  run: textOrNull(255),
  name: textOrNull(255),
  reason: textOrNull(1000),
  reasonCode: z.int32().nullable(),
  reasonSubcode: z.int32().nullable().default(null),
  exitCode: z.int32().nullable(),
  exitSignal: z.int32().nullable().default(null),
  cpuS: numberOrNull,
  wallS: numberOrNull,
  cpus: numberOrNull,
  requestMemoryRaw: textOrNull(500),
}) satisfies z.ZodType<JobFact>;

export const queueSchema = z.strictObject({
  kind: z.literal('queue'),
  scheduler,
  instance: name(191),
  seenAt: time,
  ids: z.array(name(64)).max(count.maxValue ?? 1_000_000),
}) satisfies z.ZodType<QueueFact>;
