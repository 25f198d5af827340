/** The fact of one S11 or S21 sweep file: its fit or why there is none, and its thinned trace. */

import type { SweepData } from '#agents/formats/sweep.ts';
import { parseSweep } from '#agents/formats/sweep.ts';
import { fitReflectionMagnitude } from '#telemetry/analysis/fit-reflection.ts';
import { fitTransmission } from '#telemetry/analysis/fit-transmission.ts';
import type { SweepFact, SweepTrace } from '#telemetry/facts/sweep.ts';

/** Points of a trace as delivered: enough for any screen's width. */
const TRACE_POINTS = 401;

/** Indices to draw: all of a short curve, else first, last, and the lowest and highest of each bucket. */
export function thinIndices(values: ArrayLike<number>, most: number): number[] {
  const { length } = values;
  if (length <= most) return Array.from({ length }, (_, at) => at);
  const buckets = Math.floor((most - 2) / 2);
  const kept = new Set([0, length - 1]);
  for (let bucket = 0; bucket < buckets; bucket += 1) {
    const start = 1 + Math.floor((bucket * (length - 2)) / buckets);
    const end = 1 + Math.floor(((bucket + 1) * (length - 2)) / buckets);
    let low = start;
    let high = start;
    for (let at = start; at < end; at += 1) {
      if ((values[at] ?? 0) < (values[low] ?? 0)) low = at;
      if ((values[at] ?? 0) > (values[high] ?? 0)) high = at;
    }
    kept.add(low).add(high);
  }
  return [...kept].sort((a, b) => a - b);
}

const round = (value: number, digits: number): number => Number(value.toFixed(digits));

/** The curve thinned for drawing, with the fit at the same points; `fitDb` null where the fit was refused. */
export function makeTrace(sweep: SweepData, fitDb: ArrayLike<number> | null): SweepTrace {
  const at = thinIndices(sweep.db, TRACE_POINTS);
  const startHz = sweep.fHz[0] ?? 0;
  return {
    startHz,
    stopHz: sweep.fHz.at(-1) ?? startHz,
    offsetHz: at.map((i) => round((sweep.fHz[i] ?? startHz) - startHz, 1)),
    db: at.map((i) => round(sweep.db[i] ?? 0, 4)),
    fitDb: fitDb === null ? null : at.map((i) => round(fitDb[i] ?? 0, 4)),
  };
}

/** Fits the text of a sweep file; a text that cannot be read is a refusal, not an error. */
export function sweepFact(
  text: string,
  about: Pick<
    SweepFact,
    'campaign' | 'run' | 'name' | 'takenAt' | 'seenAt' | 'parameter' | 'tunerDeg'
  >,
): SweepFact {
  const base = { kind: 'sweep', ...about } as const;
  const parsed = parseSweep(text, about.name);
  if (!parsed.ok) {
    const nothing = { points: 0, spanHz: 0, fit: null, trace: null };
    const method = about.parameter === 's11' ? 'magnitude' : 'transmission';
    return { ...base, ...nothing, method, refused: parsed.reason };
  }
  const fitted =
    about.parameter === 's11'
      ? fitReflectionMagnitude(parsed.sweep)
      : fitTransmission(parsed.sweep);
  const { method, points, spanHz } = fitted;
  const trace = makeTrace(parsed.sweep, fitted.ok ? fitted.modelDb : null);
  return fitted.ok
    ? { ...base, method, points, spanHz, fit: fitted.fit, refused: null, trace }
    : { ...base, method, points, spanHz, fit: null, refused: fitted.refused, trace };
}
