/** Checks what the pages of storage, jobs, statistics and shifts are made of. */

import * as z from 'zod/mini';
import type { Day, DaysOfYear } from '../schema/days.ts';
import type { Jobs, JobShown } from '../schema/jobs.ts';
import type { Overview, YearAsset } from '../schema/overview.ts';
import type { FlagShown, RotaOfYear } from '../schema/rota.ts';
import type { QuotaShown, ResourceShown, Storage } from '../schema/storage.ts';
import { asset, number, run, shift, text, time, word } from './common.ts';
import type { Schema } from './packed.ts';

const yearAsset: Schema<YearAsset> = z.object({ year: z.string(), asset });
const counts = z.record(z.string(), z.number());

export const overviewSchema: Schema<Overview> = z.object({
  storage: asset,
  jobs: asset,
  days: z.array(yearAsset),
  waiting: z.array(z.string()),
  rota: z.array(yearAsset),
});

const bound = z.enum(['limited', 'none', 'unlimited']);
const quota: Schema<QuotaShown> = z.object({
  standing: z.enum(['assigned', 'requested']),
  source: z.string(),
  bound,
  value: number,
  validFrom: time,
  note: text,
});
const quotaOfYear = z.nullable(z.object({ bound, value: number, source: z.string() }));

const resource: Schema<ResourceShown> = z.object({
  name: z.string(),
  label: z.string(),
  role: word<ResourceShown['role']>(),
  unit: z.string(),
  at: number,
  used: number,
  capacity: number,
  growth: number,
  growthOverMs: z.number(),
  days: z.array(z.object({ t: time, used: number })),
  quotas: z.array(quota),
});

export const storageSchema: Schema<Storage> = z.object({
  at: time,
  plannedEnd: number,
  campaign: text,
  resources: z.array(resource),
  years: z.array(
    z.object({
      year: z.int(),
      resource: z.string(),
      label: z.string(),
      unit: z.string(),
      requested: quotaOfYear,
      assigned: quotaOfYear,
      used: number,
      usedAt: number,
    }),
  ),
});

const job: Schema<JobShown> = z.object({
  scheduler: z.string(),
  instance: z.string(),
  id: z.string(),
  owner: z.string(),
  name: text,
  state: z.string(),
  at: number,
  reason: text,
  exitCode: number,
  run: z.nullable(run),
});

export const jobsSchema: Schema<Jobs> = z.object({
  at: time,
  schedulers: z.array(z.object({ scheduler: z.string(), instance: z.string(), seenAt: time })),
  byState: counts,
  oldestIdleSince: number,
  hours: z.object({ start: time, byState: z.record(z.string(), z.array(number)) }),
  days: z.object({ start: time, byState: z.record(z.string(), z.array(z.number())) }),
  owners: z.array(
    z.object({
      owner: z.string(),
      queue: counts,
      ended: counts,
      cpuS: number,
      coreS: number,
    }),
  ),
  reasons: z.array(z.object({ reason: z.string(), count: z.int() })),
  failures: z.array(job),
  held: z.array(job),
});

const day: Schema<Day> = z.object({
  files: z.int(),
  bytes: z.number(),
  livePhysicsMs: z.number(),
  liveOtherMs: z.number(),
  openMs: z.object({
    good: z.number(),
    doubtful: z.number(),
    bad: z.number(),
    unjudged: z.number(),
  }),
  covered: z.array(z.tuple([z.number(), z.number()])),
  runs: z.array(z.object({ kind: z.string(), ms: z.number() })),
  alarms: counts,
  copies: z.record(z.string(), counts),
  missing: z.int(),
});

export const daysSchema: Schema<DaysOfYear> = z.object({ days: z.record(z.string(), day) });

const flag: Schema<FlagShown> = z.object({
  id: z.string(),
  run: z.nullable(run),
  from: number,
  to: number,
  quality: z.enum(['good', 'doubtful', 'bad']),
  why: z.string(),
  by: z.string(),
  createdAt: time,
  withdrawn: z.nullable(z.object({ at: time, by: z.string(), why: z.string() })),
});

export const rotaSchema: Schema<RotaOfYear> = z.object({
  shifts: z.array(shift),
  flags: z.array(flag),
  isCut: z.boolean(),
});
