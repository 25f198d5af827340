/** `alarms.<hash>.json`: the alarms that are raised, what was lately, what is on the shelf, and which alerts are off. */

import type { AlarmState } from '#telemetry/alarms/alarm.ts';
import type { AssetReference } from './asset.ts';
import type { Severity, Topic } from '#telemetry/alerts/definition.ts';

/** How far back a snapshot has alarms that are over without a month being asked for, ms. */
export const PAST_ALARMS_MS = 30 * 86_400_000;

/** One alarm, raised or over; times are UTC ms. */
export interface AlarmShown {
  /** Name of the definition: `ChannelStale`. */
  readonly alert: string;
  /** In words: "Channel stale". */
  readonly title: string;
  /** What it is about, for a person and for `flash alarm`: `fridge/ch6-t`; empty: the whole experiment. */
  readonly about: string;
  readonly topic: Topic;
  readonly severity: Severity;
  readonly state: AlarmState;
  /** The condition has held since then. */
  readonly since: number;
  /** When the condition had held for as long as its alert asks, UTC ms. */
  readonly raisedAt: number;
  /** The condition is over since then; null: it holds. */
  readonly overAt: number | null;
  /** When a raised alarm was cleared, UTC ms; null: it is not. */
  readonly clearedAt: number | null;
  /** As a sentence says it, with its unit; null: a condition without a number of its own. */
  readonly value: string | null;
  /** The limit that was passed, as a sentence says it; null: none. */
  readonly limit: string | null;
  readonly summary: string;
  /** Documentation path of what to do. */
  readonly runbook: string;
  /** Who is called. */
  readonly owner: string;
  /** How often it came within the pauses that count as one alarm. */
  readonly times: number;
  /** The raised alarm that explains it: `DeviceSilent fridge`; null: it speaks for itself. */
  readonly explainedBy: string | null;
  /** Who has seen it, when (UTC ms) and what they said; null: nobody has. */
  readonly acknowledged: { readonly at: number; readonly by: string; readonly why: string } | null;
  /** Until when, by whom and why nobody is told; null: not on a shelf. */
  readonly shelf: ShelfShown | null;
}

/** An alert that nobody is told of for a time. */
export interface ShelfShown {
  readonly alert: string;
  /** Null: whatever the alert is about. */
  readonly subject: string | null;
  /** UTC ms. */
  readonly until: number;
  /** When it was put there, UTC ms. */
  readonly at: number;
  readonly by: string;
  readonly why: string;
}

/** Somebody who is told of alarms by the hub; answers and addresses stay in the hub's own log. */
export interface ReceiverShown {
  readonly name: string;
  readonly kind: 'webhook' | 'email';
  /** Tries have failed since then; null: the last was taken, or there was none. */
  readonly failingSince: number | null;
  /** Why: `no answer`, `refused`. */
  readonly reason: string | null;
  /** When it was last told, UTC ms; null: never. */
  readonly deliveredAt: number | null;
  /** Changes of alarms that it was not told of yet, and since when. */
  readonly waiting: number;
  /** UTC ms; null: nothing waits. */
  readonly oldestWaiting: number | null;
}

/** Every alarm that is raised, and who is told. */
export interface Alarms {
  /** How many alerts are watched. */
  readonly watched: number;
  /** When the catalogue began to keep alarms, UTC ms: of the time before nobody knows; null: not known. */
  readonly watchedSince: number | null;
  /** Raised, the gravest and then the newest first. */
  readonly raised: readonly AlarmShown[];
  readonly shelves: readonly ShelfShown[];
  /** Whom the hub tells by itself. */
  readonly receivers: readonly ReceiverShown[];
  /** Alerts that mean nothing here, and why. */
  readonly off: readonly {
    readonly alert: string;
    readonly why: string;
    readonly runbook: string;
  }[];
  /** The last ones that are over, newest first. */
  readonly past: readonly AlarmShown[];
  /** All that are over, newest month first. */
  readonly months: readonly AlarmMonth[];
}

/** Those of a month, by when they were raised in UTC. */
export interface AlarmMonth {
  /** `2026-11`. */
  readonly month: string;
  /** How many are in the month, also where not all are kept here. */
  readonly count: number;
  /** There were more than are kept here: the newest are. */
  readonly isCut: boolean;
  readonly asset: AssetReference;
}

/** `alarms/<month>.<hash>.json`: newest first. */
export interface AlarmsOfMonth {
  readonly alarms: readonly AlarmShown[];
}

/** What the Now page says of alarms beside those that need a person. */
export interface AlarmCounts {
  /** Nobody has seen them yet. */
  readonly raised: number;
  /** A person has seen them. */
  readonly acknowledged: number;
  /** Nobody is told of them for a time. */
  readonly shelved: number;
  /** Another one explains them; none of these is counted above. */
  readonly explained: number;
}
