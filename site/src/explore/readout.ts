/** What a curve says at a time, in words: beside its name, to who listens, and in a table. */

import { showText } from '#telemetry/units.ts';
import { qualityWord } from '../charts/overlay.ts';
import type { Span } from '../charts/time-axis.ts';
import { nearest, placeOf, rangeIn } from './curve.ts';
import type { Curve } from './view.ts';

export const NO_DATA = 'no data';

/** The value of a curve at a time: of the point nearest to it, if one is as near as a bucket is wide. */
export function valueAt(curve: Curve, t: number): string {
  const i = nearest(curve.points, t);
  const reach = Math.max(curve.stepMs, 1_000);
  const time = i === null ? null : (curve.points.t[i] ?? null);
  const value = i === null ? null : (curve.points.mean[i] ?? null);
  const isNear = time !== null && (Math.abs(time - t) <= reach || isBetween(curve, t));
  if (value === null || !isNear) {
    const bad = curve.notGood.find(({ from, to }) => t >= from && t <= to + curve.stepMs);
    return bad === undefined ? NO_DATA : qualityWord(bad.quality);
  }
  return showText(value, curve.unit);
}

/** Between two points that a line joins. */
function isBetween({ points: { t: times, mean } }: Curve, t: number): boolean {
  const after = placeOf(times, t);
  return after >= 1 && mean[after] != null && mean[after - 1] != null;
}

/** What the second span says there; null: there is none. */
export function otherAt({ other, stepMs, unit }: Curve, t: number): string | null {
  if (other === null) return null;
  const i = nearest(other, t);
  const value = i === null ? null : (other.mean[i] ?? null);
  const isNear = i !== null && Math.abs((other.t[i] ?? 0) - t) <= Math.max(stepMs, 1_000);
  return value === null || !isNear ? NO_DATA : showText(value, unit);
}

/** The newest value of a window; null: there is none. */
export function lastIn(
  curve: Curve,
  window: Span,
): { readonly t: number; readonly text: string } | null {
  const { t, mean } = curve.points;
  for (let i = placeOf(t, window.to + 1) - 1; i >= 0; i -= 1) {
    const [time, value] = [t[i] ?? 0, mean[i] ?? null];
    if (time < window.from) return null;
    if (value !== null) return { t: time, text: showText(value, curve.unit) };
  }
  return null;
}

/** Lowest to highest in a window, in words. */
export function rangeText(curve: Curve, window: Span): string {
  const range = rangeIn(curve.points, window);
  if (range === null) {
    const bad = curve.notGood.find(({ from, to }) => to >= window.from && from <= window.to);
    return bad === undefined ? NO_DATA : qualityWord(bad.quality);
  }
  const [low, high] = [showText(range.low, curve.unit), showText(range.high, curve.unit)];
  return low === high ? low : `${low} to ${high}`;
}
