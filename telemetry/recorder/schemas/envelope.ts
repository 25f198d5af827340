/** What a batch must look like around its facts, which are checked one by one so that a bad one holds up no other. */

import { z } from 'zod';

import { count, name, textOrNull, time, timeOrNull } from './text.ts';

const heartbeat = z.strictObject({
  version: z.string().max(64),
  startedAt: time,
  collectors: z
    .array(
      z.strictObject({
        name: name(64),
        up: z.boolean(),
        lastSuccess: timeOrNull,
        lastError: textOrNull(2_000),
      }),
    )
    .max(200),
  spoolFacts: count,
  spoolOldestAt: timeOrNull,
  // An agent of before does not say them.
  spoolFull: z.boolean().optional(),
  expiries: z
    .array(z.strictObject({ use: name(128), kind: z.enum(['certificate', 'token']), at: time }))
    .max(64)
    .optional(),
});

export const envelopeSchema = z
  .strictObject({
    version: z.literal(1),
    agent: name(64),
    spool: z.uuid(),
    stream: name(64).regex(/^[\x21-\x7e]+$/, 'expected printable ASCII without spaces'),
    first: z.int().min(1),
    last: z.int().min(0),
    facts: z.array(z.unknown()).max(200_000),
    sentAt: time,
    heartbeat: heartbeat.nullable(),
  })
  .refine(({ first, last, facts }) => last - first + 1 === facts.length, {
    path: ['facts'],
    error: 'expected one fact for every number from first to last',
  });

/** A batch whose envelope is sound; its facts are not looked at yet. */
export type Envelope = z.output<typeof envelopeSchema>;
export type Heartbeat = NonNullable<Envelope['heartbeat']>;
