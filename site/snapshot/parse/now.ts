/** Checks the current state of everything. */

import * as z from 'zod/mini';
import type { RunKind } from '#telemetry/facts/file.ts';
import type { BackupNow } from '../schema/backup.ts';
import type {
  ChannelDeclared,
  Declared,
  KeyRole,
  Lately,
  Need,
  RunNow,
  Spark,
  VolumeNow,
} from '../schema/now.ts';
import type { PackedNow } from '../encoding/now-table.ts';
import { alarmCountsSchema } from './alarms.ts';
import { asset, limit, logHead, number, shift, text, time, word } from './common.ts';
import { table, type Schema } from './packed.ts';

const channel: Schema<ChannelDeclared> = z.object({
  name: z.string(),
  device: z.string(),
  label: z.string(),
  quantity: z.string(),
  unit: z.string(),
  role: z.nullable(word<KeyRole>()),
  staleAfterMs: number,
  limits: z.array(limit),
});

const spark: Schema<Spark> = z.object({
  start: time,
  stepMs: z.number(),
  min: z.array(number),
  max: z.array(number),
});

const step = z.object({
  n: z.int(),
  start: time,
  tunerDeg: number,
  f0Hz: number,
  qL: number,
  beta: number,
  regime: z.nullable(z.enum(['unknown', 'under', 'over'])),
  depthDb: number,
  sweepAt: number,
  drift: number,
});

const openRun: Schema<RunNow> = z.object({
  campaign: z.string(),
  number: z.int(),
  title: text,
  kind: word<RunKind>(),
  start: number,
  fileCount: z.int(),
  bytes: z.number(),
  step: z.nullable(step),
});

const lastRun = z.object({
  campaign: z.string(),
  number: z.int(),
  kind: word<RunKind>(),
  origin: z.enum(['live', 'import']),
  end: number,
});

const volume: Schema<VolumeNow> = z.object({
  name: z.string(),
  label: z.string(),
  role: z.enum(['daq', 'storage', 'cloud', 'tape', 'other']),
  at: time,
  used: number,
  capacity: number,
  isQuota: z.boolean(),
  growth: number,
});

const need: Schema<Need> = z.object({
  id: z.string(),
  severity: z.enum(['attention', 'alarm', 'stale']),
  since: number,
  title: z.string(),
  detail: z.string(),
  procedure: text,
});

const daq = z.object({
  lastFile: z.nullable(z.object({ name: z.string(), bytes: number, t: time })),
  bytesPerS: number,
  filesPerMinute: number,
  cadenceMs: number,
});

const jobs = z.object({
  seenAt: time,
  byState: z.record(z.string(), z.int()),
  oldestIdleSince: number,
  completedToday: z.int(),
  failedToday: z.int(),
  heldReasons: z.array(z.object({ reason: z.string(), count: z.int() })),
});

const agent = z.object({
  node: z.string(),
  heartbeat: number,
  spoolFacts: number,
  spoolOldestAt: number,
  collectors: z.array(
    z.object({ name: z.string(), up: z.boolean(), lastSuccess: number, lastError: text }),
  ),
});

const backup: Schema<BackupNow> = z.object({
  nightly: z.nullable(z.object({ hour: z.int(), timeZone: z.string() })),
  madeAt: number,
  last: number,
  bytes: number,
  durationMs: number,
  failure: z.nullable(z.object({ at: time, reason: z.string() })),
  copy: z.nullable(z.object({ last: number, failed: text })),
});

export const declaredSchema: Schema<Declared> = z.object({ channels: z.array(channel) });

export const latelySchema: Schema<Lately> = z.object({
  sparks: z.record(z.string(), spark),
  log: z.array(logHead),
  shifts: z.array(shift),
  trends: z.record(z.string(), number),
  live: z.nullable(z.object({ from: time, fraction: z.number() })),
  fieldSince: number,
  copies: z.nullable(
    z.object({ locations: z.array(z.string()), oldestSingle: number, oldestUnarchived: number }),
  ),
});

export const nowSchema: Schema<PackedNow> = z.object({
  asOf: time,
  campaign: z.nullable(
    z.object({ slug: z.string(), name: z.string(), experiment: text, plannedEnd: number }),
  ),
  run: z.nullable(openRun),
  lastRun: z.nullable(lastRun),
  declared: asset,
  lately: asset,
  channelCount: z.int(),
  channels: table,
  daq: z.nullable(daq),
  volumes: z.array(volume),
  jobs: z.nullable(jobs),
  agents: z.array(agent),
  backup: z.nullable(backup),
  alarms: alarmCountsSchema,
  needs: z.array(need),
});
