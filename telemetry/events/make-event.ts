/** Makes the event of a change; pure. The same change gives the same event. */

import { createHash, randomUUID } from 'node:crypto';

import { alarmKey, stateOf, type Alarm, type Shelf } from '../alarms/alarm.ts';
import { aboutOf, titleOf } from '../alarms/words.ts';
import type { AlertDefinition } from '../alerts/definition.ts';
import { comparisonsOf } from '../alerts/result.ts';
import { saySummary } from '../alerts/say.ts';
import { limitsOf } from '../alerts/threshold.ts';
import {
  typeOf,
  type AlarmData,
  type AlarmEvent,
  type Change,
  type FlashEvent,
} from './alarm-event.ts';

/** Where events come from. */
export interface Origin {
  readonly node: string;
  /** `https://flash.example.org/`, with its slash; null: the site's address is not known. */
  readonly site: string | null;
}

/** What became of an alarm, to be told. Times are UTC ms. */
export interface News {
  readonly what: Change;
  readonly at: number;
  readonly alarm: Alarm & { readonly raisedAt: number };
  readonly shelf: Shelf | null;
}

/** Returns the event of a change. */
export function alarmEvent(news: News, definition: AlertDefinition, origin: Origin): AlarmEvent {
  const { what, at, alarm } = news;
  const id = idOf([alarm.alert, alarm.subject, alarm.raisedAt, what, at]);
  const time = isoOf(at);
  return {
    ...envelopeOf(id, time, origin),
    type: typeOf(what),
    subject: alarmKey(alarm),
    data: { ...alarmData(news, definition, origin), changes: [{ id, what, time }] },
  };
}

/** Returns an event that tells nothing but that events arrive. */
export function testEvent(receiver: string, now: number, origin: Origin): FlashEvent {
  return {
    ...envelopeOf(randomUUID(), isoOf(now), origin),
    type: typeOf('test'),
    data: {
      message: 'A test: alarms of this site would arrive like this. Nothing is wrong.',
      receiver,
      site: pageOf(origin),
    },
  };
}

/** Returns 32 hexadecimal digits that are the same for the same parts. */
export function idOf(parts: readonly (string | number)[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}

function envelopeOf(id: string, time: string, { node, site }: Origin) {
  return {
    specversion: '1.0' as const,
    id,
    source: site ?? `urn:flash:${node}`,
    time,
    datacontenttype: 'application/json' as const,
    ...(site === null ? {} : { dataschema: `${site}alarm-event.json` }),
  };
}

function alarmData(
  { at, alarm, shelf }: News,
  definition: AlertDefinition,
  origin: Origin,
): Omit<AlarmData, 'changes'> {
  const { alert, labels, value, acknowledged } = alarm;
  const { topic, severity, owner, runbook } = definition;
  return {
    alert,
    title: titleOf(alert),
    about: aboutOf(labels),
    topic,
    severity,
    state: stateOf(alarm, shelf === null ? [] : [shelf], at),
    summary: saySummary(definition, alarm),
    labels,
    value: Number.isFinite(value) ? value : null,
    ...limitOf(definition),
    since: isoOf(alarm.since),
    raisedAt: isoOf(alarm.raisedAt),
    overAt: orNull(alarm.overAt),
    clearedAt: orNull(alarm.clearedAt),
    times: alarm.times,
    acknowledged: acknowledged === null ? null : { ...acknowledged, at: isoOf(acknowledged.at) },
    shelf: shelf === null ? null : { until: isoOf(shelf.until), by: shelf.by, why: shelf.why },
    owner,
    runbook: `${origin.site ?? '/'}docs/${runbook}/`,
    site: pageOf(origin),
  };
}

/** Of the comparison whose value an alarm tells. */
function limitOf({ when }: AlertDefinition): Pick<AlarmData, 'limit' | 'unit'> {
  const [compared] = comparisonsOf(when);
  if (compared === undefined) return { limit: null, unit: '1' };
  const { unit } = compared.value;
  return { limit: limitsOf(compared.threshold, unit).raise, unit };
}

function pageOf({ site }: Origin): string | null {
  return site === null ? null : `${site}alarms/`;
}

function isoOf(t: number): string {
  return new Date(t).toISOString();
}

function orNull(t: number | null): string | null {
  return t === null ? null : isoOf(t);
}
