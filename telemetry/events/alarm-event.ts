/**
 * The events in which changes of alarms leave the hub: CloudEvents 1.0, structured mode (`application/cloudevents+json`,
 * https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md). One schema for whoever writes and whoever reads.
 */

import { z } from 'zod';

import { ALARM_STATES } from '../alarms/alarm.ts';
import { SEVERITIES, TOPICS } from '../alerts/definition.ts';

export const CLOUD_EVENT = 'application/cloudevents+json; charset=utf-8';

/** What can become of an alarm that somebody was told of. */
export const CHANGES = [
  'raised',
  'over',
  'acknowledged',
  'shelved',
  'unshelved',
  'cleared',
] as const;
export type Change = (typeof CHANGES)[number];

const TYPE = 'it.infn.flash.alarm';

/** Returns the type of an event: `it.infn.flash.alarm.raised`. */
export function typeOf<Name extends Change | 'digest' | 'test'>(
  name: Name,
): `${typeof TYPE}.${Name}` {
  return `${TYPE}.${name}`;
}

const time = z.iso.datetime();

export const alarmSchema = z
  .strictObject({
    alert: z.string().min(1).describe('Name of the definition: ChannelStale'),
    title: z.string().min(1).describe('The same in words'),
    about: z
      .string()
      .describe('What it is about: a channel, node or volume; empty: the whole experiment'),
    topic: z.enum(TOPICS).describe('The part of the experiment'),
    severity: z.enum(SEVERITIES).describe('How soon it wants a person'),
    state: z.enum(ALARM_STATES).describe('As it was with the last of the changes'),
    summary: z.string().describe('One sentence with the value and the limit'),
    labels: z.record(z.string(), z.string()).describe('What the alarm is of, as in Prometheus'),
    value: z
      .number()
      .nullable()
      .describe('As the condition gave it, in "unit"; null: it has no number'),
    limit: z.number().nullable().describe('Where the alarm is raised, in "unit"'),
    unit: z.string().describe('UCUM code of value and limit'),
    since: time.describe('The condition has held since then'),
    raisedAt: time.describe('It had held for as long as the alert asks'),
    overAt: time
      .nullable()
      .describe('The condition is over since then, and the alarm waits to be seen'),
    clearedAt: time.nullable().describe('It is over, and seen where it had to be'),
    times: z.int().min(1).describe('How often it came within the pauses that count as one alarm'),
    acknowledged: z
      .strictObject({ at: time, by: z.string(), why: z.string() })
      .nullable()
      .describe('Who has seen it, when and what was said'),
    shelf: z
      .strictObject({ until: time, by: z.string(), why: z.string() })
      .nullable()
      .describe('Until when nobody is told, by whom and why'),
    owner: z.string().describe('Who is called'),
    runbook: z.string().describe('What to do: an address; relative where hub.site.url is not set'),
    site: z.string().nullable().describe('The page of alarms; null where hub.site.url is not set'),
    changes: z
      .array(z.strictObject({ id: z.string(), what: z.enum(CHANGES), time }))
      .min(1)
      .describe(
        'What this message tells, oldest first: more than one where it waited; each has the id of its own event',
      ),
  })
  .describe('An alarm as it was with the last of its changes');

const envelope = {
  specversion: z.literal('1.0'),
  id: z
    .string()
    .regex(/^[0-9a-f-]{32,36}$/)
    .describe('The same change has the same id however often it is sent'),
  source: z.string().min(1).describe('The site: its address, or urn:flash:NODE'),
  time: time.describe('When it changed; of a digest, the newest of its changes'),
  datacontenttype: z.literal('application/json'),
  dataschema: z.url().optional(),
};

const alarmEventSchema = z.strictObject({
  ...envelope,
  type: z.enum(CHANGES.map((what) => typeOf(what))),
  subject: z.string().min(1).describe('The alarm: its alert and its labels'),
  data: alarmSchema,
});

const digestSchema = z.strictObject({
  ...envelope,
  type: z.literal(typeOf('digest')),
  data: z.strictObject({
    raised: z.int().describe('How many of them are raised'),
    cleared: z.int().describe('How many of them are over'),
    alarms: z.array(alarmSchema).min(1).describe('Each alarm once, the gravest raised ones first'),
  }),
});

const testSchema = z.strictObject({
  ...envelope,
  type: z.literal(typeOf('test')),
  data: z.strictObject({ message: z.string(), receiver: z.string(), site: z.string().nullable() }),
});

export const eventSchema = z.discriminatedUnion('type', [
  alarmEventSchema,
  digestSchema,
  testSchema,
]);

export type AlarmData = z.output<typeof alarmSchema>;
export type AlarmEvent = z.output<typeof alarmEventSchema>;
export type DigestEvent = z.output<typeof digestSchema>;
export type FlashEvent = z.output<typeof eventSchema>;

/** Returns the JSON Schema of everything that a receiver may be sent. */
export function eventJsonSchema(): Record<string, unknown> {
  return {
    ...z.toJSONSchema(eventSchema),
    title: 'Events of alarms',
  };
}

/** Reads an event that was kept. @throws {ZodError} where it is none */
export function parseAlarmEvent(text: string): AlarmEvent {
  return alarmEventSchema.parse(JSON.parse(text));
}
