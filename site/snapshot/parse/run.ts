/** Checks one run's shard, and the further parts of its files. */

import * as z from 'zod/mini';
import type { RunKind } from '#telemetry/facts/file.ts';
import type { JobState } from '#telemetry/facts/job.ts';
import type { PackedFiles, PackedRun, PackedSeries } from '../encoding/run-table.ts';
import type { StepRow, SweepRow } from '../schema/run.ts';
import { keyChannel, logHead, notGood, number, text, time, word } from './common.ts';
import { numbers, table, type Schema } from './packed.ts';

const regime = z.enum(['unknown', 'under', 'over']);
const quality = z.enum(['good', 'doubtful', 'bad']);
const measured = z.object({ value: z.number(), error: number });

const step: Schema<StepRow> = z.object({
  n: z.int(),
  start: time,
  end: number,
  liveMs: number,
  tunerDeg: number,
  f0Hz: number,
  qL: number,
  beta: number,
  regime: z.nullable(regime),
  fieldT: number,
  f0Source: text,
  fieldSource: text,
});

const sweep: Schema<SweepRow> = z.object({
  name: z.string(),
  takenAt: time,
  parameter: z.enum(['s11', 's21']),
  tunerDeg: number,
  method: z.string(),
  points: z.number(),
  spanHz: z.number(),
  fit: z.nullable(
    z.object({
      f0Hz: measured,
      qL: measured,
      q0: z.nullable(measured),
      beta: z.nullable(measured),
      betaUnder: z.nullable(measured),
      regime,
      depthDb: z.number(),
      rmsDb: z.number(),
    }),
  ),
  refused: text,
  trace: z.nullable(
    z.object({
      startHz: z.number(),
      stopHz: z.number(),
      offsetHz: numbers,
      db: numbers,
      fitDb: z.nullable(numbers),
    }),
  ),
});

export const filesSchema: Schema<PackedFiles> = z.object({
  t0: number,
  copyWords: z.array(z.string()),
  count: z.int(),
  columns: table,
});

const series: Schema<PackedSeries> = z.object({
  channel: z.string(),
  start: time,
  stepMs: z.number(),
  notGood,
  count: z.int(),
  columns: table,
});

export const runSchema: Schema<PackedRun> = z.object({
  campaign: z.string(),
  campaignName: z.string(),
  number: z.int(),
  revision: z.int(),
  title: text,
  path: z.string(),
  kind: word<RunKind>(),
  kindRaw: text,
  site: text,
  node: text,
  origin: z.enum(['live', 'import']),
  state: z.enum(['open', 'closed', 'aborted']),
  closedBy: text,
  start: number,
  end: number,
  softwareVersion: text,
  tags: z.array(z.string()),
  quality: z.nullable(quality),
  flags: z.array(
    z.object({
      from: number,
      to: number,
      quality,
      why: z.string(),
      by: z.string(),
      at: time,
    }),
  ),
  startedBy: text,
  keyChannels: z.array(keyChannel),
  statistics: z.array(
    z.object({
      channel: z.string(),
      n: z.number(),
      min: number,
      max: number,
      mean: number,
      last: number,
    }),
  ),
  steps: z.array(step),
  sweeps: z.array(sweep),
  jobs: z.array(
    z.object({
      id: z.string(),
      scheduler: z.string(),
      state: word<JobState>(),
      submitted: time,
      started: number,
      ended: number,
      reason: text,
    }),
  ),
  log: z.array(logHead),
  fileCount: z.int(),
  sizedCount: z.int(),
  bytes: z.number(),
  cadenceMs: number,
  files: filesSchema,
  fileParts: z.array(z.string()),
  throughput: z.nullable(series),
  series: z.array(series),
  fileSpans: z.array(z.object({ from: time, to: time })),
});
