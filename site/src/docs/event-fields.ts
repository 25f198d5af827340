/** The fields of an alarm in an event, for the page that describes them: from the schema itself. */

import { z } from 'zod';
import { alarmSchema } from '#telemetry/events/alarm-event.ts';

export interface EventField {
  readonly name: string;
  /** `text`, `number or null`, `raised, acknowledged or cleared`. */
  readonly type: string;
  readonly meaning: string;
}

/** Returns the fields in the order of the schema. */
export function eventFields(): readonly EventField[] {
  return Object.entries(alarmSchema.shape).map(([name, field]) => ({
    name,
    type: typeText(z.toJSONSchema(field)),
    meaning: field.description ?? '',
  }));
}

const WORDS: Readonly<Record<string, string>> = { string: 'text', integer: 'whole number' };

type JsonSchema = z.core.JSONSchema.BaseSchema;

function typeText({ type, enum: values, anyOf, format }: JsonSchema): string {
  if (anyOf !== undefined)
    return anyOf.map((one) => (typeof one === 'boolean' ? '' : typeText(one))).join(' or ');
  if (values !== undefined) return values.map(String).join(', ');
  if (format === 'date-time') return 'time';
  const types = type === undefined ? ['anything'] : [type].flat();
  return types.map((one) => WORDS[one] ?? one).join(' or ');
}
