/** `/alarm-event.json`: the JSON Schema of the events that receivers of alarms are sent. */

import { eventJsonSchema } from '#telemetry/events/alarm-event.ts';

export const prerender = true;

export function GET(): Response {
  return new Response(`${JSON.stringify(eventJsonSchema(), null, 2)}\n`, {
    headers: { 'content-type': 'application/schema+json; charset=utf-8' },
  });
}
