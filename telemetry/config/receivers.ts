/** `alarms.receivers` of `flash.yaml`: who is told of alarms, of which, and how. */

import { z } from 'zod';

import { SEVERITIES } from '../alerts/definition.ts';
import { CHANGES } from '../events/alarm-event.ts';

const told = {
  /** In the log, in metrics and on the page of alarms: lower-case letters, digits, dashes. */
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'expected lower-case letters, digits, dashes, at most 40'),
  severities: z
    .array(z.enum(SEVERITIES))
    .min(1)
    .default([...SEVERITIES]),
  /** Names of alerts; absent: all. */
  alerts: z.array(z.string().min(1)).min(1).optional(),
  changes: z.array(z.enum(CHANGES)).min(1).default(['raised', 'acknowledged', 'cleared']),
  /** Messages within any hour; beyond half of it what changes is told together, by digests. */
  per_hour: z.number().int().min(2).max(1_000).default(30),
  /** Seconds after which a try has failed. */
  timeout_s: z.number().min(1).max(120).default(10),
};

const webhook = z.strictObject({
  kind: z.literal('webhook'),
  ...told,
  /** Where events are posted; one that is itself a secret stands in url_file. */
  url: z.url({ protocol: /^https?$/ }).optional(),
  url_file: z.string().min(1).optional(),
  /** Sent as `Authorization: Bearer …`. */
  token: z.string().min(1).optional(),
  token_file: z.string().min(1).optional(),
  headers: z
    .record(z.string().regex(/^[A-Za-z0-9-]+$/, 'expected the name of a header'), z.string())
    .default({}),
  /** Certificates that sign the server's, beside those that the system knows. */
  ca_file: z.string().min(1).optional(),
});

const email = z.strictObject({
  kind: z.literal('email'),
  ...told,
  to: z.array(z.email()).min(1),
  from: z.email(),
  smtp: z.strictObject({
    host: z.string().min(1),
    /** Default: 587; 465 with security tls, 25 with none. */
    port: z.number().int().min(1).max(65_535).optional(),
    /** starttls: asked for, or nothing is sent; none only towards this machine or a network of one's own. */
    security: z.enum(['starttls', 'tls', 'none']).default('starttls'),
    user: z.string().min(1).optional(),
    password: z.string().min(1).optional(),
    password_file: z.string().min(1).optional(),
    ca_file: z.string().min(1).optional(),
  }),
});

export const receiverSchema = z.discriminatedUnion('kind', [webhook, email]);

export type ReceiverConfig = z.output<typeof receiverSchema>;
export type WebhookConfig = z.output<typeof webhook>;
export type EmailConfig = z.output<typeof email>;
