/** Joins readings with the bridge's errors in time order, with bounded memory, for a tailing collector and for an import alike. */
import type { BlueforsEvent, ParsedReading } from './bluefors-line.ts';
import type { JudgedReading, Plates } from './bluefors-judge.ts';
import {
  ERROR_REACH_MS,
  USUAL_PLATES,
  errorsOf,
  judgeReading,
  thermometerOf,
  warmPlates,
} from './bluefors-judge.ts';

/** How long a reading waits for the error that is written with it, in the same second; one that is later corrects it. */
export const HOLD_MS = 800;

/** Readings per channel that a late error can still correct. */
const RECENT = 8;

/** Events that wait for their readings while a log is followed: two days of one every ten seconds. */
const MAX_EVENTS = 20_000;

/** A judged reading; a correction repeats channel, time and value of one given before with its right quality. */
export interface JoinedReading extends JudgedReading {
  readonly isCorrection: boolean;
}

/** Everything a join remembers, as plain JSON: it belongs into the collector's cursor beside the file offsets. */
export interface JoinState {
  readonly held: readonly ParsedReading[];
  readonly events: readonly BlueforsEvent[];
  readonly corrections: readonly JoinedReading[];
  readonly recent: readonly (readonly [string, readonly JudgedReading[]])[];
  readonly ohms: readonly (readonly [number, JudgedReading])[];
  readonly plates: readonly (readonly [number, JudgedReading])[];
}

/** Puts readings of all thermometers in order and gives each its quality. */
export interface BlueforsJoin {
  /** Adds events; one that comes after its reading was given makes a correction. */
  addEvents(events: readonly BlueforsEvent[]): void;
  /** Adds readings of any files in any order. */
  addReadings(readings: readonly ParsedReading[]): void;
  /**
   * Gives, in time order, every reading older than `now` less the hold; `Infinity` gives all.
   *
   * Call it after every file was read as far as it goes: the errors first, then resistances, then temperatures;
   * where days are caught up with, day by day.
   */
  take(now: number): readonly JoinedReading[];
  /** What it has to remember to go on later, as JSON can hold it. */
  state(): JoinState;
}

/** Resistances before temperatures, warm plates before cold ones: what a judgement needs comes before it. */
function rank(channel: string, plates: Plates): number {
  const thermometer = thermometerOf(channel);
  if (thermometer === null) return 0;
  if (thermometer.kind === 'r') return 1;
  return plates.outer.includes(thermometer.sensor) ? 2 : 3;
}

function correct(
  reading: JudgedReading,
  event: BlueforsEvent,
  plates: Plates,
): JoinedReading | null {
  if (Math.abs(event.t - reading.t) > ERROR_REACH_MS) return null;
  const plain = { ...reading, quality: 'good' as const };
  const around = { errors: [event.text], resistance: null, warmPlatesK: null };
  const judged = judgeReading(plain, around, plates);
  if (judged.quality === 'good' || judged.quality === reading.quality) return null;
  return { ...judged, isCorrection: true };
}

/** What the join knows; every list is bounded. */
interface Memory {
  held: ParsedReading[];
  events: BlueforsEvent[];
  corrections: JoinedReading[];
  readonly recent: Map<string, JudgedReading[]>;
  readonly ohms: Map<number, JudgedReading>;
  readonly warm: Map<number, JudgedReading>;
}

function restore(resume: JoinState | undefined): Memory {
  return {
    held: [...(resume?.held ?? [])],
    events: [...(resume?.events ?? [])],
    corrections: [...(resume?.corrections ?? [])],
    recent: new Map((resume?.recent ?? []).map(([channel, list]) => [channel, [...list]])),
    ohms: new Map(resume?.ohms ?? []),
    warm: new Map(resume?.plates ?? []),
  };
}

/** Whether readings are judged at all, and by which plates. */
interface Judgement {
  readonly plates: Plates;
  readonly isJudged: boolean;
}

function judgeNext(
  memory: Memory,
  reading: ParsedReading,
  { plates, isJudged }: Judgement,
): JudgedReading {
  if (!isJudged) return { ...reading, note: null };
  const thermometer = thermometerOf(reading.channel);
  if (thermometer === null) return { ...reading, note: null };
  const { sensor, kind } = thermometer;
  const ohm = memory.ohms.get(sensor);
  const isSameRound = ohm !== undefined && Math.abs(ohm.t - reading.t) <= ERROR_REACH_MS;
  const around = {
    errors: memory.events.length === 0 ? [] : errorsOf(memory.events, sensor, reading.t),
    resistance: isSameRound ? ohm.value : null,
    warmPlatesK: warmPlates(memory.warm, reading.t, plates),
  };
  const judged = judgeReading(reading, around, plates);
  if (kind === 'r') memory.ohms.set(sensor, judged);
  else if (plates.outer.includes(sensor) && judged.quality === 'good')
    memory.warm.set(sensor, judged);
  const recent = memory.recent.get(reading.channel) ?? [];
  recent.push(judged);
  if (recent.length > RECENT) recent.shift();
  memory.recent.set(reading.channel, recent);
  return judged;
}

/** Drops events that are too old for any reading still to come; the list is sorted by time. */
function forget(memory: Memory, t: number): void {
  let gone = 0;
  while ((memory.events[gone]?.t ?? Number.POSITIVE_INFINITY) < t - ERROR_REACH_MS) gone += 1;
  if (gone > 0) memory.events.splice(0, gone);
}

/** Judges readings in time order; events are dropped as time passes them. */
function judgeAll(
  memory: Memory,
  ready: readonly ParsedReading[],
  judgement: Judgement,
): JoinedReading[] {
  const out: JoinedReading[] = memory.corrections;
  memory.corrections = [];
  for (const reading of ready) {
    forget(memory, reading.t);
    out.push({ ...judgeNext(memory, reading, judgement), isCorrection: false });
  }
  return out;
}

/** Makes a join; `isJudged` false: readings of another make, only put in order. `resume` is the `state()` of an earlier one. */
export function createBlueforsJoin({
  plates = USUAL_PLATES,
  isJudged = true,
  holdMs = HOLD_MS,
  maxEvents = MAX_EVENTS,
  resume,
}: {
  plates?: Plates;
  isJudged?: boolean;
  holdMs?: number;
  maxEvents?: number;
  resume?: JoinState;
} = {}): BlueforsJoin {
  const memory = restore(resume);
  return {
    addEvents(events) {
      for (const event of events) {
        for (const kind of ['t', 'r']) {
          for (const reading of memory.recent.get(`ch${event.sensor}-${kind}`) ?? []) {
            const correction = correct(reading, event, plates);
            if (correction) memory.corrections.push(correction);
          }
        }
      }
      for (const event of events) memory.events.push(event);
    },
    addReadings(readings) {
      for (const reading of readings) memory.held.push(reading);
    },
    take(now) {
      memory.events.sort((a, b) => a.t - b.t);
      memory.events.splice(0, Math.max(0, memory.events.length - maxEvents));
      const horizon = now - holdMs;
      const ready = memory.held.filter((reading) => reading.t <= horizon);
      memory.held = memory.held.filter((reading) => reading.t > horizon);
      ready.sort((a, b) => a.t - b.t || rank(a.channel, plates) - rank(b.channel, plates));
      return judgeAll(memory, ready, { plates, isJudged });
    },
    state: () => ({
      held: [...memory.held],
      events: [...memory.events],
      corrections: [...memory.corrections],
      recent: [...memory.recent].map(([channel, list]) => [channel, [...list]] as const),
      ohms: [...memory.ohms],
      plates: [...memory.warm],
    }),
  };
}

/** Judges a closed set of readings and events, such as whole days of files. */
export function judgeBluefors({
  readings,
  events,
  plates = USUAL_PLATES,
}: {
  readings: readonly ParsedReading[];
  events: readonly BlueforsEvent[];
  plates?: Plates;
}): readonly JudgedReading[] {
  const join = createBlueforsJoin({ plates, maxEvents: Number.MAX_SAFE_INTEGER });
  join.addEvents(events);
  join.addReadings(readings);
  return join.take(Number.POSITIVE_INFINITY);
}
