/** Alarms, their events, and a store of notices in memory, for tests of telling people. */

import { alerts } from '#dashboards/alerts/index.ts';
import type { AlertDefinition } from '#telemetry/alerts/definition.ts';
import { subjectOf } from '#telemetry/alerts/samples.ts';
import type { AlarmEvent } from '#telemetry/events/alarm-event.ts';
import type { Waiting } from '#telemetry/events/compose.ts';
import { alarmEvent, type News, type Origin } from '#telemetry/events/make-event.ts';
import { REFUSED_MS, type NoticeStore, type Try } from '#telemetry/receivers/deliver.ts';

export const ORIGIN: Origin = { node: 'lnf-hub', site: 'https://flash.example.org/' };
export const START = Date.parse('2026-11-20T10:00:00Z');

export function definitionOf(name: string): AlertDefinition {
  const found = alerts.find((alert) => alert.name === name);
  if (found === undefined) throw new Error(`no alert ${name}`);
  return found;
}

/** A raised alarm of a sensor; `change` says otherwise. */
export function sensorAlarm(change: Partial<News['alarm']> = {}): News['alarm'] {
  const labels = change.labels ?? { channel: 'fridge/ch6-t', device: 'fridge', node: 'cryo' };
  return {
    alert: 'SensorOverRange',
    subject: subjectOf(labels),
    labels,
    severity: definitionOf(change.alert ?? 'SensorOverRange').severity,
    since: START,
    raisedAt: START,
    overAt: null,
    clearedAt: null,
    value: 1,
    times: 1,
    acknowledged: null,
    explainedBy: null,
    ...change,
  };
}

/** The event of a change of the alarm of a channel. */
export function eventOf(
  what: News['what'],
  at: number,
  { channel = 'fridge/ch6-t', raisedAt = at }: { channel?: string; raisedAt?: number } = {},
): AlarmEvent {
  const alarm = sensorAlarm({
    labels: { channel, device: 'fridge', node: 'cryo' },
    since: raisedAt,
    raisedAt,
    clearedAt: what === 'cleared' ? at : null,
  });
  return alarmEvent({ what, at, alarm, shelf: null }, definitionOf(alarm.alert), ORIGIN);
}

export interface MemoryStore extends NoticeStore {
  /** Adds a change that a receiver is to be told of. */
  put(event: AlarmEvent, at: number): void;
  /** Every try, oldest first. */
  readonly tries: readonly Try[];
  readonly waiting: () => readonly Waiting[];
  /** Ids of events that were taken by the receiver, as the catalogue knows. */
  readonly told: ReadonlySet<string>;
  readonly givenUp: ReadonlySet<string>;
}

/** What the catalogue does for one receiver, in memory. */
export function createMemoryStore(): MemoryStore {
  let waiting: readonly Waiting[] = [];
  let memory = { failures: 0, notBefore: 0 };
  let id = 0;
  const tries: Try[] = [];
  const told = new Set<string>();
  const givenUp = new Set<string>();
  const leave = (ids: readonly number[], into: Set<string>): void => {
    for (const one of waiting) if (ids.includes(one.id)) into.add(one.event.id);
    waiting = waiting.filter((one) => !ids.includes(one.id));
  };
  return {
    tries,
    told,
    givenUp,
    waiting: () => waiting,
    put(event, at) {
      id += 1;
      waiting = [...waiting, { id, at, notBefore: 0, event }];
    },
    async read(_receiver, now) {
      const mayHaveArrived = ({ outcome }: Try): boolean =>
        outcome.kind === 'delivered' || ['too slow', 'server error'].includes(outcome.reason);
      const sentAt = tries.filter(mayHaveArrived).map(({ at }) => at);
      return await Promise.resolve({
        waiting,
        sentAt: sentAt.filter((at) => at > now - 3_600_000),
        ...memory,
      });
    },
    async note(_receiver, tried) {
      tries.push(tried);
      memory = { failures: tried.failures, notBefore: tried.notBefore };
      leave(tried.told, told);
      leave(tried.givenUp, givenUp);
      waiting = waiting.map((one) =>
        tried.later.includes(one.id) ? { ...one, notBefore: tried.at + REFUSED_MS } : one,
      );
      await Promise.resolve();
    },
  };
}
