/**
 * What a Bluefors thermometer's number is worth: readings joined with the bridge's errors and its neighbours.
 *
 * The bridge prints a number in every line, also where it measured nothing. Rules, with their evidence
 * (eight days of two cryostats, 8 016 error lines):
 * - An error covers exactly one reading: that of the same thermometer within 2 s. Errors are written in
 *   the same round as the readings; of 8 014 `T. OVER` and `T. UNDER` lines 7 955 carry the reading's own
 *   stamp and 59 are 1 s earlier, and on the days of `T. OVER` there are as many errors as readings.
 * - `T. OVER` is `over`, `T. UNDER` is `under`: the number is the end of the calibration curve.
 * - A resistance of zero or less cannot be: resistance and temperature are `under`.
 * - `R. OVER`, `R. UNDER` say so of the resistance; the temperature made of it is `uncalibrated`, and so
 *   it is after an overload of the current source or the input amplifier (`CS`, `VCM`, `VDIF`).
 * - `VMIX OVL` (mixer) leaves the reading `good`: seen once, with value and resistance among their neighbours.
 * - A cold plate cannot be cold while the plates that cool it are warm: where the 50 K and the 4 K plate
 *   are both above 250 K, a colder stage below half of the colder of them is `uncalibrated`. A cryostat
 *   needs most of a day from room temperature, so plates last seen up to six hours ago still count.
 */
import type { Quality } from '#telemetry/facts/quality.ts';
import type { BlueforsEvent, ParsedReading } from './bluefors-line.ts';

/** How far an error's stamp may lie from its reading's. */
export const ERROR_REACH_MS = 2_000;

const WARM_K = 250;
const WARM_MEMORY_MS = 6 * 3_600_000;
const COLD_FRACTION = 0.5;

/** A judged reading; `note` says why it is not good, or what the bridge said of a good one. */
export interface JudgedReading extends ParsedReading {
  readonly note: string | null;
}

/** Which thermometers are the plates that must be cold first. */
export interface Plates {
  readonly outer: readonly number[];
}

/** The usual numbers: 1 is the 50 K plate, 2 the 4 K plate. */
export const USUAL_PLATES: Plates = { outer: [1, 2] };

/** What is known around a reading when it is judged. */
export interface Surroundings {
  readonly errors: readonly string[];
  /** Resistance of the same thermometer in the same line, ohm. */
  readonly resistance: number | null;
  /** Colder of the outer plates, K, where all are known and warm; else null. */
  readonly warmPlatesK: number | null;
}

type Verdict = readonly [Quality, string | null];

function judgeWords(errors: readonly string[], kind: 't' | 'r'): Verdict {
  const words = errors.map((text) => text.toUpperCase().replaceAll(/[\s.]/g, ''));
  const said = errors.length > 0 ? errors.join('; ') : null;
  const own = kind === 't' ? 'T' : 'R';
  if (words.includes(`${own}OVER`)) return ['over', said];
  if (words.includes(`${own}UNDER`)) return ['under', said];
  const isDoubtful = (word: string): boolean =>
    /^(CS|VCM|VDIF)OVL$/.test(word) || (kind === 't' && /^R(OVER|UNDER)$/.test(word));
  return [words.some(isDoubtful) ? 'uncalibrated' : 'good', said];
}

/** Thermometer number and kind of a channel such as `ch6-t`, or null. */
export function thermometerOf(channel: string): { sensor: number; kind: 't' | 'r' } | null {
  const found = /^ch(\d+)-([tr])$/.exec(channel);
  return found ? { sensor: Number(found[1]), kind: found[2] === 't' ? 't' : 'r' } : null;
}

/** Judges one reading by what is known around it. Pure; a reading that is not good already stays as it is. */
export function judgeReading(
  reading: ParsedReading,
  around: Surroundings,
  plates: Plates,
): JudgedReading {
  const thermometer = thermometerOf(reading.channel);
  if (thermometer === null || reading.quality !== 'good' || reading.value === null) {
    return { ...reading, note: null };
  }
  const { sensor, kind } = thermometer;
  const [quality, note] = judgeWords(around.errors, kind);
  if (quality !== 'good') return { ...reading, quality, note };
  const ohm = kind === 'r' ? reading.value : around.resistance;
  if (ohm !== null && ohm <= 0) {
    return { ...reading, quality: 'under', note: `resistance ${ohm} Ohm cannot be` };
  }
  const { warmPlatesK } = around;
  const isInner = kind === 't' && !plates.outer.includes(sensor);
  if (isInner && warmPlatesK !== null && reading.value < COLD_FRACTION * warmPlatesK) {
    const why = `${reading.value} K cannot be while the plates around it are at ${warmPlatesK} K`;
    return { ...reading, quality: 'uncalibrated', note: why };
  }
  return { ...reading, note };
}

/** The colder of the outer plates, where every one of them was good and warm within the last six hours. */
export function warmPlates(
  last: ReadonlyMap<number, JudgedReading>,
  t: number,
  plates: Plates,
): number | null {
  let coldest = Number.POSITIVE_INFINITY;
  for (const sensor of plates.outer) {
    const plate = last.get(sensor);
    const isKnown =
      plate !== undefined && plate.quality === 'good' && Math.abs(t - plate.t) <= WARM_MEMORY_MS;
    if (!isKnown || plate.value === null || plate.value < WARM_K) return null;
    coldest = Math.min(coldest, plate.value);
  }
  return Number.isFinite(coldest) ? coldest : null;
}

/** Texts of the events (sorted by time) that cover a reading: same thermometer, within reach. */
export function errorsOf(
  events: readonly BlueforsEvent[],
  sensor: number,
  t: number,
): readonly string[] {
  const texts: string[] = [];
  for (const event of events) {
    if (event.t > t + ERROR_REACH_MS) break;
    if (event.sensor === sensor && event.t >= t - ERROR_REACH_MS) texts.push(event.text);
  }
  return texts;
}
