/**
 * The states of all alarms, in one place: pending, raised, acknowledged, over, cleared; latched ones wait for a person,
 * what a raised parent explains is kept but not told, and what flaps is one alarm.
 */

import type { AlertDefinition } from '../alerts/definition.ts';
import type { Element } from '../alerts/evaluate.ts';
import { keyOf } from '../alerts/evaluate.ts';
import { subjectOf, type Labels } from '../alerts/samples.ts';
import { alarmKey, FLAPS_FROM, type Acknowledgement, type Alarm, type Pending } from './alarm.ts';
import { byParents } from './parents.ts';

/** An alarm that comes back within this time is the same one, not another. */
export const SAME_WITHIN_MS = 600_000;
/** After a start agents deliver within seconds: a condition that held before and holds again within this time goes on. */
export const RESUME_WITHIN_MS = 60_000;
/** How long an alarm whose parent is gone stays explained, at least. */
const ALONE_MS = 60_000;

export type Happened =
  'raised' | 'again' | 'over' | 'holds' | 'cleared' | 'acknowledged' | 'explained' | 'unexplained';

export interface AlarmChange {
  readonly what: Happened;
  readonly alarm: Alarm;
}

export interface Machine {
  /** Takes in what the conditions give now; returns what became of alarms, parents first. */
  step(
    now: number,
    results: readonly { readonly alert: AlertDefinition; readonly elements: readonly Element[] }[],
  ): readonly AlarmChange[];
  /** Somebody has seen the raised alarms of an alert, or the one of a subject; returns those that were not seen yet. */
  acknowledge(
    alert: string,
    subject: string | null,
    by: Acknowledgement,
    now: number,
  ): readonly AlarmChange[];
  /** Labels of raised alarms by alert, for conditions that clear elsewhere than they raise. */
  raised(): ReadonlyMap<string, readonly Labels[]>;
  /** Pending and raised alarms. */
  alarms(): readonly Alarm[];
}

type Live = { -readonly [Key in keyof Alarm]: Alarm[Key] };

/**
 * Makes the machine; `kept` are the alarms that were raised when the last one ended, `pending` the conditions that held
 * then: the time that nobody watched does not count, that before it does.
 */
export function createMachine(
  alerts: readonly AlertDefinition[],
  kept: readonly Alarm[] = [],
  pending: readonly Pending[] = [],
): Machine {
  return new AlarmMachine(alerts, kept, pending);
}

class AlarmMachine implements Machine {
  readonly #ordered: readonly AlertDefinition[];
  /** Pending and raised alarms, by alert and subject. */
  readonly #live: ReadonlyMap<string, Map<string, Live>>;
  /** Alarms that cleared lately, by their keys. */
  readonly #lately = new Map<string, Live>();
  /** Since when explained alarms have had no parent any more. */
  readonly #aloneSince = new WeakMap<Live, number>();

  /** How long conditions held before the start, by their keys, until they are seen again. */
  readonly #before: Map<string, number>;
  #resumesUntil: number | null = null;

  constructor(
    alerts: readonly AlertDefinition[],
    kept: readonly Alarm[],
    pending: readonly Pending[],
  ) {
    this.#before = new Map(pending.map((one) => [alarmKey(one), one.heldMs]));
    this.#ordered = byParents(alerts);
    this.#live = new Map(this.#ordered.map(({ name }) => [name, new Map()]));
    for (const alarm of kept) this.#live.get(alarm.alert)?.set(alarm.subject, { ...alarm });
  }

  #ofAlert(name: string): Map<string, Live> {
    return this.#live.get(name) ?? new Map<string, Live>();
  }

  /** A raised alarm that holds and explains; else whether one may come to: it pends. */
  #parentOf(
    { parents }: AlertDefinition,
    labels: Labels,
  ): { readonly by: Live | null; readonly mayCome: boolean } {
    let mayCome = false;
    for (const { alert, equal } of parents) {
      for (const parent of this.#ofAlert(alert).values()) {
        if (keyOf(parent.labels, equal) !== keyOf(labels, equal) || parent.overAt !== null)
          continue;
        if (parent.raisedAt !== null) return { by: parent, mayCome: false };
        mayCome = true;
      }
    }
    return { by: null, mayCome };
  }

  #clear(alarm: Live, now: number): AlarmChange {
    alarm.clearedAt = now;
    alarm.overAt ??= now;
    this.#ofAlert(alarm.alert).delete(alarm.subject);
    this.#lately.set(alarmKey(alarm), alarm);
    return { what: 'cleared', alarm: { ...alarm } };
  }

  /** What the condition no longer gives. */
  #leave(alert: AlertDefinition, alarm: Live, now: number): AlarmChange | null {
    if (alarm.raisedAt === null) {
      this.#ofAlert(alert.name).delete(alarm.subject);
      return null;
    }
    const isNews = alarm.overAt === null;
    alarm.overAt ??= now;
    const waits = alert.isLatched && alarm.acknowledged === null;
    const flaps = alarm.times >= FLAPS_FROM && now - alarm.overAt < SAME_WITHIN_MS;
    if (!waits && !flaps) return this.#clear(alarm, now);
    return isNews ? { what: 'over', alarm: { ...alarm } } : null;
  }

  #take(alert: AlertDefinition, { labels, value }: Element, now: number) {
    const subject = subjectOf(labels);
    const alarms = this.#ofAlert(alert.name);
    const known = alarms.get(subject);
    if (known === undefined) {
      const key = alarmKey({ alert: alert.name, subject });
      const heldMs = this.#before.get(key) ?? 0;
      this.#before.delete(key);
      alarms.set(subject, newAlarm(alert, { subject, labels, value }, now - heldMs));
      return null;
    }
    known.value = value;
    if (known.overAt === null) return null;
    known.overAt = null;
    known.times += 1;
    return { what: 'holds', alarm: { ...known } } as const;
  }

  #raise(alert: AlertDefinition, alarm: Live, now: number): AlarmChange | null {
    if (alarm.raisedAt !== null) return this.#explain(alert, alarm, now);
    if (now - alarm.since < alert.forMs) return null;
    const { by, mayCome } = this.#parentOf(alert, alarm.labels);
    // What may soon be explained is not told before; a parent that does not come to be raised holds it no longer.
    if (mayCome) return null;
    alarm.raisedAt = now;
    alarm.explainedBy = by === null ? null : alarmKey(by);
    const before = this.#lately.get(alarmKey(alarm));
    this.#lately.delete(alarmKey(alarm));
    const isSame = before?.clearedAt != null && now - before.clearedAt <= SAME_WITHIN_MS;
    if (!isSame) return { what: 'raised', alarm: { ...alarm } };
    const { since, raisedAt, times, acknowledged } = before;
    Object.assign(alarm, { since, raisedAt, times: times + 1, acknowledged });
    return { what: 'again', alarm: { ...alarm } };
  }

  /** What was explained is told only when its parent has been gone for a while: channels come back one after the other. */
  #explain(alert: AlertDefinition, alarm: Live, now: number): AlarmChange | null {
    const { by } = this.#parentOf(alert, alarm.labels);
    const explainedBy = by === null ? null : alarmKey(by);
    if (explainedBy !== null) this.#aloneSince.delete(alarm);
    if (explainedBy === alarm.explainedBy) return null;
    if (explainedBy === null) {
      const since = this.#aloneSince.get(alarm) ?? now;
      this.#aloneSince.set(alarm, since);
      if (now - since < Math.max(alert.forMs, ALONE_MS)) return null;
    }
    this.#aloneSince.delete(alarm);
    alarm.explainedBy = explainedBy;
    return { what: explainedBy === null ? 'unexplained' : 'explained', alarm: { ...alarm } };
  }

  step(now: number, results: Parameters<Machine['step']>[1]): readonly AlarmChange[] {
    const changes: (AlarmChange | null)[] = [];
    this.#resumesUntil ??= now + RESUME_WITHIN_MS;
    if (now > this.#resumesUntil) this.#before.clear();
    for (const [key, alarm] of this.#lately) {
      if (now - (alarm.clearedAt ?? 0) > SAME_WITHIN_MS) this.#lately.delete(key);
    }
    for (const { alert, elements } of results) {
      const alarms = this.#ofAlert(alert.name);
      if (elements.length === 0 && alarms.size === 0) continue;
      const given = new Set(elements.map(({ labels }) => subjectOf(labels)));
      for (const alarm of alarms.values()) {
        if (!given.has(alarm.subject)) changes.push(this.#leave(alert, alarm, now));
      }
      for (const element of elements) changes.push(this.#take(alert, element, now));
    }
    for (const alert of this.#ordered) {
      for (const alarm of this.#ofAlert(alert.name).values())
        changes.push(this.#raise(alert, alarm, now));
    }
    return changes.filter((change) => change !== null);
  }

  acknowledge(
    alert: string,
    subject: string | null,
    by: Acknowledgement,
    now: number,
  ): readonly AlarmChange[] {
    const changes: AlarmChange[] = [];
    for (const alarm of this.#ofAlert(alert).values()) {
      if (alarm.raisedAt === null || alarm.acknowledged !== null) continue;
      if (subject !== null && alarm.subject !== subject) continue;
      alarm.acknowledged = by;
      changes.push({ what: 'acknowledged', alarm: { ...alarm } });
      if (alarm.overAt !== null && alarm.times < FLAPS_FROM) changes.push(this.#clear(alarm, now));
    }
    return changes;
  }

  raised(): ReadonlyMap<string, readonly Labels[]> {
    return new Map(
      [...this.#live].flatMap(([name, alarms]) => {
        const raised = [...alarms.values()].filter(({ raisedAt }) => raisedAt !== null);
        return raised.length === 0 ? [] : [[name, raised.map(({ labels }) => labels)]];
      }),
    );
  }

  alarms(): readonly Alarm[] {
    return [...this.#live.values()].flatMap((alarms) => [...alarms.values()]);
  }
}

function newAlarm(
  { name, severity }: AlertDefinition,
  about: Pick<Alarm, 'subject' | 'labels' | 'value'>,
  since: number,
): Live {
  return {
    alert: name,
    ...about,
    severity,
    since,
    raisedAt: null,
    overAt: null,
    clearedAt: null,
    times: 1,
    acknowledged: null,
    explainedBy: null,
  };
}
