/** What the experiment does and when: runs of moves, sweeps and data, one after another, never two at once. */
import type { RunKind } from '#telemetry/facts/file.ts';
import type { Cavity } from './cavity.ts';
import type { SimulatedEvent } from './events.ts';

/** Data files begin this far apart, ms. */
export const CADENCE_MS = 2_190;

/** Each holds this much of signal, ms: a run of length L has at most L / 2.186 s files. */
export const ACQUISITION_MS = 2_186;

export interface MoveSegment {
  readonly kind: 'move';
  readonly from: number;
  readonly to: number;
  readonly angle: number;
  /** How much the move warms the cavity, K. */
  readonly heatK: number;
}

export interface SweepSegment {
  readonly kind: 'sweep';
  readonly from: number;
  readonly to: number;
  readonly angle: number;
  readonly name: string;
}

export interface DataSegment {
  readonly kind: 'data';
  readonly from: number;
  readonly to: number;
  readonly angle: number;
  /** The last file was cut short because the disk was full or the run was given up. */
  readonly isCut: boolean;
}

export type Segment = MoveSegment | SweepSegment | DataSegment;

export interface PlannedRun {
  readonly campaign: string;
  readonly directory: string;
  readonly kind: RunKind;
  readonly cavity: Cavity;
  readonly from: number;
  readonly to: number;
  readonly isAborted: boolean;
  readonly segments: readonly Segment[];
}

/** What was and will be done, and what happened and will happen, in time order. */
export interface Plan {
  readonly runs: readonly PlannedRun[];
  readonly events: readonly SimulatedEvent[];
}

/** When the files of a data segment begin: whole acquisitions only, but for the last of a cut segment. */
export function fileTimes(segment: DataSegment): readonly number[] {
  const times: number[] = [];
  for (let t = segment.from; t + ACQUISITION_MS <= segment.to; t += CADENCE_MS) times.push(t);
  return times;
}

/** The run of a plan that covers `t`, or null. */
export function runAt(runs: readonly PlannedRun[], t: number): PlannedRun | null {
  return runs.find((run) => t >= run.from && t < run.to) ?? null;
}

/** A run without what begins after `at`; data are cut there, half-made moves and sweeps fall away. */
export function cutRun(run: PlannedRun, at: number, isAborted: boolean): PlannedRun {
  if (run.to <= at) return run;
  const segments = run.segments
    .filter((segment) => (segment.kind === 'data' ? segment.from < at : segment.to <= at))
    .map((segment) =>
      segment.kind === 'data' && segment.to > at
        ? { ...segment, to: at, isCut: isAborted }
        : segment,
    );
  return { ...run, to: at, isAborted, segments };
}

/** A run whose data pause from `at` until `resume`; a full disk cuts the last file before. */
export function pauseRun(run: PlannedRun, at: number, resume: number, isCut: boolean): PlannedRun {
  const segments = run.segments.flatMap((segment): Segment[] => {
    if (segment.kind !== 'data' || segment.to <= at || segment.from >= resume) return [segment];
    const before = segment.from < at ? [{ ...segment, to: at, isCut }] : [];
    const after = segment.to > resume ? [{ ...segment, from: resume }] : [];
    return [...before, ...after];
  });
  return { ...run, segments };
}
