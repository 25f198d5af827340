/** One sweep as every reader gives it. */

/** What the columns of the file were. */
export type SweepKind = 'db' | 'db-deg' | 're-im' | 'lin-rad' | 'lin-deg';

/** One sweep: frequency in Hz, magnitude in dB, phase in radians where the file has one. */
export interface SweepData {
  readonly fHz: Float64Array;
  readonly db: Float64Array;
  readonly phaseRad: Float64Array | null;
  readonly kind: SweepKind;
}

/** A sweep, or the reason why the file holds none. */
export type SweepResult =
  | { readonly ok: true; readonly sweep: SweepData }
  | { readonly ok: false; readonly reason: string };

/** Magnitude in dB and phase in radians from two columns of a kind. */
export function toDbAndPhase(kind: SweepKind, a: number, b: number): readonly [number, number] {
  const degree = Math.PI / 180;
  if (kind === 're-im') return [20 * Math.log10(Math.hypot(a, b)), Math.atan2(b, a)];
  if (kind === 'lin-rad') return [20 * Math.log10(a), b];
  if (kind === 'lin-deg') return [20 * Math.log10(a), b * degree];
  return [a, b * degree];
}

/** The sweep, or why it is none: a frequency too large to be one, a magnitude of 0, which has no dB. */
export function checkedSweep(sweep: SweepData): SweepResult {
  const { fHz, db, phaseRad } = sweep;
  for (let i = 0; i < fHz.length; i += 1) {
    const values = [fHz[i], db[i], phaseRad?.[i] ?? 0];
    if (values.every(Number.isFinite)) continue;
    const reason = `point ${i + 1} is not one: ${String(fHz[i])} Hz, ${String(db[i])} dB`;
    return { ok: false, reason };
  }
  return { ok: true, sweep };
}
