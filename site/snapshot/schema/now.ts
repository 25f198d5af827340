/** The current value of everything, with time, quality and state; what the Now page is made of. Written as `now.<hash>.json` and two files that it leads to. */

import type { RunKind } from '#telemetry/facts/file.ts';
import type { JobState } from '#telemetry/facts/job.ts';
import type { Quality } from '#telemetry/facts/quality.ts';
import type { KeyRole } from '#telemetry/key-roles.ts';
import type { AlarmCounts } from './alarms.ts';
import type { BackupNow } from './backup.ts';
import type { ShiftShown } from './rota.ts';

export type { KeyRole };

/** A limit of a channel, with the reason why it stands where it does. */
export interface Limit {
  readonly side: 'low' | 'high';
  readonly severity: 'attention' | 'alarm';
  /** In the channel's unit. */
  readonly value: number;
  readonly reason: string;
}

/** What is declared of a channel: changes with a campaign, not with a reading. */
export interface ChannelDeclared {
  readonly name: string;
  readonly device: string;
  readonly label: string;
  readonly quantity: string;
  readonly unit: string;
  /** Of the current campaign's key channels; null: not one of them. */
  readonly role: KeyRole | null;
  /** Older than this is stale; null: cadence not known yet. */
  readonly staleAfterMs: number | null;
  readonly limits: readonly Limit[];
}

/** A channel with its last reading. */
export interface ChannelNow extends ChannelDeclared {
  /** Last reading of any quality; null: never read. */
  readonly t: number | null;
  /** In the channel's unit; null: the reading is no number. */
  readonly value: number | null;
  /** Null: never read. */
  readonly quality: Quality | null;
  /** Time of the last good reading, UTC ms; null: there never was one. */
  readonly goodT: number | null;
  /** Its value, in the channel's unit. */
  readonly goodValue: number | null;
}

/** `channels.<hash>.json` */
export interface Declared {
  readonly channels: readonly ChannelDeclared[];
}

/** Equally spaced values for a tile's small chart; null is a gap. */
export interface Spark {
  /** Time of the first value, UTC ms. */
  readonly start: number;
  /** Time from value to value. */
  readonly stepMs: number;
  /** Least of each span, in the unit of the tile. */
  readonly min: readonly (number | null)[];
  /** Greatest of each span; null is a gap. */
  readonly max: readonly (number | null)[];
}

/** The run that is open. */
export interface RunNow {
  readonly campaign: string;
  /** Within its campaign. */
  readonly number: number;
  /** Null: nobody gave it one. */
  readonly title: string | null;
  readonly kind: RunKind;
  /** UTC ms; null: not known. */
  readonly start: number | null;
  /** Files that were seen so far. */
  readonly fileCount: number;
  /** Of the files whose size is known. */
  readonly bytes: number;
  /** The step now; null: no sweep yet. */
  readonly step: {
    readonly n: number;
    readonly start: number;
    readonly tunerDeg: number | null;
    readonly f0Hz: number | null;
    readonly qL: number | null;
    readonly beta: number | null;
    readonly regime: 'unknown' | 'under' | 'over' | null;
    readonly depthDb: number | null;
    readonly sweepAt: number | null;
    /** From the centre on which the step takes data to the last resonance, loaded linewidths, with its sign. */
    readonly drift: number | null;
  } | null;
}

/** A volume or a quota, and how full it is. */
export interface VolumeNow {
  readonly name: string;
  readonly label: string;
  readonly role: 'daq' | 'storage' | 'cloud' | 'tape' | 'other';
  /** When it was asked last, UTC ms. */
  readonly at: number;
  /** In bytes; null: it did not answer. */
  readonly used: number | null;
  /** In bytes; null: not known, or unlimited. */
  readonly capacity: number | null;
  /** Read when somebody or a cloud says it, not every minute. */
  readonly isQuota: boolean;
  /** Bytes a second over the last hours; null: not known. */
  readonly growth: number | null;
}

/** Something that wants a person; what the list "Needs you" shows. */
export interface Need {
  /** Stable: `ChannelStale:qfridge/ch6-t`. */
  readonly id: string;
  readonly severity: 'attention' | 'alarm' | 'stale';
  /** UTC ms; null: not known. */
  readonly since: number | null;
  readonly title: string;
  readonly detail: string;
  /** Documentation path: `procedures/…`; null: none written yet. */
  readonly procedure: string | null;
}

/** An entry of the log without its body. */
export interface LogHead {
  readonly id: string;
  /** When the event was, UTC ms. */
  readonly at: number;
  readonly author: string;
  readonly authorKind: 'human' | 'machine';
  readonly title: string;
  readonly tags: readonly string[];
  /** The run that it is about; null: none. */
  readonly run: { readonly campaign: string; readonly number: number } | null;
}

/** `lately.<hash>.json`: what changes by the minute. */
export interface Lately {
  /** By tile: `daq`, `field`, `resonance` (drift in linewidths or Q_L), `cold`, `jobs`, `disk`. */
  readonly sparks: Readonly<Record<string, Spark>>;
  /** Newest first. */
  readonly log: readonly LogHead[];
  /** That are on now or within a day. */
  readonly shifts: readonly ShiftShown[];
  /** How key channels went over the last hour, their unit an hour; one without enough readings is not there; null: no line describes them. */
  readonly trends: Readonly<Record<string, number | null>>;
  /** The share of the time since `from` in which the open run took data; null: no run, or its cadence is not known. */
  readonly live: { readonly from: number; readonly fraction: number } | null;
  /** Since when the magnet is in its mode, or the field there or not; null: not known. */
  readonly fieldSince: number | null;
  /** Of files of the last 30 days; null: not looked yet. */
  readonly copies: {
    /** Places of which any copy is known. */
    readonly locations: readonly string[];
    /** When the oldest file was taken that has no second copy; null: each has one. */
    readonly oldestSingle: number | null;
    /** The same for a copy on tape. */
    readonly oldestUnarchived: number | null;
  } | null;
}

/** What is true at this moment, as far as the catalogue knows. */
export interface StateNow {
  /** Latest time of anything below; the page's "as of". */
  readonly asOf: number;
  /** The current campaign; null: there is none yet. */
  readonly campaign: {
    readonly slug: string;
    readonly name: string;
    readonly experiment: string | null;
    /** Null: not said. */
    readonly plannedEnd: number | null;
  } | null;
  /** The open run of the current campaign. */
  readonly run: RunNow | null;
  /** The last run, where none is open. */
  readonly lastRun: {
    readonly campaign: string;
    readonly number: number;
    readonly kind: RunKind;
    /** Times of an imported run are those of the older list, not of data taking. */
    readonly origin: 'live' | 'import';
    readonly end: number | null;
  } | null;
  readonly channels: readonly ChannelNow[];
  /** How data come in; null: no file was ever seen. */
  readonly daq: {
    readonly lastFile: {
      readonly name: string;
      readonly bytes: number | null;
      readonly t: number;
    } | null;
    /** Over the last minute that an agent witnessed; null: no witness. */
    readonly bytesPerS: number | null;
    readonly filesPerMinute: number | null;
    /** Nominal time between files of the run, ms. */
    readonly cadenceMs: number | null;
  } | null;
  readonly volumes: readonly VolumeNow[];
  /** Null: no scheduler is watched. */
  readonly jobs: {
    readonly seenAt: number;
    readonly byState: Readonly<Partial<Record<JobState, number>>>;
    readonly oldestIdleSince: number | null;
    readonly completedToday: number;
    readonly failedToday: number;
    readonly heldReasons: readonly { readonly reason: string; readonly count: number }[];
  } | null;
  /** Every node that was ever heard; times are UTC ms, null: never, or not said. */
  readonly agents: readonly {
    readonly node: string;
    readonly heartbeat: number | null;
    readonly spoolFacts: number | null;
    readonly spoolOldestAt: number | null;
    readonly collectors: readonly {
      readonly name: string;
      readonly up: boolean;
      readonly lastSuccess: number | null;
      readonly lastError: string | null;
    }[];
  }[];
  /** Of the catalogue; null: not known. */
  readonly backup: BackupNow | null;
  readonly alarms: AlarmCounts;
  /** Alarms that are raised and that nobody has seen yet, the gravest first. */
  readonly needs: readonly Need[];
}

/** What is so, and how it came to be lately. */
export type Now = StateNow & Lately;
