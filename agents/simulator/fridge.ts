/** The dilution refrigerator: every temperature, pressure and flow as a pure function of time. */
import type { SimulatedEvent } from './events.ts';
import { activeSince } from './events.ts';
import type { MoveSegment, Plan } from './plan.ts';
import { eventFactor } from './profiles.ts';
import type { Place } from './profiles.ts';
import { between, normal } from './random.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** What the refrigerator feels: moves of the tuner (sorted by time) and events. */
export interface Surroundings {
  readonly seed: number;
  readonly moves: readonly MoveSegment[];
  readonly events: readonly SimulatedEvent[];
}

/** What the refrigerator feels of a plan. */
export function surroundingsOf(seed: number, { runs, events }: Plan): Surroundings {
  const moves = runs
    .flatMap((run) => run.segments)
    .filter((segment): segment is MoveSegment => segment.kind === 'move');
  return { seed, moves: moves.toSorted((a, b) => a.from - b.from), events };
}

/** Quiet value, white noise of one reading and slow drift over a day, in the unit of the place. */
interface Quiet {
  readonly value: number;
  readonly noise: number;
  readonly drift: number;
}

/** K, Pa is mbar here, mmol/s, degC: as the instruments print them. */
const QUIET: Readonly<Record<Place, Quiet>> = {
  plate50k: { value: 53.2, noise: 0.002, drift: 0.06 },
  plate4k: { value: 3.24, noise: 0.0012, drift: 0.03 },
  still: { value: 0.815, noise: 0.004, drift: 0.015 },
  cavity: { value: 0.03, noise: 0.000_05, drift: 0.000_45 },
  mixing: { value: 0.011, noise: 0.000_02, drift: 0.000_07 },
  stillLine: { value: 0.021, noise: 0.0014, drift: 0.002 },
  vacuum: { value: 2.45e-6, noise: 1e-8, drift: 1.2e-7 },
  flow: { value: 0.397, noise: 0.0055, drift: 0.004 },
  water: { value: 16.9, noise: 0.05, drift: 0.15 },
};

/** Slow wander of at most 1: a wave of a day and two shorter ones, with phases of the seed. */
function wander(seed: number, place: Place, t: number): number {
  const phase = (n: number): number => between(0, 2 * Math.PI, seed, 'drift', place, n);
  const wave = (n: number, period: number): number =>
    Math.sin((2 * Math.PI * t) / period + phase(n));
  return 0.55 * wave(1, DAY) + 0.3 * wave(2, 7.3 * HOUR) + 0.15 * wave(3, 1.9 * HOUR);
}

/** The cooling water's slow wave over the day: half a kelvin in the afternoon on the 50 K plate. */
function chilledWater(place: Place, t: number): number {
  const wave = Math.sin((2 * Math.PI * (t - 9 * HOUR)) / DAY);
  if (place === 'water') return 0.8 * wave;
  if (place === 'plate50k') return 0.25 * wave;
  return place === 'plate4k' ? 0.012 * wave : 0;
}

/** Warming of the cavity by tuner moves, K: begins 1 to 2 min after the move, returns with a time constant of 15 min. */
export function tunerHeat({ seed, moves }: Surroundings, t: number): number {
  let heat = 0;
  for (let n = lastBefore(moves, t); n >= 0; n -= 1) {
    const move = moves[n];
    if (move === undefined || t - move.from > 3 * HOUR) break;
    const after = t - move.from - between(60_000, 120_000, seed, 'lag', move.from);
    if (after <= 0) continue;
    heat += move.heatK * (1 - Math.exp(-after / 20_000)) * Math.exp(-after / (15 * MINUTE));
  }
  return heat;
}

/** Index of the last move that began before `t`, or -1. */
function lastBefore(moves: readonly MoveSegment[], t: number): number {
  let [low, high] = [0, moves.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((moves[middle]?.from ?? Number.POSITIVE_INFINITY) < t) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** What a place really is at `t`, with the noise of its reading: K, mbar, mmol/s or degC. */
export function valueAt(around: Surroundings, place: Place, t: number): number {
  const { seed, events } = around;
  const quiet = QUIET[place];
  const factor = eventFactor(events, place, t);
  const steady = quiet.value + quiet.drift * wander(seed, place, t) + chilledWater(place, t);
  const heat = place === 'cavity' ? tunerHeat(around, t) : 0;
  return steady * factor + heat + quiet.noise * factor * normal(seed, place, t);
}

/** A thermometer of the bridge: channel, place, and the resistance it has at a temperature. */
export interface Thermometer {
  readonly channel: number;
  readonly place: Place;
  /** R = ohm * (T / kelvin) ** exponent */
  readonly ohm: number;
  readonly kelvin: number;
  readonly exponent: number;
}

export const THERMOMETERS: readonly Thermometer[] = [
  { channel: 1, place: 'plate50k', ohm: 11.9, kelvin: 58.947, exponent: 2.1 },
  { channel: 2, place: 'plate4k', ohm: 188.34, kelvin: 4.131, exponent: -0.52 },
  { channel: 3, place: 'cavity', ohm: 5_212, kelvin: 0.03, exponent: -0.41 },
  { channel: 5, place: 'still', ohm: 776.6, kelvin: 0.8495, exponent: -0.93 },
  { channel: 6, place: 'mixing', ohm: 9_142.8, kelvin: 0.009_42, exponent: -0.473 },
];

/** What the bridge prints: temperature, resistance and, where it complains, its words. */
export interface BridgeReading {
  readonly kelvin: number;
  readonly ohm: number;
  readonly error: string | null;
}

/** The end of the calibration curve, which the bridge prints when a sensor is over range. */
const OVER_RANGE_K = 102.005;

/** What the bridge says of a thermometer at `t`; null while it says nothing. */
export function bridgeReading(
  around: Surroundings,
  { channel, place, ohm, kelvin, exponent }: Thermometer,
  t: number,
): BridgeReading | null {
  const { events } = around;
  if (channel === 1 && activeSince(events, 'sensor-dead', t) !== null) return null;
  const frozen = channel === 2 ? activeSince(events, 'sensor-frozen', t) : null;
  const value = valueAt(around, place, frozen ?? t);
  const resistance = ohm * (value / kelvin) ** exponent;
  if (channel === 5 && activeSince(events, 'sensor-over', t) !== null) {
    return { kelvin: OVER_RANGE_K, ohm: resistance / 9.7, error: 'T. OVER' };
  }
  return { kelvin: value, ohm: resistance, error: null };
}
