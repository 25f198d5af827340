/** An alarm: one alert about one thing, from the moment its condition held until it is over and, where it must be, seen. */

import type { Severity } from '../alerts/definition.ts';
import type { Labels } from '../alerts/samples.ts';

export const ALARM_STATES = ['pending', 'raised', 'acknowledged', 'shelved', 'cleared'] as const;
export type AlarmState = (typeof ALARM_STATES)[number];

/** From so many times on an alarm flaps: it stays raised until it has been quiet for a while. */
export const FLAPS_FROM = 3;

export interface Acknowledgement {
  readonly at: number;
  readonly by: string;
  readonly why: string;
}

/** Times are UTC ms. */
export interface Alarm {
  readonly alert: string;
  /** Its labels as one text: with the alert's name what the alarm is about. */
  readonly subject: string;
  readonly labels: Labels;
  readonly severity: Severity;
  /** The condition has held since then. */
  readonly since: number;
  /** Null: it has not held for long enough yet. */
  readonly raisedAt: number | null;
  /** The condition is over since then, and the alarm is kept: latched, or it flaps; null: it holds. */
  readonly overAt: number | null;
  /** Null: it is raised, or pending. */
  readonly clearedAt: number | null;
  /** As the condition gave it last. */
  readonly value: number;
  /** How many times it came within the pauses that count as one alarm. */
  readonly times: number;
  readonly acknowledged: Acknowledgement | null;
  /** The raised alarm that explains this one, `DeviceSilent device=blackfridge`; null: it speaks for itself. */
  readonly explainedBy: string | null;
}

/** A condition that has held, but not yet for as long as its alert asks. */
export interface Pending {
  readonly alert: string;
  readonly subject: string;
  /** How long it has held under somebody's eyes, ms. */
  readonly heldMs: number;
}

/** Returns what pends of the alarms, at a time. */
export function pendingOf(alarms: readonly Alarm[], now: number): readonly Pending[] {
  return alarms
    .filter(({ raisedAt }) => raisedAt === null)
    .map(({ alert, subject, since }) => ({ alert, subject, heldMs: Math.max(0, now - since) }));
}

/** Somebody does not want to be told of an alert, or of one alarm of it, for a time. */
export interface Shelf {
  readonly alert: string;
  /** Null: whatever it is about. */
  readonly subject: string | null;
  readonly until: number;
  readonly at: number;
  readonly by: string;
  readonly why: string;
}

/** Returns the shelf that holds an alarm at a time, the one that ends last. */
export function shelfOf(
  { alert, subject }: Pick<Alarm, 'alert' | 'subject'>,
  shelves: readonly Shelf[],
  now: number,
): Shelf | null {
  let found: Shelf | null = null;
  for (const shelf of shelves) {
    if (shelf.alert !== alert || (shelf.subject !== null && shelf.subject !== subject)) continue;
    if (shelf.until > now && (found === null || shelf.until > found.until)) found = shelf;
  }
  return found;
}

/** Returns the state of an alarm at a time. */
export function stateOf(alarm: Alarm, shelves: readonly Shelf[], now: number): AlarmState {
  if (alarm.clearedAt !== null) return 'cleared';
  if (alarm.raisedAt === null) return 'pending';
  if (shelfOf(alarm, shelves, now) !== null) return 'shelved';
  return alarm.acknowledged === null ? 'raised' : 'acknowledged';
}

/** The key of an alarm, as `explainedBy` says it. */
export function alarmKey({ alert, subject }: Pick<Alarm, 'alert' | 'subject'>): string {
  return subject === '' ? alert : `${alert} ${subject}`;
}
