/** Checks the alarms. */

import * as z from 'zod/mini';
import type { AlarmState } from '#telemetry/alarms/alarm.ts';
import type { Severity, Topic } from '#telemetry/alerts/definition.ts';
import type {
  Alarms,
  AlarmCounts,
  AlarmShown,
  AlarmsOfMonth,
  ReceiverShown,
  ShelfShown,
} from '../schema/alarms.ts';
import { asset, number, text, time, word } from './common.ts';
import type { Schema } from './packed.ts';

const shelf: Schema<ShelfShown> = z.object({
  alert: z.string(),
  subject: text,
  until: time,
  at: time,
  by: z.string(),
  why: z.string(),
});

const alarm: Schema<AlarmShown> = z.object({
  alert: z.string(),
  title: z.string(),
  about: z.string(),
  topic: word<Topic>(),
  severity: word<Severity>(),
  state: word<AlarmState>(),
  since: time,
  raisedAt: time,
  overAt: number,
  clearedAt: number,
  value: text,
  limit: text,
  summary: z.string(),
  runbook: z.string(),
  owner: z.string(),
  times: z.int(),
  explainedBy: text,
  acknowledged: z.nullable(z.object({ at: time, by: z.string(), why: z.string() })),
  shelf: z.nullable(shelf),
});

const receiver: Schema<ReceiverShown> = z.object({
  name: z.string(),
  kind: z.enum(['webhook', 'email']),
  failingSince: number,
  reason: text,
  deliveredAt: number,
  waiting: z.int(),
  oldestWaiting: number,
});

export const alarmsSchema: Schema<Alarms> = z.object({
  watched: z.int(),
  // Snapshots of the version before do not say it.
  watchedSince: z._default(number, null),
  raised: z.array(alarm),
  shelves: z.array(shelf),
  receivers: z.array(receiver),
  off: z.array(z.object({ alert: z.string(), why: z.string(), runbook: z.string() })),
  past: z.array(alarm),
  months: z.array(z.object({ month: z.string(), count: z.int(), isCut: z.boolean(), asset })),
});

export const alarmsOfMonthSchema: Schema<AlarmsOfMonth> = z.object({ alarms: z.array(alarm) });

export const alarmCountsSchema: Schema<AlarmCounts> = z.object({
  raised: z.int(),
  acknowledged: z.int(),
  shelved: z.int(),
  explained: z.int(),
});
