/** The sentences of machine entries, pure. */

import type { RunRow } from '../runs.ts';
import type { NextRun } from './run-state.ts';
import type { Step } from './step-list.ts';

/** `Tuner to 22.3°, step 4: f0 8.832145 GHz, Q_L 21 300`. */
export function describeStep(step: Step): string {
  const where = `step ${String(step.n)}`;
  const moved =
    step.tunerDeg === null ? capital(where) : `Tuner to ${angle(step.tunerDeg)}, ${where}`;
  if (step.f0Hz === null)
    return `${moved}: no fit${step.refused === null ? '' : `, ${step.refused}`}`;
  const quality = step.qL === null ? '' : `, Q_L ${grouped(step.qL)}`;
  return `${moved}: f0 ${frequency(step.f0Hz)}${quality}`;
}

/** Why a run closed and what it holds: `no file for 15 min, 1 234 files`. */
export function describeClosing(
  run: Pick<RunRow, 'file_count'>,
  closedBy: string | null,
  next: NextRun | null,
  idleCloseMs: number,
): string {
  const why =
    closedBy === 'next run' && next !== null
      ? `run ${String(next.number)} began`
      : closedBy === 'idle'
        ? `no file for more than ${String(Math.round(idleCloseMs / 6_000) / 10)} min`
        : (closedBy ?? 'closed');
  return `${why}, ${grouped(run.file_count)} ${run.file_count === 1 ? 'file' : 'files'}`;
}

/** Hz for people: GHz to the kilohertz, MHz to the 100 Hz. */
function frequency(hz: number): string {
  return hz >= 1e9 ? `${(hz / 1e9).toFixed(6)} GHz` : `${(hz / 1e6).toFixed(4)} MHz`;
}

function angle(deg: number): string {
  return `${String(Math.round(deg * 100) / 100)}°`;
}

/** Three significant figures above a thousand, groups of three: `21 300`; small counts as they are. */
function grouped(value: number): string {
  const rounded = Number.isInteger(value) ? value : Number(value.toPrecision(3));
  return String(Math.round(rounded)).replaceAll(/\B(?=(\d{3})+$)/g, ' ');
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
