/** The strict schema of the settings of `htcondor`; loaded only where the configuration is read. */

import { z } from 'zod';
import { isTimeZone } from '#telemetry/time.ts';

const instance = z.string().min(1).max(191);

/** `-pool`: a collector's address. */
const pool = z.string().min(1).nullable().default(null);

/** `-constraint`: a shared schedd or CE shows everybody's jobs. */
const constraint = z.string().min(1).nullable().default(null);

const schedd = z.strictObject({
  /** What people call it. */
  instance,
  pool,
  /** `-name`: the schedd within the pool; null is the local one. */
  name: z.string().min(1).nullable().default(null),
  constraint,
  /** Ask `condor_history` for jobs that have left the queue. */
  history: z.boolean().default(true),
  /** Ads in one answer of the history. */
  history_limit: z.number().int().min(10).max(100_000).default(10_000),
  /** How far the very first look goes back. */
  history_first_h: z
    .number()
    .min(0)
    .max(24 * 366)
    .default(24),
});

const log = z.strictObject({
  /** Absolute: a user log or the pool's `EVENT_LOG`, text or JSON. */
  path: z.string().startsWith('/', 'expected an absolute path'),
  /** The schedd whose jobs it tells of, as above. */
  instance,
  /** Of its times, where they say none; default: the node's. */
  time_zone: z
    .string()
    .refine(isTimeZone, { message: 'expected a time zone such as Europe/Rome or UTC' })
    .nullable()
    .default(null),
});

export const condorSchema = z
  .strictObject({
    schedds: z.array(schedd).max(32).default([]),
    /** Pools whose slots are counted. */
    pools: z.array(z.strictObject({ instance, pool, constraint })).max(32).default([]),
    logs: z.array(log).max(64).default([]),
    /** The folder of condor_q and its like; default: PATH. */
    programs: z.string().startsWith('/', 'expected an absolute path').nullable().default(null),
    /** For the programs: `BEARER_TOKEN_FILE`, `_CONDOR_SEC_CLIENT_AUTHENTICATION_METHODS`. */
    environment: z.record(z.string(), z.string()).default({}),
    timeout_s: z.number().positive().max(300).default(40),
    /** One schedd only: what prints its queue as JSON, and what people call it. */
    command: z.array(z.string().min(1)).min(1).nullable().default(null),
    /** With `command`: what prints the jobs that left its queue; all of them, or the newest. */
    history_command: z.array(z.string().min(1)).min(1).nullable().default(null),
    instance: instance.default('schedd'),
  })
  .refine(({ command, schedds }) => command === null || schedds.length === 0, {
    message: 'command is for one schedd without a list: give command or schedds, not both',
    path: ['command'],
  })
  .refine((settings) => settings.history_command === null || settings.command !== null, {
    message: 'history_command goes with command; schedds have their own history',
    path: ['history_command'],
  })
  .refine(({ schedds }) => new Set(schedds.map((one) => one.instance)).size === schedds.length, {
    message: 'two schedds have one instance',
    path: ['schedds'],
  });

export type CondorSettings = z.output<typeof condorSchema>;
export type ScheddSettings = z.output<typeof schedd>;
export type PoolSettings = CondorSettings['pools'][number];
export type LogSettings = z.output<typeof log>;
