/** The things that happen to an experiment: how long each lasts and what it does to data taking. */

const MINUTE = 60_000;

/** What an event does to the DAQ: nothing, a pause within the run, a tuner move, or the end of the run. */
export type DaqEffect = 'none' | 'pause' | 'move' | 'abort';

export interface EventKind {
  readonly daq: DaqEffect;
  /** How long the event acts on sensors or jobs, ms. */
  readonly lastsMs: number;
  /** How long after its beginning physics can go on, ms (0: at once). */
  readonly physicsAfterMs: number;
  readonly summary: string;
}

/** Every event by name; one line here and, where temperatures follow, one table in `profiles.ts`. */
export const EVENTS = {
  'tuner-move': {
    daq: 'move',
    lastsMs: 0,
    physicsAfterMs: 0,
    summary: 'the step ends and the tuner moves now',
  },
  'magnet-ramp': {
    daq: 'abort',
    lastsMs: 95 * MINUTE,
    physicsAfterMs: 225 * MINUTE,
    summary:
      'the magnet is ramped (to 8 T from 0, or down to 6 T and back); the mixing chamber warms',
  },
  'temperature-excursion': {
    daq: 'none',
    lastsMs: 110 * MINUTE,
    physicsAfterMs: 0,
    summary: 'the cavity warms by a third for an hour, the run goes on',
  },
  'compressor-trip': {
    daq: 'abort',
    lastsMs: 400 * MINUTE,
    physicsAfterMs: 400 * MINUTE,
    summary: 'the pulse tube stops: 4 K plate to 10 K in 20 minutes, then circulation is lost',
  },
  quench: {
    daq: 'abort',
    lastsMs: 460 * MINUTE,
    physicsAfterMs: 460 * MINUTE,
    summary: 'the field is gone in seconds, the mixing chamber above 1 K for hours',
  },
  'chilled-water': {
    daq: 'none',
    lastsMs: 150 * MINUTE,
    physicsAfterMs: 0,
    summary: 'the cooling water warms by 6 degrees for an hour and the 50 K plate follows',
  },
  'daq-stop': {
    daq: 'pause',
    lastsMs: 8 * MINUTE,
    physicsAfterMs: 8 * MINUTE,
    summary: 'the DAQ stops for 8 minutes, the run goes on',
  },
  'full-disk': {
    daq: 'pause',
    lastsMs: 6 * MINUTE,
    physicsAfterMs: 6 * MINUTE,
    summary: 'the DAQ finds its disk full: the last file is cut short, 6 minutes without data',
  },
  'aborted-run': {
    daq: 'abort',
    lastsMs: 0,
    physicsAfterMs: 4 * MINUTE,
    summary: 'the run is given up, another begins after 4 minutes',
  },
  'sensor-dead': {
    daq: 'none',
    lastsMs: 40 * MINUTE,
    physicsAfterMs: 0,
    summary: 'the thermometer of the 50 K plate says nothing for 40 minutes',
  },
  'sensor-frozen': {
    daq: 'none',
    lastsMs: 90 * MINUTE,
    physicsAfterMs: 0,
    summary: 'the thermometer of the 4 K plate says the same for 90 minutes',
  },
  'sensor-over': {
    daq: 'none',
    lastsMs: 30 * MINUTE,
    physicsAfterMs: 0,
    summary: 'the still thermometer is over range for 30 minutes',
  },
  'jobs-held': {
    daq: 'none',
    lastsMs: 15 * MINUTE,
    physicsAfterMs: 0,
    summary: 'every batch job is held for 15 minutes',
  },
} as const satisfies Readonly<Record<string, EventKind>>;

export type EventName = keyof typeof EVENTS;

/** Something that happened, at an instant in UTC milliseconds. */
export interface SimulatedEvent {
  readonly name: EventName;
  readonly at: number;
  /** So much of it was left out: instruments show at once what they would show this much later, ms. */
  readonly skippedMs?: number;
  /** When all was declared clear, UTC ms. */
  readonly clearedAt?: number;
}

/** Whether a word names an event. */
export function isEventName(word: string): word is EventName {
  return Object.hasOwn(EVENTS, word);
}

/** Returns how far an event has come at `t`, ms; null before it and once all is clear. It may be felt for longer than it lasts. */
export function progressOf(
  { at, skippedMs = 0, clearedAt = Number.POSITIVE_INFINITY }: SimulatedEvent,
  t: number,
): number | null {
  return t < at || t >= clearedAt ? null : t - at + skippedMs;
}

/** Returns when something that takes `lastsMs` of an event is over, UTC ms. */
function overAt({ at, skippedMs = 0, clearedAt }: SimulatedEvent, lastsMs: number): number {
  return Math.min(clearedAt ?? Number.POSITIVE_INFINITY, at + Math.max(0, lastsMs - skippedMs));
}

/** When an event no longer acts on sensors or jobs, UTC ms. */
export function endOf(event: SimulatedEvent): number {
  return overAt(event, EVENTS[event.name].lastsMs);
}

/** When physics can go on after an event, UTC ms. */
export function physicsAfter(event: SimulatedEvent): number {
  return overAt(event, EVENTS[event.name].physicsAfterMs);
}

/** When the event of this name that acts at `t` began, or null. */
export function activeSince(
  events: readonly SimulatedEvent[],
  name: EventName,
  t: number,
): number | null {
  const acts = events.find((event) => event.name === name && t >= event.at && t < endOf(event));
  return acts?.at ?? null;
}
