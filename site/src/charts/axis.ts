/** Axes: a range of values with round ticks, linear or, where the data span more than two decades, logarithmic. */

import { formatFixed, formatSignificant } from '#telemetry/units.ts';

export interface Tick {
  readonly value: number;
  readonly text: string;
}

export interface Axis {
  readonly low: number;
  readonly high: number;
  readonly isLog: boolean;
  readonly ticks: readonly Tick[];
}

const DECADES_FOR_LOG = 100;
/** More decimals are read as zeros, not as a number. */
const MOST_DECIMALS = 4;

export interface AxisOptions {
  /** In display units. */
  readonly limits?: readonly number[];
  readonly fromZero?: boolean;
  /** `auto`: logarithmic where the data span more than two decades. */
  readonly scale?: 'auto' | 'log' | 'linear';
}

/** Returns an axis for values in display units; limits near the data are taken in, so that their line is seen. */
export function valueAxis(
  values: readonly number[],
  { limits = [], fromZero = false, scale = 'auto' }: AxisOptions = {},
): Axis {
  let min = Infinity;
  let max = -Infinity;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  if (min > max) return linear(0, 1, false);
  const isWide = max / min > DECADES_FOR_LOG && !fromZero;
  if (min > 0 && (scale === 'log' || (scale === 'auto' && isWide))) return logarithmic(min, max);
  for (const limit of limits) {
    if (!isNear(limit, min, max)) continue;
    min = Math.min(min, limit);
    max = Math.max(max, limit);
  }
  return linear(fromZero ? Math.min(0, min) : min, max, fromZero);
}

function isNear(limit: number, min: number, max: number): boolean {
  if (min <= 0 || limit <= 0) return limit >= min && limit <= max;
  return limit / max <= 2 && min / limit <= 2;
}

function linear(min: number, max: number, fromZero: boolean): Axis {
  const still = max === min ? Math.abs(max) * 0.02 || 1 : 0;
  const room = Math.max((max - min) * 0.08, still);
  const low = fromZero && min >= 0 ? 0 : min - room;
  const high = max + room;
  const step = roundStep((high - low) / 4);
  const first = Math.ceil(low / step);
  const count = Math.floor(high / step + 1e-9) - first + 1;
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const ticks = Array.from({ length: Math.max(0, count) }, (_, i) => (first + i) * step);
  return {
    low,
    high,
    isLog: false,
    ticks: ticks.map((value) => ({ value, text: tickText(value, decimals) })),
  };
}

/** Fixed decimals, all of a kind; where they would be mostly zeros, a power of ten. */
function tickText(value: number, decimals: number): string {
  if (decimals <= MOST_DECIMALS || value === 0)
    return formatFixed(value, value === 0 ? 0 : decimals);
  const digits = Math.floor(Math.log10(Math.abs(value)) + 1e-9) + decimals + 1;
  return formatSignificant(value, Math.max(1, digits));
}

/** 1, 2 or 5 times a power of ten, not below `raw`. */
function roundStep(raw: number): number {
  const power = 10 ** Math.floor(Math.log10(raw));
  const factor = [1, 2, 5, 10].find((candidate) => candidate * power >= raw * 0.999) ?? 10;
  return factor * power;
}

function logarithmic(min: number, max: number): Axis {
  const room = Math.min(1.3, Math.max(1.002, (max / min) ** 0.08));
  const low = min / room;
  const high = max * room;
  return { low, high, isLog: true, ticks: logTicks(low, high) };
}

/** Steps within a decade, and from how many ticks on they are enough. */
const LADDERS: readonly (readonly [steps: readonly number[], enough: number])[] = [
  [[1, 2, 5], 3],
  [[1, 1.5, 2, 3, 5, 7], 2],
];

/** Powers of ten; where there are too few of them, steps between them too, or round steps as on a linear axis. */
function logTicks(low: number, high: number): readonly Tick[] {
  const powers = high / low > 30 ? ticksOn([1], low, high) : [];
  if (powers.length >= 2) return powers;
  for (const [steps, enough] of LADDERS) {
    const ticks = ticksOn(steps, low, high);
    if (ticks.length >= enough) return ticks;
  }
  return linear(low, high, false).ticks.filter(({ value }) => value >= low && value <= high);
}

function ticksOn(steps: readonly number[], low: number, high: number): readonly Tick[] {
  const every = Math.max(1, Math.ceil(Math.log10(high / low) / 4));
  const ticks: Tick[] = [];
  for (let e = Math.floor(Math.log10(low)); e <= Math.log10(high); e += every)
    for (const step of steps) {
      const value = step * 10 ** e;
      const text = formatSignificant(value, step === 1.5 ? 2 : 1);
      if (value >= low && value <= high) ticks.push({ value, text });
    }
  return ticks;
}

/** Where a value lies on the axis: 0 at the bottom, 1 at the top. */
export function position({ low, high, isLog }: Axis, value: number): number {
  if (!isLog) return (value - low) / (high - low);
  return Math.log(Math.max(value, low) / low) / Math.log(high / low);
}
