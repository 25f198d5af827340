/** The steps of a run, pure: consecutive sweeps at one tuner angle are one step. */

import type { CouplingRegime } from '../../facts/sweep.ts';

/** Angles this close are one position of the tuner, degrees: names carry two or three decimals, a fine move is 0.01. */
export const SAME_ANGLE_DEG = 0.002;

export interface StepSweep {
  readonly name: string;
  readonly takenMs: number;
  readonly tunerDeg: number | null;
  readonly centreHz: number | null;
  readonly f0Hz: number | null;
  readonly qL: number | null;
  readonly beta: number | null;
  readonly regime: CouplingRegime | null;
  readonly refused: string | null;
}

export interface Step {
  readonly n: number;
  readonly startMs: number;
  /** Null: still going on. */
  readonly endMs: number | null;
  readonly tunerDeg: number | null;
  readonly centreHz: number | null;
  readonly f0Hz: number | null;
  readonly qL: number | null;
  readonly beta: number | null;
  readonly regime: CouplingRegime | null;
  /** Name of the sweep that f0, Q_L and beta were fitted to; null where none could be. */
  readonly source: string | null;
  /** Why there is no fit, where there is none. */
  readonly refused: string | null;
}

/**
 * Makes steps of a run's sweeps (in the order of time). A step starts with its first sweep and ends with the next
 * step's first or the run's end; f0, Q_L and beta are those of its first fitted sweep, measured before its data.
 */
export function listSteps(sweeps: readonly StepSweep[], runEndMs: number | null): readonly Step[] {
  const groups: StepSweep[][] = [];
  for (const sweep of sweeps) {
    const group = groups.at(-1);
    if (group !== undefined && isSameStep(group, sweep)) group.push(sweep);
    else groups.push([sweep]);
  }
  return groups.map((group, index) => makeStep(group, index + 1, groups[index + 1]?.[0], runEndMs));
}

/** An angle that is not known proves no move; a resonance that moved by more than its linewidth does. */
function isSameStep(group: readonly StepSweep[], sweep: StepSweep): boolean {
  const angle = group.find(({ tunerDeg }) => tunerDeg !== null)?.tunerDeg ?? null;
  if (angle !== null && sweep.tunerDeg !== null) {
    return Math.abs(angle - sweep.tunerDeg) <= SAME_ANGLE_DEG;
  }
  const fitted = group.find(({ f0Hz, qL }) => f0Hz !== null && qL !== null);
  if (fitted === undefined || sweep.f0Hz === null) return true;
  const { f0Hz, qL } = fitted;
  if (f0Hz === null || qL === null) return true;
  return Math.abs(sweep.f0Hz - f0Hz) <= f0Hz / qL;
}

function makeStep(
  group: readonly StepSweep[],
  n: number,
  next: StepSweep | undefined,
  runEndMs: number | null,
): Step {
  const first = group[0];
  if (first === undefined) throw new RangeError('a step has at least one sweep');
  const fitted = group.find(({ f0Hz }) => f0Hz !== null);
  return {
    n,
    startMs: first.takenMs,
    endMs: next?.takenMs ?? (runEndMs === null ? null : Math.max(runEndMs, first.takenMs)),
    tunerDeg: group.find(({ tunerDeg }) => tunerDeg !== null)?.tunerDeg ?? null,
    centreHz: first.centreHz,
    f0Hz: fitted?.f0Hz ?? null,
    qL: fitted?.qL ?? null,
    beta: fitted?.beta ?? null,
    regime: fitted?.regime ?? null,
    source: fitted?.name ?? null,
    refused: fitted === undefined ? first.refused : null,
  };
}
