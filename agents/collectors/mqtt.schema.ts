/** The strict schema of the settings of `mqtt`; loaded only where the configuration is read. */

import { z } from 'zod';
import { compileTopic, namesIn } from '#agents/formats/mqtt-topic.ts';
import { QUALITIES } from '#telemetry/facts/quality.ts';

const path = z.string().min(1);

const fields = z.strictObject({
  /** Where each stands in the JSON; a dot leads into an object or a list. */
  time: path.default('t'),
  value: path.default('v'),
  unit: path.default('unit'),
  quality: path.default('q'),
});

/** Null where the pattern keeps the rules of topics. */
function topicProblem(pattern: string): string | null {
  try {
    compileTopic(pattern);
    return null;
  } catch (error) {
    return error instanceof RangeError ? error.message : String(error);
  }
}

const topic = z
  .strictObject({
    /** `lab/{device}/{name}`: `{name}` is a level, `{name#}` all that follow; `+` and `#` are levels without a name. */
    topic: z.string().superRefine((pattern, context) => {
      const problem = topicProblem(pattern);
      if (problem !== null) context.addIssue({ code: 'custom', message: problem });
    }),
    /** First part of the channel's name. */
    device: z.string().min(1).default('{device}'),
    /** The rest of it. */
    channel: z.string().min(1).default('{name}'),
    payload: z.enum(['auto', 'number', 'json']).default('auto'),
    fields: fields.prefault({}),
    words: z.record(z.string(), z.number()).default({}),
    qualities: z.record(z.string(), z.enum(QUALITIES)).default({}),
    /** UCUM, SI where it can be, after scale and offset; null: what the message says, else 1. */
    unit: z.string().min(1).max(32).nullable().default(null),
    /** Null: by the unit. */
    quantity: z.string().min(1).max(32).nullable().default(null),
    label: z.string().min(1).nullable().default(null),
    stale_after_s: z.number().positive().nullable().default(null),
    /** value = sent * scale + offset. */
    scale: z.number().default(1),
    offset: z.number().default(0),
  })
  .superRefine(({ topic: pattern, device, channel }, context) => {
    if (topicProblem(pattern) !== null) return;
    const known = namesIn(pattern.replaceAll('#}', '}'));
    for (const [key, template] of Object.entries({ device, channel }))
      for (const name of namesIn(template))
        if (!known.includes(name))
          context.addIssue({
            code: 'custom',
            path: [key],
            message: `expected only names of the topic's levels (${known.join(', ') || 'it has none'})`,
          });
  });

const url = z
  .string()
  .regex(
    /^mqtts?:\/\/[^/@?#]+\/?$/,
    'expected mqtt://host:1883 or mqtts://host:8883, nothing else',
  );

export const mqttSchema = z
  .strictObject({
    /** `mqtts://` is TLS; no user or password in it. */
    url,
    /** 5 or 3.1.1 (some old brokers). */
    version: z.enum(['5', '3.1.1']).default('5'),
    /** Stable and used by nobody else: the broker keeps the session under it. Default: `flash-<node>`. */
    client_id: z.string().min(1).max(128).nullable().default(null),
    username: z.string().min(1).nullable().default(null),
    password: z.string().min(1).optional(),
    password_file: z.string().min(1).optional(),
    /** PEM: who signed the broker's certificate. Default: the authorities that Node knows. */
    ca_file: z.string().min(1).optional(),
    /** PEM: our own certificate and its key, where the broker asks for one. */
    cert_file: z.string().min(1).optional(),
    key_file: z.string().min(1).optional(),
    /** How long the broker keeps what came while the agent was away (MQTT 5; 3.1.1: as long as it likes). */
    session_expiry_s: z.number().int().min(0).max(4_294_967_295).default(604_800),
    keepalive_s: z.number().int().min(1).max(65_535).default(30),
    /** Messages that may wait for acknowledgement (MQTT 5). */
    receive_maximum: z.number().int().min(1).max(1_000).default(200),
    /** Messages of QoS 0 that may wait for a round; more are thinned and counted. */
    buffer: z.number().int().min(1).max(1_000_000).default(10_000),
    /** More topics than this are refused and counted. */
    max_channels: z.number().int().min(1).max(100_000).default(1_000),
    topics: z.array(topic).min(1),
  })
  .refine(({ cert_file, key_file }) => (cert_file === undefined) === (key_file === undefined), {
    message: 'cert_file and key_file belong together',
  })
  .refine((s) => s.username !== null || (s.password ?? s.password_file) === undefined, {
    message: 'a password needs a username',
  });

export type MqttSettings = z.output<typeof mqttSchema>;
export type TopicSettings = MqttSettings['topics'][number];
